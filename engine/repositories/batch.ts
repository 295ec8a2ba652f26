// A batch: one run of one entity, from the first page to its outcome.

import type { Stage } from '../failures/codes.ts';

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

export interface StageMetric {
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly failed: number;
  readonly ms: number;
}
export type StageMetrics = Readonly<Record<Stage, StageMetric>>;

/** Where a read stands; only the stage that wrote it reads it. */
export type ReadPosition = Readonly<Record<string, unknown>>;

export interface Batch {
  readonly uid: string;
  readonly entityName: string;
  readonly syncType: SyncType;
  readonly status: BatchStatus;
  readonly dryRun: boolean;
  readonly preview: PreviewOutcome | null;
  readonly startedBy: string;
  readonly mappingVersion: number;
  readonly startedAt: string;
  readonly completedAt: string | null;
  readonly durationMs: number;
  readonly metrics: BatchMetrics;
  readonly stageMetrics: StageMetrics;
  readonly warnings: readonly string[];
  readonly watermarkFrom: string | null;
  readonly watermarkTo: string | null;
  readonly position: ReadPosition | null;
  readonly requestedAction: RequestedAction | null;
  readonly errorMessage: string | null;
  readonly errorStage: Stage | null;
  readonly leaseOwner: string | null;
  readonly fence: number | null;
}

export type NewBatch = Pick<
  Batch,
  | 'uid'
  | 'entityName'
  | 'syncType'
  | 'status'
  | 'dryRun'
  | 'startedBy'
  | 'mappingVersion'
  | 'startedAt'
  | 'watermarkFrom'
  | 'leaseOwner'
  | 'fence'
>;

export type BatchProgress = Pick<
  Batch,
  'metrics' | 'stageMetrics' | 'warnings' | 'position' | 'durationMs' | 'watermarkTo'
>;

export interface BatchEnd extends Omit<BatchProgress, 'position'> {
  readonly status: BatchOutcome;
  readonly completedAt: string;
  readonly errorMessage?: string | null;
  readonly errorStage?: Stage | null;
  readonly preview?: PreviewOutcome | null;
}

export interface BatchFilter {
  readonly entity?: string | undefined;
  readonly status?: BatchStatus | undefined;
  readonly dryRun?: boolean | undefined;
  readonly limit: number;
  /** Only batches older than this one. */
  readonly beforeUid?: string | undefined;
}
