// A batch: one run of one entity, from the first page to its outcome.

import type {
  BatchMetrics,
  BatchOutcome,
  BatchStatus,
  PreviewOutcome,
  RequestedAction,
  StageMetrics,
  SyncType,
} from '../contract/batch.ts';
import type { Stage } from '../contract/stage.ts';

export type * from '../contract/batch.ts';

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

/** Runs of one day that ended in one way. */
export interface DayOutcome {
  /** YYYY-MM-DD, UTC. */
  readonly day: string;
  readonly status: BatchOutcome;
  readonly count: number;
}

export interface BatchFilter {
  readonly entity?: string | undefined;
  readonly status?: BatchStatus | undefined;
  readonly dryRun?: boolean | undefined;
  readonly limit: number;
  /** Only batches older than this one. */
  readonly beforeUid?: string | undefined;
}
