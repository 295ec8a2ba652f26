import { describe, expect, it } from 'vitest';
import type { RunProgress } from '../../../../engine/events/engine-events.ts';
import { createProgressMeter, describeProgress } from '../../../../engine/headless/cli/progress-meter.ts';
import { ZERO_METRICS } from '../../../../engine/contract/batch.ts';
import { completeStageMetrics } from '../../../../engine/repositories/batch-metrics.ts';

function progress(rows: number, more: Partial<RunProgress> = {}): RunProgress {
  return {
    batchUid: 'b',
    entity: 'product',
    phase: 'reading',
    metrics: { ...ZERO_METRICS, totalFetched: rows, inserted: rows },
    stageMetrics: completeStageMetrics(),
    totalRows: 10_000,
    durationMs: 0,
    ...more,
  };
}

describe('the progress meter', () => {
  it('gives no time left before it can know', () => {
    const meter = createProgressMeter();
    meter.measure(progress(0), 0);
    expect(meter.measure(progress(1000), 1000)).toMatchObject({ rowsPerSecond: 1000, leftMs: null });
  });
  it('forecasts from the rate of the last seconds, not of the whole run', () => {
    const meter = createProgressMeter();
    meter.measure(progress(0), 0);
    for (let second = 1; second <= 10; second += 1) meter.measure(progress(second * 100), second * 1000);
    for (let second = 11; second <= 18; second += 1) meter.measure(progress(1000 + (second - 10) * 500), second * 1000);
    const view = meter.measure(progress(5500), 19_000);
    expect(view.rowsPerSecond).toBe(500);
    expect(view.leftMs).toBe(9000);
  });
  it('gives no time left where the API does not say how many rows there are', () => {
    const meter = createProgressMeter();
    meter.measure(progress(0, { totalRows: null }), 0);
    expect(meter.measure(progress(5000, { totalRows: null }), 5000).leftMs).toBeNull();
  });
  it('names the stage that worked most since the last look', () => {
    const meter = createProgressMeter();
    const stages = (fetch: number, ingest: number) =>
      completeStageMetrics({
        fetch: { rowsIn: 1, rowsOut: 1, failed: 0, ms: fetch },
        ingest: { rowsIn: 1, rowsOut: 1, failed: 0, ms: ingest },
      });
    expect(meter.measure(progress(1, { stageMetrics: stages(50, 10) }), 0).stage).toBe('fetch');
    expect(meter.measure(progress(2, { stageMetrics: stages(51, 40) }), 1).stage).toBe('ingest');
  });
});

describe('a progress line', () => {
  it('says entity, phase, share, rows, rate, time left and counts', () => {
    const meter = createProgressMeter();
    meter.measure(progress(0), 0);
    expect(describeProgress(meter.measure(progress(4000), 4000))).toBe(
      'product  reading (fetch)  [########------------]  4,000 of 10,000 rows  1,000 rows/s  6.0 s left  inserted 4,000',
    );
  });
  it('says only the rows where nothing more is known', () => {
    const view = createProgressMeter().measure(progress(0, { totalRows: null }), 0);
    expect(describeProgress(view)).toBe('product  reading (fetch)  0 rows');
  });
});
