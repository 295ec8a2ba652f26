import { describe, expect, it } from 'vitest';
import { entitySchema } from '../../engine/contract/entity.ts';
import { compilePlan } from '../../engine/normalize/compile-plan.ts';
import type { FetchedRecord } from '../../engine/record/shapes.ts';
import { normalizePage } from '../../engine/stages/2-normalize.ts';
import { createRowValidator } from '../../engine/normalize/row-validator.ts';
import { validatePage } from '../../engine/stages/3-validate.ts';

describe('a text column of ten characters that holds dates', () => {
  const entity = entitySchema.parse({
    name: 'order',
    source: { api: 'orders', columns: [{ name: 'DUE', type: 'VARCHAR2', length: 10 }] },
    business_key: ['due'],
    mappings: [{ source_field: 'DUE', target_field: 'due', type: 'datetime' }],
  });
  const columns = entity.source.columns ?? [];
  const plan = compilePlan(entity, columns, { timeZone: 'UTC', rowversionField: null, rowversionType: null });
  const validator = createRowValidator(columns, 'accept');
  const outcome = (due: string) => {
    // The brand is given by stage 1, which is not part of this test.
    const record = { raw: { DUE: due }, sourceKey: '["1"]' } as unknown as FetchedRecord;
    const { passed } = normalizePage(plan, [record]);
    return validatePage({ plan, validator, drift: new Map() }, passed);
  };

  it('is not too long because layer 4 writes the date out', () => {
    expect(outcome('08.12.2025').rejected).toEqual([]);
  });

  it('is too long when its own text is', () => {
    expect(outcome('2025-12-08 10:00').rejected[0]?.rejects[0].code).toBe('length');
  });
});
