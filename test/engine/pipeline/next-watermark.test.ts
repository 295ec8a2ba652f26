import { describe, expect, it } from 'vitest';
import { nextWatermark, whyWatermarkStays } from '../../../engine/pipeline/next-watermark.ts';
import type { Run } from '../../../engine/pipeline/run.ts';
import type { SyncType } from '../../../engine/contract/batch.ts';
import type { ReadPosition } from '../../../engine/stages/1-fetch.ts';

const runOf = (syncType: SyncType, kind: 'number' | null = 'number') =>
  ({
    batch: { syncType },
    rowversion: kind === null ? null : { field: 'RV', kind },
    api: { capabilities: { keyset: true } },
  }) as unknown as Run;
const position = (highest: string | null, ceiling: string | null = null) =>
  ({ highest, ceiling, isComplete: true, movedRows: 0, rowsRead: 9, lastTotal: 9 }) as unknown as ReadPosition;

describe('the watermark of the next run', () => {
  it.each([
    ['moves forward after an incremental run', 'incremental', position('12'), '9', '12'],
    ['never moves back after an incremental run', 'incremental', position('8'), '9', '9'],
    ['compares versions as numbers, not as text', 'incremental', position('10'), '9', '10'],
    ['stays where an incremental run found nothing', 'incremental', position(null), '9', '9'],
    ['is bounded by the ceiling', 'incremental', position('12', '11'), '9', '11'],
    ['is where a full read says, also further back', 'full', position('8'), '9', '8'],
    ['stays where a full read found nothing', 'full', position(null), '9', '9'],
    ['is set by the first run', 'full', position('8'), null, '8'],
    ['is unknown after an empty first run', 'full', position(null), null, null],
    ['stays where nothing was read at all', 'full', null, '9', '9'],
  ] as const)('%s', (_what, syncType, at, before, expected) => {
    expect(nextWatermark(runOf(syncType), at, before)).toBe(expected);
  });

  it('stays as it is where the source has no row version', () => {
    expect(nextWatermark(runOf('full', null), position('8'), null)).toBeNull();
  });

  it('stays, and says why, where rows may have been missed', () => {
    const doubtful = { ...position('12'), movedRows: 2 };
    expect(nextWatermark(runOf('full'), doubtful, '9')).toBe('9');
    expect(whyWatermarkStays(runOf('full'), doubtful)).toMatch(/reads from the same watermark again: 2 rows moved/);
    expect(whyWatermarkStays(runOf('full'), position('12'))).toBeNull();
    expect(whyWatermarkStays(runOf('full', null), doubtful)).toBeNull();
  });
});
