import { describe, expect, it } from 'vitest';
import { columnSchema } from '../../../engine/contract/entity.ts';
import { EngineError } from '../../../engine/failures/engine-error.ts';
import { createRowValidator } from '../../../engine/normalize/row-validator.ts';
import { normalizePage } from '../../../engine/stages/2-normalize.ts';
import { validatePage, type DriftReport } from '../../../engine/stages/3-validate.ts';
import { codes, COLUMNS, good, plan, validate } from './part-plan.ts';
import { fetchedRecord } from './rows.ts';

describe('validate', () => {
  it('lets rows pass that fit their columns, without changing a value', () => {
    const result = validate([good]);
    expect(result.passed.map(({ normalized }) => normalized)).toEqual([{ ID: 'P1', QTY: 1000 }]);
    expect([result.rejected, [...result.drift]]).toEqual([[], []]);
  });

  it('turns a row away for every value that does not fit', () => {
    const { rejected } = validate([{ ID: 'a much too long key', QTY: 123456, RV: 1 }]);
    expect(rejected.map(({ rejects }) => codes(rejects))).toEqual([['validate length ID', 'validate range QTY']]);
  });

  it('tells drift by name and accepts it where the entity says so', () => {
    const { passed, drift } = validate([good, { ID: 'P2', QTY: 1, RV: 1, NEW: 1 }, { ID: 'P3', QTY: 1 }], 'accept');
    expect(passed).toHaveLength(3);
    expect([...drift]).toEqual([
      ['NEW', 'new'],
      ['RV', 'gone'],
    ]);
  });

  it('turns drifted rows away where the entity says so, and only those', () => {
    const { passed, rejected, drift } = validate([good, { ID: 'P2', QTY: 1, NEW: 1 }], 'reject_row');
    expect(passed).toHaveLength(1);
    expect(rejected.map(({ rejects }) => codes(rejects))).toEqual([['validate type NEW', 'validate type RV']]);
    expect(rejected[0]?.rejects[0].message).toBe('The column NEW is new since the entity was made.');
    expect(drift.size).toBe(2);
  });

  it('stops the batch at the first drift where the entity says so', () => {
    const drift: DriftReport = new Map();
    const work = () => validate([good, { ...good, NEW: 1 }], 'stop', drift);
    expect(work).toThrow(EngineError);
    expect(work).toThrow(/The columns of the source changed: NEW is new\. What was acknowledged stays/);
    expect([...drift]).toEqual([['NEW', 'new']]);
  });

  it('misses a column that has the name of something every object has', () => {
    const validator = createRowValidator([...COLUMNS, columnSchema.parse({ name: 'constructor' })], 'accept');
    const drift: DriftReport = new Map();
    validatePage({ plan, validator, drift }, normalizePage(plan, [fetchedRecord(good)]).passed);
    expect([...drift]).toEqual([['constructor', 'gone']]);
  });
});
