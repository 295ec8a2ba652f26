// The zero of a batch's metrics.

import { STAGES } from '../failures/codes.ts';
import type { BatchMetrics, StageMetric, StageMetrics } from './batch.ts';

export const ZERO_METRICS: BatchMetrics = {
  totalFetched: 0,
  totalProcessed: 0,
  inserted: 0,
  updated: 0,
  deleted: 0,
  skipped: 0,
  failed: 0,
  waiting: 0,
  duplicates: 0,
  stale: 0,
  heldDeletes: 0,
};

/** All nine stages, zero where `known` says nothing. */
export function completeStageMetrics(known: Readonly<Partial<Record<string, StageMetric>>> = {}): StageMetrics {
  const zero: StageMetric = { rowsIn: 0, rowsOut: 0, failed: 0, ms: 0 };
  // Safe: every member of Stage comes from STAGES.
  return Object.fromEntries(STAGES.map((stage) => [stage, known[stage] ?? zero])) as unknown as StageMetrics;
}
