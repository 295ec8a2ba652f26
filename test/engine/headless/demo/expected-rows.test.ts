import { describe, expect, it } from 'vitest';
import { entitySchema } from '../../../../engine/contract/entity.ts';
import { toExpectedRows, type LedgerRow } from '../../../../engine/headless/demo/expected-rows.ts';
import { compilePlan } from '../../../../engine/normalize/compile-plan.ts';

const ENTITY = entitySchema.parse({
  name: 'line',
  source: { api: 'lines' },
  business_key: ['number', 'site'],
  delta: { exclude_from_hash: ['note'] },
  mappings: [
    { source_field: 'NO', target_field: 'number', type: 'integer' },
    { source_field: 'SITE', target_field: 'site' },
    { source_field: 'PRICE', target_field: 'price', type: 'decimal' },
    { source_field: 'NOTE', target_field: 'note' },
  ],
});
const ROW: LedgerRow = {
  source_key: '{"NO":9007199254740993,"SITE":"S1"}',
  key: { number: '9007199254740993', site: 'S1' },
  fate: 'delivered',
  stage: null,
  code: null,
  data: { number: '9007199254740993', site: 'S1', price: '1.5', note: 'anything' },
};

describe('expected rows', () => {
  it('have the hashes that the mapping gives to the same values', () => {
    const plan = compilePlan(ENTITY, [], { timeZone: 'UTC', rowversionField: null, rowversionType: null });
    const raw = { NO: '9007199254740993', SITE: 'S1', PRICE: 1.5, NOTE: 'else' };
    const { normalized } = plan.normalize(raw);
    const identified = plan.identify(plan.map(normalized, raw).data, raw);
    const [expected] = toExpectedRows(ENTITY, [ROW]);
    expect(identified.ok && identified.record).toMatchObject({
      bkHash: expected?.bkHash,
      dataHash: expected?.dataHash,
    });
  });
  it('write source keys as a sync does, to the last digit', () => {
    expect(toExpectedRows(ENTITY, [ROW])[0]?.sourceKey).toBe('["9007199254740993","S1"]');
  });
  it('have no hash of data where ScheduleHub must not hold the row', () => {
    const rows = toExpectedRows(ENTITY, [{ ...ROW, fate: 'waiting' }, { ...ROW, key: null, data: null, fate: 'failed' }]); // prettier-ignore
    expect(rows.map((row) => row.dataHash)).toEqual([null, null]);
    expect(rows[1]?.bkHash).toBeNull();
  });
});
