// A small entity and its plan, and the way of its rows to stage 3, for the tests of stages 2 to 5.

import { expect } from 'vitest';
import { columnSchema, entitySchema, type Column, type EntityFile } from '../../../engine/contract/entity.ts';
import { compilePlan, type Plan } from '../../../engine/normalize/compile-plan.ts';
import { createRowValidator } from '../../../engine/normalize/row-validator.ts';
import type { RawRow } from '../../../engine/record/shapes.ts';
import { normalizePage } from '../../../engine/stages/2-normalize.ts';
import { validatePage, type DriftReport } from '../../../engine/stages/3-validate.ts';
import { fetchedRecord } from './rows.ts';

export const COLUMNS: readonly Column[] = [
  { name: 'ID', length: 10 },
  { name: 'QTY', type: 'NUMBER', precision: 5 },
  { name: 'RV', type: 'NUMBER' },
].map((column) => columnSchema.parse(column));

export function planOf(more: Partial<EntityFile> = {}): Plan {
  const entity = entitySchema.parse({
    name: 'part',
    source: { api: 'parts' },
    business_key: ['id'],
    mappings: [
      { source_field: 'ID', target_field: 'id' },
      { source_field: 'QTY', target_field: 'qty', type: 'decimal', is_required: true, validation: { max: 1000 } },
    ],
    ...more,
  });
  return compilePlan(entity, COLUMNS, { timeZone: 'UTC', rowversionField: 'RV', rowversionType: 'NUMBER' });
}

export const plan = planOf();
export const good: RawRow = { ID: ' P1 ', QTY: '1,000', RV: 7 };
type OnDrift = 'accept' | 'reject_row' | 'stop';

/** Stages 2 and 3 on rows that stage 2 lets pass. */
export function validate(rows: readonly RawRow[], onDrift: OnDrift = 'accept', drift: DriftReport = new Map()) {
  const { passed } = normalizePage(plan, rows.map(fetchedRecord));
  expect(passed).toHaveLength(rows.length);
  return { ...validatePage({ plan, validator: createRowValidator(COLUMNS, onDrift), drift }, passed), drift };
}

/** `stage code field` of every reject. */
export const codes = (
  rejects: readonly { readonly stage: string; readonly code: string; readonly field: string | null }[],
) => rejects.map(({ stage, code, field }) => `${stage} ${code} ${field ?? ''}`.trim());
