// What changed in an API's columns since an entity last saw them, and which rules it touches, without starting a run.

import type { Column, Entity } from '../contract/entity.ts';
import { compileChain } from '../normalize/5-field-mapping.ts';
import { getPreviewEntity } from './find-preview-entity.ts';
import type { Services } from './services.ts';
import { listColumnChanges, toSentence, type ColumnChange } from './source-columns.ts';

export interface Drift {
  /** False where the entity has never seen the columns of its API. */
  readonly isKnown: boolean;
  /** One sentence per column that is new, gone or of another type. */
  readonly changes: readonly string[];
  readonly columns: readonly TouchedColumn[];
  /** The columns as the API has them now. */
  readonly columnsNow: readonly Column[];
}

export interface TouchedColumn extends ColumnChange {
  /** Target fields of the rules that read the column. */
  readonly rules: readonly string[];
  readonly isKey: boolean;
}

export async function findDrift(services: Services, name: string, signal: AbortSignal): Promise<Drift> {
  const { entity, knownColumns } = await getPreviewEntity(services.store, name);
  const known = entity.source.columns ?? knownColumns;
  const { columns: columnsNow } = await services.apismith().getApiBySlug(entity.source.api, signal);
  if (known === null) return { isKnown: false, changes: [], columns: [], columnsNow };
  const changes = listColumnChanges(known, columnsNow);
  return { isKnown: true, changes: changes.map(toSentence), columns: touched(entity, changes), columnsNow };
}

function touched(entity: Entity, changes: readonly ColumnChange[]): readonly TouchedColumn[] {
  const readers = entity.mappings.map((mapping) => ({
    target: mapping.target_field,
    // A chain may read further columns: a template does.
    columns: [mapping.source_field, ...compileChain(mapping).names],
  }));
  return changes.map((change) => {
    const rules = readers.filter((reader) => reader.columns.includes(change.column)).map((reader) => reader.target);
    return { ...change, rules, isKey: rules.some((target) => entity.business_key.includes(target)) };
  });
}
