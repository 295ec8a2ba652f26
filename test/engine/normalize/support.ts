// A one-field entity and its plan, so that a test shows only what it is about.

import { columnSchema, entitySchema, type Column, type EntityFile } from '../../../engine/contract/entity.ts';
import { compilePlan, type Plan } from '../../../engine/normalize/compile-plan.ts';
import type { Reject } from '../../../engine/failures/reject.ts';
import type { RawValue, Value } from '../../../engine/record/shapes.ts';

type Mapping = EntityFile['mappings'][number];

export function column(name: string, type: string): Column {
  return columnSchema.parse({ name, type });
}

/** Compiles an entity `part` with the key field `id` (from ID) beside `mappings`; `more` overrides any part of it. */
export function planOf(
  mappings: readonly Mapping[],
  columns: readonly Column[],
  more: Partial<EntityFile> & {
    timeZone?: string;
    rowversionField?: string | null;
    rowversionType?: string | null;
  } = {},
): Plan {
  const { timeZone = 'UTC', rowversionField = null, rowversionType = null, ...overrides } = more;
  const entity = entitySchema.parse({
    name: 'part',
    source: { api: 'parts' },
    business_key: ['id'],
    mappings: [{ source_field: 'ID', target_field: 'id' }, ...mappings],
    ...overrides,
  });
  return compilePlan(entity, columns, { timeZone, rowversionField, rowversionType });
}

/** The value that one field gives for one raw value, or the rejects of its row. */
export async function mapOne(
  mapping: Omit<Mapping, 'source_field' | 'target_field'>,
  raw: RawValue,
  more: { type?: string; row?: Readonly<Record<string, RawValue>>; timeZone?: string } = {},
): Promise<Value | readonly Pick<Reject, 'stage' | 'code' | 'field'>[]> {
  const plan = planOf(
    [{ source_field: 'COL', target_field: 'field', ...mapping }],
    [column('COL', more.type ?? 'VARCHAR2')],
    {
      timeZone: more.timeZone ?? 'UTC',
    },
  );
  const row = { ID: '1', COL: raw, ...more.row };
  const { normalized, rejects } = plan.normalize(row);
  if (rejects.length > 0) return rejects.map(({ stage, code, field }) => ({ stage, code, field }));
  const mapped = await plan.mapAsync(normalized, row);
  if (mapped.rejects.length > 0) return mapped.rejects.map(({ stage, code, field }) => ({ stage, code, field }));
  return mapped.data['field'] ?? null;
}
