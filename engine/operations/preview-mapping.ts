// Sample rows through every layer of an entity's mapping, without network or state.

import type { Column, Entity } from '../contract/entity.ts';
import { compilePlan, type Plan } from '../normalize/compile-plan.ts';
import { previewRow, type PreviewedRow } from '../normalize/preview.ts';
import type { RawRow } from '../record/shapes.ts';
import { inferColumns } from '../samples/infer-columns.ts';
import { checkValues, createRowValidator, type RowValidator } from '../normalize/row-validator.ts';

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
  return previewRows({ plan, columns, rows });
}

export interface CompiledPreview {
  readonly plan: Plan;
  readonly columns: readonly Column[];
  readonly rows: readonly RawRow[];
}

export async function previewRows({ plan, columns, rows }: CompiledPreview): Promise<readonly PreviewedRow[]> {
  const validator = createRowValidator(columns, 'accept');
  const previews: PreviewedRow[] = [];
  for (const row of rows) previews.push(validated(await previewRow(plan, row), plan, validator));
  return previews;
}

/** Stage 3 stands between the layers: a value that its column cannot hold never reaches the mapping. */
function validated(preview: PreviewedRow, plan: Plan, validator: RowValidator): PreviewedRow {
  const { normalized, rejects } = plan.normalize(preview.raw);
  const errors = rejects.length > 0 ? [] : checkValues({ normalized, raw: preview.raw }, validator);
  if (errors.length === 0) return preview;
  return { ...preview, mapped: null, bk_hash: null, data_hash: null, reference: null, errors };
}
