import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareRead, toCounts } from '../../../renderer/features/runs/counts.ts';
import { metricsWith } from './run-samples.ts';

const count = fc.integer({ min: 0, max: 1_000_000 });
const outcomes = fc.record({
  skipped: count,
  inserted: count,
  updated: count,
  failed: count,
  waiting: count,
  duplicates: count,
});

function sumOf(parts: readonly { readonly rows: number }[]): number {
  return parts.reduce((sum, { rows }) => sum + rows, 0);
}

describe('toCounts', () => {
  it('adds up to the rows read, whatever a run has come to', () => {
    fc.assert(
      fc.property(outcomes, count, count, (rows, inWork, failedDeletes) => {
        const processed = Object.values(rows).reduce((sum, one) => sum + one, 0);
        const { failed } = rows;
        const metrics = metricsWith({
          ...rows,
          total_fetched: processed + inWork,
          total_processed: processed,
          failed: inWork === 0 ? failed + failedDeletes : failed,
        });
        const counts = toCounts(metrics);
        expect(sumOf(counts.parts)).toBe(counts.read);
        expect(counts.read).toBe(metrics.total_fetched);
        expect(counts.parts.every((part) => part.rows >= 0)).toBe(true);
      }),
    );
  });

  it('shows rows that have no outcome yet as in work', () => {
    const { parts } = toCounts(metricsWith({ total_fetched: 2000, skipped: 900, failed: 100 }));
    expect(parts.find(({ id }) => id === 'in_work')?.rows).toBe(1000);
  });

  it('keeps failed deletes, which no row was read for, out of the sum', () => {
    const counts = toCounts(metricsWith({ total_fetched: 100, skipped: 98, failed: 5, deleted: 7, held_deletes: 2 }));
    expect(counts).toMatchObject({ read: 100, failedDeletes: 3, deleted: 7, held: 2 });
    expect(counts.parts.find(({ id }) => id === 'failed')?.rows).toBe(2);
  });
});

describe('shareRead', () => {
  it.each([
    ['half', 50, 100, 0.5],
    ['never more than all', 120, 100, 1],
    ['unknown without a total', 50, null, null],
    ['unknown of nothing', 0, 0, null],
  ])('%s', (_name, read, total, share) => {
    expect(shareRead(read, total)).toBe(share);
  });
});
