import { describe, expect, it } from 'vitest';
import { changedFields, doubts, fieldsOf } from '../../../renderer/features/runs/plan-fields.ts';
import type { PlanRecord } from '../../../renderer/features/runs/run-types.ts';
import { metricsWith } from './run-samples.ts';

const FIELDS = [
  { operation: 'INSERT', field: 'name', records: 400 },
  { operation: 'UPDATE', field: 'price', records: 350 },
  { operation: 'UPDATE', field: 'name', records: 20 },
] as const;

const recordOf = (names: readonly string[]): PlanRecord => ({
  seq: 0,
  operation: 'UPDATE',
  bk_hash: '0'.repeat(32),
  reference: 'item = 1',
  changes: names.map((field) => ({ field, before: 1, after: 2 })),
});

describe('fieldsOf', () => {
  it('counts updates unless another operation is looked at', () => {
    expect(fieldsOf(FIELDS, null).map(({ field }) => field)).toEqual(['price', 'name']);
    expect(fieldsOf(FIELDS, 'INSERT').map(({ records }) => records)).toEqual([400]);
  });
});

describe('changedFields', () => {
  it.each([
    ['all of a few', ['a', 'b', 'c', 'd'], null, 'a, b, c, d'],
    ['the first of many', ['a', 'b', 'c', 'd', 'e'], null, 'a, b, c and 2 more'],
    ['the one that is looked for first', ['a', 'b', 'c', 'd', 'e'], 'e', 'e, a, b and 2 more'],
  ])('%s', (_name, names, first, text) => {
    expect(changedFields(recordOf(names), first)).toBe(text);
  });
});

describe('doubts', () => {
  it('asks about many updates and names their field', () => {
    expect(doubts(metricsWith({ total_fetched: 1000, updated: 400, skipped: 600 }), FIELDS)).toEqual([
      '40 % of the rows would be updated; price in 350 of them. Is that expected?',
    ]);
  });

  it('tells of deletes, and says nothing of a quiet run', () => {
    expect(doubts(metricsWith({ total_fetched: 10, skipped: 10, deleted: 1, held_deletes: 2 }), [])).toEqual([
      '1 record would be deleted in ScheduleHub.',
      '2 deletes would be held until somebody approves them.',
    ]);
    expect(doubts(metricsWith({ total_fetched: 1000, updated: 10, skipped: 990 }), FIELDS)).toEqual([]);
  });
});
