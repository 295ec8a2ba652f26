import { describe, expect, it } from 'vitest';
import { entitySchema } from '../../../engine/contract/entity.ts';
import { compilePlan } from '../../../engine/normalize/compile-plan.ts';

describe('a column that no field reads', () => {
  const entity = entitySchema.parse({
    name: 'part',
    source: { api: 'parts' },
    business_key: ['number'],
    mappings: [
      {
        source_field: 'PART_NO',
        target_field: 'number',
        transformations: [{ op: 'template', text: '{SITE}-{value}' }],
      },
    ],
  });
  const columns = ['PART_NO', 'SITE', 'WEIGHT', 'CHANGED'].map((name, index) => ({
    name,
    type: ['VARCHAR2', 'VARCHAR2', 'NUMBER', 'DATE'][index] ?? 'VARCHAR2',
    nullable: true,
    length: null,
    precision: null,
    scale: null,
    comment: null,
  }));
  const plan = compilePlan(entity, columns, { timeZone: 'UTC', rowversionField: null, rowversionType: null });

  it('does not turn a row away, whatever stands in it', () => {
    const row = { PART_NO: 'A', SITE: 'S1', WEIGHT: 'heavy', CHANGED: '31.02.2025' };
    const { normalized, rejects } = plan.normalize(row);
    expect(rejects).toEqual([]);
    expect(plan.map(normalized, row).data).toEqual({ number: 'S1-A' });
  });

  it('is read all the same where a template names it', () => {
    expect(plan.normalize({ PART_NO: 'A', SITE: ' S1 ' }).normalized).toEqual({ PART_NO: 'A', SITE: 'S1' });
  });
});
