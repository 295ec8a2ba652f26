// The metrics of a run while it lives: what is committed, and what the screen may already show.

import { ZERO_METRICS, type BatchMetrics, type StageMetrics } from '../contract/batch.ts';
import type { Stage } from '../contract/stage.ts';
import { completeStageMetrics } from '../repositories/batch-metrics.ts';
import type { PageTally } from './open-page.ts';

type Counts = { -readonly [Name in keyof BatchMetrics]: number };
type StageCounts = Record<Stage, { rowsIn: number; rowsOut: number; failed: number; ms: number }>;

export interface RunTotals {
  /** Adds a page whose rows all have their outcome. */
  addPage(tally: PageTally): void;
  addDeleted(count: number): void;
  addFailedDeletes(count: number): void;
  setHeldDeletes(count: number): void;
  addStage(
    stage: Stage,
    step: { readonly rowsIn: number; readonly rowsOut: number; readonly failed: number; readonly ms: number },
  ): void;
  /** Starts the read again from its first page: its rows will be counted anew. */
  restart(): void;
  metrics(): BatchMetrics;
  stageMetrics(): StageMetrics;
  /** Metrics with the rows of pages that are not complete yet. */
  live(openPages: readonly PageTally[]): BatchMetrics;
}

export function createRunTotals(metrics: BatchMetrics, stages: StageMetrics): RunTotals {
  let counts: Counts = { ...metrics };
  // A copy that may be written: the stored figures stay as they were read.
  const stageCounts = Object.fromEntries(
    Object.entries(completeStageMetrics(stages)).map(([stage, figures]) => [stage, { ...figures }]),
  ) as StageCounts;
  const add = (to: Counts, tally: PageTally): void => {
    to.totalFetched += tally.fetched;
    to.inserted += tally.inserted;
    to.updated += tally.updated;
    to.skipped += tally.skipped;
    to.stale += tally.stale;
    to.failed += tally.failed;
    to.waiting += tally.waiting;
    to.duplicates += tally.duplicates;
    to.totalProcessed +=
      tally.inserted + tally.updated + tally.skipped + tally.failed + tally.waiting + tally.duplicates;
  };
  return {
    addPage: (tally) => {
      add(counts, tally);
    },
    addDeleted: (count) => {
      counts.deleted += count;
    },
    addFailedDeletes: (count) => {
      counts.failed += count;
    },
    setHeldDeletes: (count) => {
      counts.heldDeletes = count;
    },
    addStage: (stage, step) => {
      const figures = stageCounts[stage];
      figures.rowsIn += step.rowsIn;
      figures.rowsOut += step.rowsOut;
      figures.failed += step.failed;
      figures.ms += step.ms;
    },
    restart: () => {
      counts = { ...ZERO_METRICS };
    },
    metrics: () => ({ ...counts }),
    stageMetrics: () =>
      // Safe: the same keys as above, rounded for the store.
      Object.fromEntries(
        Object.entries(stageCounts).map(([stage, figures]) => [stage, { ...figures, ms: Math.round(figures.ms) }]),
      ) as unknown as StageMetrics,
    live: (openPages) => {
      const sum = { ...counts };
      for (const tally of openPages) add(sum, tally);
      return sum;
    },
  };
}
