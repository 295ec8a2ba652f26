// Edits a failed record as a patch beside the original row. What makes the record itself cannot be edited: the ERP
// would still hold it under its old key.

import { EngineError } from '../failures/engine-error.ts';
import { parseLossless } from '../record/lossless-json.ts';
import type { RawRow, RawValue } from '../record/shapes.ts';
import type { FailedRecord } from '../repositories/failed-record.ts';
import { noFailedRecord } from './list-failed.ts';
import type { Services } from './services.ts';

/** Column name to its new value as text; the empty text and `null` mean no value. */
export type Edit = ReadonlyMap<string, string>;

/** Adds to the patch of the record and returns it whole; throws EngineError `not_found` or `usage`. */
export async function editFailed(services: Services, uid: string, edit: Edit): Promise<RawRow> {
  const { store, clock } = services;
  const record = await store.failedRecords.find(uid);
  if (record === null) throw noFailedRecord(uid);
  const raw = readRow(record.raw);
  checkColumns({ record, raw, keyColumns: await listKeyColumns(services, record) }, edit);
  const changed = [...edit].map(([column, text]) => [column, toRawValue(text, raw[column] ?? null)] as const);
  const patch = { ...readRow(record.patch), ...Object.fromEntries(changed) };
  const isSaved = await store.failedRecords.savePatch(uid, JSON.stringify(patch), new Date(clock.now()).toISOString());
  if (isSaved) return patch;
  const sentence = `The failed record ${uid} is closed (${record.status}). There is nothing to edit.`;
  throw new EngineError('usage', sentence, { details: { uid } });
}

/** The source columns that feed the business key, in the mapping version the record ran with. */
async function listKeyColumns({ store }: Services, record: FailedRecord): Promise<readonly string[]> {
  const stored =
    (await store.entities.find(record.entityName, record.mappingVersion)) ??
    (await store.entities.find(record.entityName));
  if (stored === null) return [];
  const { business_key: key, mappings } = stored.entity;
  return mappings.filter((mapping) => key.includes(mapping.target_field)).map((mapping) => mapping.source_field);
}

interface Editable {
  readonly record: FailedRecord;
  readonly raw: RawRow;
  readonly keyColumns: readonly string[];
}

function checkColumns({ record, raw, keyColumns }: Editable, edit: Edit): void {
  for (const column of edit.keys()) {
    if (keyColumns.includes(column)) {
      const sentence = `The column ${column} is part of the business key of ${record.entityName} and cannot be edited here. Correct it in the ERP, then sync again.`;
      throw new EngineError('usage', sentence, { details: { uid: record.uid, column } });
    }
    if (!Object.hasOwn(raw, column)) {
      const sentence = `The record has no column ${column}. Its columns: ${Object.keys(raw).join(', ')}.`;
      throw new EngineError('usage', sentence, { details: { uid: record.uid, column } });
    }
  }
}

function readRow(json: string | null): RawRow {
  // Safe: written by the pipeline, or here, as the JSON of a flat object.
  return json === null ? {} : (JSON.parse(json) as RawRow);
}

/** A number stays a number and a boolean a boolean where the text allows; everything else is text. */
function toRawValue(text: string, before: RawValue): RawValue {
  if (text === '' || text === 'null') return null;
  if (typeof before === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  if (typeof before !== 'number' || !/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) return text;
  const number = parseLossless(text);
  return typeof number === 'number' ? number : text;
}
