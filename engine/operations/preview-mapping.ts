// Sample rows through every layer of an entity's mapping, without network or state.

import type { Column, Entity } from '../contract/entity.ts';
import { compilePlan } from '../normalize/compile-plan.ts';
import { previewRow, type PreviewedRow } from '../normalize/preview.ts';
import type { RawRow } from '../record/shapes.ts';
import { inferColumns } from '../samples/infer-columns.ts';

export interface PreviewRequest {
  readonly entity: Entity;
  readonly rows: readonly RawRow[];
  /** As APISmith described them at the last run; null where that is not known. */
  readonly knownColumns: readonly Column[] | null;
}

/** One preview per row, in order. Throws EngineError `usage` where the mapping cannot be compiled. */
export async function previewMapping({ entity, rows, knownColumns }: PreviewRequest): Promise<readonly PreviewedRow[]> {
  const columns = entity.source.columns ?? knownColumns ?? inferColumns(rows);
  const plan = compilePlan(entity, columns, {
    timeZone: entity.source.time_zone ?? 'UTC',
    rowversionField: entity.source.rowversion_field ?? null,
    rowversionType: null,
  });
  const previews: PreviewedRow[] = [];
  for (const row of rows) previews.push(await previewRow(plan, row));
  return previews;
}
