import { describe, expect, it } from 'vitest';
import { ZERO_METRICS } from '../../../engine/contract/batch.ts';
import { toBatchDetails, toBatchSummary } from '../../../engine/operations/batch-summary.ts';
import type { Batch } from '../../../engine/repositories/batch-repository.ts';
import { completeStageMetrics } from '../../../engine/repositories/batch-metrics.ts';

function batch(metrics: Partial<Batch['metrics']>, change: Partial<Batch> = {}): Batch {
  return {
    uid: 'b-1',
    entityName: 'part',
    syncType: 'full',
    status: 'completed',
    dryRun: false,
    preview: null,
    startedBy: 'cli',
    mappingVersion: 3,
    startedAt: '2025-12-08T09:00:00.000Z',
    completedAt: '2025-12-08T09:00:01.000Z',
    durationMs: 1000.4,
    metrics: { ...ZERO_METRICS, ...metrics },
    stageMetrics: completeStageMetrics({ fetch: { rowsIn: 0, rowsOut: 500, failed: 0, ms: 0 }, map: { rowsIn: 500, rowsOut: 499, failed: 1, ms: 12.6 } }), // prettier-ignore
    warnings: ['slow'],
    watermarkFrom: '10',
    watermarkTo: null,
    position: null,
    requestedAction: null,
    errorMessage: null,
    errorStage: null,
    leaseOwner: null,
    fence: null,
    ...change,
  };
}

describe('the summary of a batch', () => {
  it.each([
    [{ totalProcessed: 0 }, 100, 100],
    [{ totalProcessed: 3, skipped: 1, failed: 1 }, 33.33, 66.67],
    [{ totalProcessed: 8, skipped: 8 }, 100, 100],
    [{ totalProcessed: 1_000_000, skipped: 999_999, failed: 1 }, 99.99, 99.99],
  ])('of %j says efficiency %d and success rate %d', (metrics, efficiency, rate) => {
    expect(toBatchSummary(batch(metrics)).metrics).toMatchObject({ efficiency, success_rate: rate, duration_ms: 1000 });
  });

  it('gives the watermark reached, else the one the run began with', () => {
    expect(toBatchSummary(batch({})).watermark).toBe('10');
    expect(toBatchSummary(batch({}, { watermarkTo: '20' })).watermark).toBe('20');
  });

  it('has nine stages with their rates, where time was measured', () => {
    const details = toBatchDetails(batch({}));
    expect(details.stages).toHaveLength(9);
    expect(details.stages[0]).toMatchObject({ stage: 'fetch', rows_out: 500, rows_per_second: null });
    expect(details.stages[3]).toEqual({ stage: 'map', rows_in: 500, rows_out: 499, failed: 1, ms: 13, rows_per_second: 39683 }); // prettier-ignore
  });
});
