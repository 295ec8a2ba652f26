// A sample for the mapping editor, from a file or from an API: its first rows, its columns, a suggested mapping, a draft.

import type { TargetEntity } from '../clients/schedulehub-client.ts';
import { entitySchema, type Entity } from '../contract/entity.ts';
import { MAX_SAMPLE_ROWS } from '../contract/sample-limits.ts';
import type { RawRow } from '../record/shapes.ts';
import { readSampleBytes } from '../samples/read-sample.ts';
import { describeTarget } from './describe-target.ts';
import { inferMapping, type InferredMapping } from './infer-mapping.ts';
import type { Services } from './services.ts';

export interface OpenedSample extends Omit<InferredMapping, 'entity'> {
  /** The first ones. */
  readonly rows: readonly RawRow[];
  /** Rows the columns and suggestions are told from. */
  readonly rowsRead: number;
  /** Null where no column resembles a field of the target. */
  readonly entity: Entity | null;
  /** Null where they were not asked for or cannot be told. */
  readonly targetFields: TargetEntity['fields'] | null;
  /** What could not be told, and why. */
  readonly notes: readonly string[];
}

export interface FileSample {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly targetEntity: string | null;
  readonly signal: AbortSignal;
}

/** Throws EngineError `usage` that names the file and the place. */
export async function openFileSample(services: Services, file: FileSample): Promise<OpenedSample> {
  const { rows } = await readSampleBytes(file.bytes, file.name);
  const name = file.targetEntity ?? file.name.replace(/\.[^.]*$/, '');
  return openSample(services, { ...file, rows, name, finish: (draft) => draft });
}

export interface ApiSample {
  readonly api: string;
  readonly limit: number;
  readonly targetEntity: string | null;
  readonly signal: AbortSignal;
}

/** Reads one page; the draft takes its columns from the API at every run, so that it names none. */
export async function openApiSample(services: Services, sample: ApiSample): Promise<OpenedSample> {
  const { api, limit, signal } = sample;
  const description = await services.apismith().getApiBySlug(api, signal);
  const { items } = await services.apismith().executeApi(api, { pageSize: Math.max(limit, 100) }, { signal });
  const rowversion = description.rowversionColumn;
  return openSample(services, {
    ...sample,
    rows: items.slice(0, limit),
    name: sample.targetEntity ?? api,
    finish: (draft) => ({
      ...draft,
      source: {
        ...draft.source,
        api,
        columns: undefined,
        ...(rowversion === null ? {} : { rowversion_field: rowversion }),
      },
    }),
  });
}

interface Sample {
  readonly rows: readonly RawRow[];
  readonly name: string;
  readonly targetEntity: string | null;
  readonly signal: AbortSignal;
  readonly finish: (draft: InferredMapping['entity']) => InferredMapping['entity'];
}

async function openSample(services: Services, sample: Sample): Promise<OpenedSample> {
  const { rows, name, targetEntity } = sample;
  const target = targetEntity === null ? null : await describeTarget(services, targetEntity, sample.signal);
  const targetFields = target !== null && 'fields' in target ? target.fields : null;
  const notes = target !== null && 'unknown' in target ? [`Not known: ${target.unknown}`] : [];
  const { columns, suggestions, entity } = inferMapping({
    rows,
    name,
    targetFields: (targetFields ?? []).map((field) => ({ name: field.name, type: field.type })),
  });
  return {
    rows: rows.slice(0, MAX_SAMPLE_ROWS),
    rowsRead: rows.length,
    columns,
    suggestions,
    entity: suggestions.length === 0 ? null : entitySchema.parse(sample.finish(entity)),
    targetFields,
    notes,
  };
}
