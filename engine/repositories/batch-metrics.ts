// The stage figures of a batch, complete even where a run has not come that far.

import type { StageMetric, StageMetrics } from '../contract/batch.ts';
import { STAGES } from '../contract/stage.ts';

/** All nine stages, zero where `known` says nothing. */
export function completeStageMetrics(known: Readonly<Partial<Record<string, StageMetric>>> = {}): StageMetrics {
  const zero: StageMetric = { rowsIn: 0, rowsOut: 0, failed: 0, ms: 0 };
  // Safe: every member of Stage comes from STAGES.
  return Object.fromEntries(STAGES.map((stage) => [stage, known[stage] ?? zero])) as unknown as StageMetrics;
}
