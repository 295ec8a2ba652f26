import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZERO_METRICS } from '../../../engine/contract/batch.ts';
import type { PageTally } from '../../../engine/pipeline/open-page.ts';
import { createRunTotals } from '../../../engine/pipeline/run-totals.ts';
import { completeStageMetrics } from '../../../engine/repositories/batch-metrics.ts';

const NO_ROWS: PageTally = {
  fetched: 0,
  inserted: 0,
  updated: 0,
  skipped: 0,
  stale: 0,
  failed: 0,
  waiting: 0,
  duplicates: 0,
};

/** A complete page: its rows all have one outcome; stale rows are among the skipped. */
const tally = fc
  .record({
    inserted: fc.nat({ max: 50 }),
    updated: fc.nat({ max: 50 }),
    skipped: fc.nat({ max: 50 }),
    failed: fc.nat({ max: 50 }),
    waiting: fc.nat({ max: 50 }),
    duplicates: fc.nat({ max: 50 }),
    stale: fc.nat({ max: 50 }),
  })
  .map(({ stale, ...rows }) => ({
    ...rows,
    stale: Math.min(stale, rows.skipped),
    fetched: Object.values(rows).reduce((sum, count) => sum + count, 0),
  }));

const sumOf = (tallies: readonly PageTally[], name: keyof PageTally) =>
  tallies.reduce((sum, one) => sum + one[name], 0);

describe('the totals of a run', () => {
  it('add up page by page, and show open pages without keeping them', () => {
    fc.assert(
      fc.property(fc.array(tally), fc.array(tally), (committed, open) => {
        const totals = createRunTotals(ZERO_METRICS, completeStageMetrics());
        for (const page of committed) totals.addPage(page);
        const live = totals.live(open);
        for (const [metrics, pages] of [
          [totals.metrics(), committed],
          [live, [...committed, ...open]],
        ] as const) {
          expect(metrics.totalProcessed).toBe(metrics.totalFetched);
          expect(metrics.totalFetched).toBe(sumOf(pages, 'fetched'));
          for (const name of ['inserted', 'updated', 'skipped', 'stale', 'failed', 'waiting', 'duplicates'] as const) {
            expect(metrics[name]).toBe(sumOf(pages, name));
          }
        }
      }),
      { seed: 5 },
    );
  });

  it('go on from where a run stood, and begin anew with its read', () => {
    const before = { ...ZERO_METRICS, totalFetched: 10, totalProcessed: 10, skipped: 10 };
    const totals = createRunTotals(before, completeStageMetrics());
    totals.addPage({ ...NO_ROWS, fetched: 1, inserted: 1 });
    expect(totals.metrics()).toEqual({ ...before, totalFetched: 11, totalProcessed: 11, inserted: 1 });
    totals.restart();
    expect(totals.metrics()).toEqual(ZERO_METRICS);
    expect(before.totalFetched).toBe(10);
  });

  it('count deletes apart from the rows that were read', () => {
    const totals = createRunTotals(ZERO_METRICS, completeStageMetrics());
    totals.addDeleted(3);
    totals.addDeleted(2);
    totals.addFailedDeletes(1);
    totals.setHeldDeletes(7);
    expect(totals.metrics()).toEqual({ ...ZERO_METRICS, deleted: 5, failed: 1, heldDeletes: 7 });
  });

  it('keep the figures of every stage, whole milliseconds, without touching those they began with', () => {
    const known = { map: { rowsIn: 5, rowsOut: 4, failed: 1, ms: 10 } };
    const start = completeStageMetrics(known);
    const totals = createRunTotals(ZERO_METRICS, start);
    totals.addStage('map', { rowsIn: 2, rowsOut: 2, failed: 0, ms: 0.4 });
    totals.addStage('map', { rowsIn: 2, rowsOut: 1, failed: 1, ms: 0.4 });
    expect(totals.stageMetrics()).toEqual(completeStageMetrics({ map: { rowsIn: 9, rowsOut: 7, failed: 2, ms: 11 } }));
    expect(start).toEqual(completeStageMetrics(known));
  });
});
