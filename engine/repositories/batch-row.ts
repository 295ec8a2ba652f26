// How a batch stands in its row of sync_batches.

import type { SqlValue } from '../db/database.ts';
import { completeStageMetrics } from './batch-metrics.ts';
import type { Batch, BatchMetrics, BatchProgress, ReadPosition, StageMetrics } from './batch.ts';
import { selectList } from './select-list.ts';

const METRIC_COLUMNS = {
  totalFetched: 'total_fetched',
  totalProcessed: 'total_processed',
  inserted: 'inserted',
  updated: 'updated',
  deleted: 'deleted',
  skipped: 'skipped',
  failed: 'failed',
  waiting: 'waiting',
  duplicates: 'duplicates',
  stale: 'stale',
  heldDeletes: 'held_deletes',
} as const satisfies Record<keyof BatchMetrics, string>;
// Safe: the keys of the object above, which has no others.
const METRICS = Object.keys(METRIC_COLUMNS) as (keyof BatchMetrics)[];

const COLUMNS = [
  'uid',
  'entity_name',
  'sync_type',
  'status',
  'dry_run',
  'preview',
  'started_by',
  'mapping_version',
  'started_at',
  'completed_at',
  'duration_ms',
  ...Object.values(METRIC_COLUMNS),
  'stage_metrics',
  'warnings',
  'watermark_from',
  'watermark_to',
  'position',
  'requested_action',
  'error_message',
  'error_stage',
  'lease_owner',
  'fence',
] as const;

export interface BatchRow
  extends Omit<Batch, 'dryRun' | 'metrics' | 'stageMetrics' | 'warnings' | 'position'>, BatchMetrics {
  readonly dryRun: number;
  readonly stageMetrics: string;
  readonly warnings: string;
  readonly position: string | null;
}

export const SELECT_BATCH = `select ${selectList(COLUMNS)} from sync_batches`;
/** Takes the values of `toProgressValues`. */
export const SET_PROGRESS = `${METRICS.map((metric) => `${METRIC_COLUMNS[metric]} = ?`).join(', ')},
  stage_metrics = ?, warnings = ?, duration_ms = ?, watermark_to = ?`;

/** The values of SET_PROGRESS, in its order. */
export function toProgressValues(progress: Omit<BatchProgress, 'position'>): readonly SqlValue[] {
  return [
    ...METRICS.map((metric) => progress.metrics[metric]),
    JSON.stringify(progress.stageMetrics),
    JSON.stringify(progress.warnings),
    progress.durationMs,
    progress.watermarkTo,
  ];
}

export function toBatch(row: BatchRow): Batch {
  const {
    totalFetched,
    totalProcessed,
    inserted,
    updated,
    deleted,
    skipped,
    failed,
    waiting,
    duplicates,
    stale,
    heldDeletes,
    ...rest
  } = row;
  const metrics = {
    totalFetched,
    totalProcessed,
    inserted,
    updated,
    deleted,
    skipped,
    failed,
    waiting,
    duplicates,
    stale,
    heldDeletes,
  };
  return {
    ...rest,
    dryRun: row.dryRun === 1,
    metrics,
    // Safe, here and below: this file is the only writer of these columns.
    stageMetrics: completeStageMetrics(JSON.parse(row.stageMetrics) as Partial<StageMetrics>),
    warnings: JSON.parse(row.warnings) as readonly string[],
    position: row.position === null ? null : (JSON.parse(row.position) as ReadPosition),
  };
}
