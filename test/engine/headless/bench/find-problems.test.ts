import { describe, expect, it } from 'vitest';
import { findProblems } from '../../../../engine/headless/bench/find-problems.ts';
import type { Expected } from '../../../../engine/headless/bench/scenarios.ts';

const outcome = { status: 'completed', inserted: 5, updated: 0, deleted: 0, skipped: 0, failed: 0 } as const;
const content = { count: 5, checksum: '0000000a0000000b0000000c0000000d' };
const expected: Expected = { outcomes: { part: outcome }, contents: { part: content } };
const metrics = {
  total_fetched: 5,
  total_processed: 5,
  ...outcome,
  waiting: 0,
  duplicates: 0,
  held_deletes: 0,
  efficiency: 0,
  success_rate: 100,
  duration_ms: 1,
};
const batch = {
  batch_uid: '',
  entity: 'part',
  sync_type: 'full',
  status: 'completed',
  dry_run: false,
  metrics,
  watermark: null,
  error: null,
  stages: [],
  warnings: [],
} as const;

describe('a run', () => {
  it('is right when counts, content and warnings are', () => {
    expect(findProblems(expected, [batch], { part: content })).toEqual([]);
  });

  it.each([
    ['does not sync the entity', [], content, 'part was not synced'],
    [
      'counts wrong',
      [{ ...batch, metrics: { ...metrics, inserted: 4, skipped: 1 } }],
      content,
      'part: inserted is 4, not 5 | part: skipped is 1, not 0',
    ],
    [
      'fails',
      [{ ...batch, status: 'failed', error: 'No disk.' } as const],
      content,
      'part: status is failed, not completed | part: No disk.',
    ],
    ['warns', [{ ...batch, warnings: ['Odd.'] }], content, 'part: Odd.'],
    ['loses a record', [batch], { ...content, count: 4 }, 'part: ScheduleHub holds 4 records, not 5'],
    ['holds nothing', [batch], undefined, 'part: ScheduleHub holds 0 records, not 5'],
    [
      'sends a wrong record',
      [batch],
      { ...content, checksum: '0000000a0000000b0000000c0000000e' },
      'part: the hashes that ScheduleHub holds are not those of the rows',
    ],
  ])('that %s is wrong', (_name, batches, held, problems) => {
    const contents = held === undefined ? {} : { part: held };
    expect(findProblems(expected, batches, contents).join(' | ')).toBe(problems);
  });
});
