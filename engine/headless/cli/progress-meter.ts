// How far a run is: rows, share, rate over the last seconds and time left, as one line. Pure but for its memory of samples.

import type { RunProgress } from '../../events/engine-events.ts';
import { count, duration } from './text-table.ts';

export interface ProgressView {
  readonly entity: string;
  readonly phase: RunProgress['phase'];
  /** The stage that worked most since the last view. */
  readonly stage: string;
  readonly rows: number;
  readonly totalRows: number | null;
  readonly rowsPerSecond: number;
  /** Null while it would be a guess. */
  readonly leftMs: number | null;
  readonly metrics: RunProgress['metrics'];
}

interface Sample {
  readonly atMs: number;
  readonly rows: number;
}

const RATE_WINDOW_MS = 5000;
/** Before that the first pages, which are slower, would decide. */
const EARLIEST_FORECAST_MS = 3000;

export interface ProgressMeter {
  /** `nowMs` of a clock that never jumps. */
  measure(progress: RunProgress, nowMs: number): ProgressView;
}

/** A meter for one run. */
export function createProgressMeter(): ProgressMeter {
  const samples: Sample[] = [];
  let firstAtMs: number | null = null;
  let stageMs = new Map<string, number>();
  return {
    measure: (progress, nowMs) => {
      firstAtMs ??= nowMs;
      const rows = progress.metrics.totalFetched;
      samples.push({ atMs: nowMs, rows });
      while ((samples[1]?.atMs ?? nowMs) < nowMs - RATE_WINDOW_MS) samples.shift();
      const [oldest = { atMs: nowMs, rows }] = samples;
      const seconds = (nowMs - oldest.atMs) / 1000;
      const rowsPerSecond = seconds > 0 ? (rows - oldest.rows) / seconds : 0;
      const before = stageMs;
      stageMs = new Map(Object.entries(progress.stageMetrics).map(([stage, { ms }]) => [stage, ms]));
      return {
        entity: progress.entity,
        phase: progress.phase,
        stage: busiest(stageMs, before),
        rows,
        totalRows: progress.totalRows,
        rowsPerSecond,
        leftMs: nowMs - firstAtMs < EARLIEST_FORECAST_MS ? null : forecast(progress.totalRows, rows, rowsPerSecond),
        metrics: progress.metrics,
      };
    },
  };
}

function forecast(totalRows: number | null, rows: number, rowsPerSecond: number): number | null {
  if (totalRows === null || rowsPerSecond <= 0 || totalRows < rows) return null;
  return ((totalRows - rows) / rowsPerSecond) * 1000;
}

function busiest(now: ReadonlyMap<string, number>, before: ReadonlyMap<string, number>): string {
  let best = { stage: 'fetch', ms: 0 };
  for (const [stage, ms] of now) {
    const spent = ms - (before.get(stage) ?? 0);
    if (spent > best.ms) best = { stage, ms: spent };
  }
  return best.stage;
}

/** `product  sending (ingest)  [#####-----]  4,000 of 8,845 rows  1,210 rows/s  4 s left  inserted 3,900 …` */
export function describeProgress(view: ProgressView): string {
  const { metrics, totalRows, rows } = view;
  const counts = (['inserted', 'updated', 'deleted', 'skipped', 'waiting', 'failed'] as const)
    .filter((name) => metrics[name] > 0)
    .map((name) => `${name} ${count(metrics[name])}`);
  return [
    view.entity,
    `${view.phase} (${view.stage})`,
    ...(totalRows === null || totalRows === 0 ? [] : [bar(rows / totalRows)]),
    totalRows === null ? `${count(rows)} rows` : `${count(rows)} of ${count(totalRows)} rows`,
    ...(view.rowsPerSecond > 0 ? [`${count(Math.round(view.rowsPerSecond))} rows/s`] : []),
    ...(view.leftMs === null ? [] : [`${duration(view.leftMs)} left`]),
    ...(counts.length === 0 ? [] : [counts.join(' ')]),
  ].join('  ');
}

const BAR_WIDTH = 20;

function bar(share: number): string {
  const full = Math.round(Math.min(share, 1) * BAR_WIDTH);
  return `[${'#'.repeat(full)}${'-'.repeat(BAR_WIDTH - full)}]`;
}
