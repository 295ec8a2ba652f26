import { describe, expect, it } from 'vitest';
import { normalizePage } from '../../../engine/stages/2-normalize.ts';
import { codes, good, plan } from './part-plan.ts';
import { fetchedRecord } from './rows.ts';

describe('normalize', () => {
  it('lets the good rows pass and keeps each bad one whole, with all that is wrong', () => {
    const bad = { ID: 'P2', QTY: 'many', RV: 8 };
    const result = normalizePage(plan, [good, bad].map(fetchedRecord));
    expect(result.passed.map(({ normalized, sourceKey }) => [normalized, sourceKey])).toEqual([
      [{ ID: 'P1', QTY: 1000 }, '[" P1 "]'],
    ]);
    const [rejected] = result.rejected;
    expect(codes(rejected?.rejects ?? [])).toEqual(['normalize not_a_number QTY']);
    expect(rejected).toMatchObject({ raw: bad, sourceKey: '["P2"]', mapped: null, rowversion: '8', operation: null });
  });

  it('still names the record where its business key is sound', () => {
    const [rejected] = normalizePage(plan, [fetchedRecord({ ID: 'P2', QTY: 'many' })]).rejected;
    const [passed] = normalizePage(plan, [fetchedRecord({ ID: 'P2', QTY: 1 })]).passed;
    expect(rejected?.reference).toBe('id=P2');
    expect(rejected?.bkHash).toBe(passed && plan.keyOf(passed.normalized, passed.raw, null)?.bkHash);
  });
});
