// The words for a batch that every part uses: its kinds, statuses, outcomes and figures. Names are public.

import type { Stage } from './stage.ts';

export const SYNC_TYPES = ['full', 'incremental', 'background'] as const;
export type SyncType = (typeof SYNC_TYPES)[number];

export const BATCH_STATUSES = [
  'pending',
  'running',
  'paused',
  'completed',
  'completed_with_failures',
  'cancelled',
  'failed',
] as const;
export type BatchStatus = (typeof BATCH_STATUSES)[number];
/** How a run can end. */
export type BatchOutcome = Exclude<BatchStatus, 'pending' | 'running' | 'paused'>;
/** How a dry run can end. */
export type PreviewOutcome = 'previewed' | 'cannot_preview' | 'failed';
export type RequestedAction = 'pause' | 'stop';

/** Records, not pages or chunks. */
export interface BatchMetrics {
  readonly totalFetched: number;
  readonly totalProcessed: number;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
  readonly skipped: number;
  readonly failed: number;
  readonly waiting: number;
  readonly duplicates: number;
  readonly stale: number;
  readonly heldDeletes: number;
}

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

export interface StageMetric {
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly failed: number;
  readonly ms: number;
}
export type StageMetrics = Readonly<Record<Stage, StageMetric>>;
