import { describe, expect, it } from 'vitest';
import { checkOperations } from '../../../../engine/headless/demo/check-operations.ts';
import { ZERO_METRICS } from '../../../../engine/contract/batch.ts';

const EXPECTED = [{ entity: 'part', inserted: 2, updated: 3, deleted: 1 }];
const ran = (metrics: object) => [{ entityName: 'part', metrics: { ...ZERO_METRICS, ...metrics } }];

describe('the check of operations', () => {
  it('is content with exactly the operations the changes call for', () => {
    expect(checkOperations(EXPECTED, ran({ inserted: 2, updated: 3 }), ran({ deleted: 1 }))).toEqual([]);
  });
  it('names every figure that differs, also of a sync that is missing', () => {
    expect(checkOperations(EXPECTED, ran({ inserted: 2, updated: 4 }), [])).toEqual([
      'the incremental sync of part updated 4 records, not 3',
      'the full sync of part deleted 0 records, not 1',
    ]);
  });
});
