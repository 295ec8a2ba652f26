// A batch as the command line and the API show it: public names, two-decimal percentages. Pure.

import { STAGES, type Stage } from '../failures/codes.ts';
import type { Batch, BatchMetrics, StageMetrics } from '../repositories/batch-repository.ts';

export interface BatchSummary {
  readonly batch_uid: string;
  readonly entity: string;
  readonly sync_type: Batch['syncType'];
  readonly status: Batch['status'];
  readonly dry_run: boolean;
  readonly metrics: MetricsSummary;
  /** The row version the next incremental sync starts from; null where there is none. */
  readonly watermark: string | null;
  readonly error: string | null;
}

export interface MetricsSummary {
  readonly total_fetched: number;
  readonly total_processed: number;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
  readonly skipped: number;
  readonly failed: number;
  readonly waiting: number;
  readonly duplicates: number;
  readonly held_deletes: number;
  /** Skipped of processed, percent. */
  readonly efficiency: number;
  /** Processed that did not fail, percent. */
  readonly success_rate: number;
  readonly duration_ms: number;
}

/** A batch with everything that is known of it. */
export interface BatchDetails extends BatchSummary {
  readonly started_by: string;
  readonly started_at: string;
  readonly completed_at: string | null;
  readonly mapping_version: number;
  /** What a dry run came to; null for other runs. */
  readonly preview: Batch['preview'];
  readonly requested_action: Batch['requestedAction'];
  readonly error_stage: Stage | null;
  readonly warnings: readonly string[];
  readonly stages: readonly StageSummary[];
}

export interface StageSummary {
  readonly stage: Stage;
  readonly rows_in: number;
  readonly rows_out: number;
  readonly failed: number;
  readonly ms: number;
  /** Null where the stage took no measurable time. */
  readonly rows_per_second: number | null;
}

export function toBatchSummary(batch: Batch): BatchSummary {
  return {
    batch_uid: batch.uid,
    entity: batch.entityName,
    sync_type: batch.syncType,
    status: batch.status,
    dry_run: batch.dryRun,
    metrics: toMetricsSummary(batch.metrics, batch.durationMs),
    watermark: batch.watermarkTo ?? batch.watermarkFrom,
    error: batch.errorMessage,
  };
}

export function toBatchDetails(batch: Batch): BatchDetails {
  return {
    ...toBatchSummary(batch),
    started_by: batch.startedBy,
    started_at: batch.startedAt,
    completed_at: batch.completedAt,
    mapping_version: batch.mappingVersion,
    preview: batch.preview,
    requested_action: batch.requestedAction,
    error_stage: batch.errorStage,
    warnings: batch.warnings,
    stages: toStageSummaries(batch.stageMetrics),
  };
}

/** The nine stages in their order. */
export function toStageSummaries(metrics: StageMetrics): readonly StageSummary[] {
  return STAGES.map((stage) => {
    const { rowsIn, rowsOut, failed, ms } = metrics[stage];
    return {
      stage,
      rows_in: rowsIn,
      rows_out: rowsOut,
      failed,
      ms: Math.round(ms),
      rows_per_second: ms > 0 ? Math.round((rowsIn / ms) * 1000) : null,
    };
  });
}

/** Counts with their percentages. */
export function toMetricsSummary(metrics: BatchMetrics, durationMs: number): MetricsSummary {
  const { totalProcessed, skipped, failed } = metrics;
  return {
    total_fetched: metrics.totalFetched,
    total_processed: totalProcessed,
    inserted: metrics.inserted,
    updated: metrics.updated,
    deleted: metrics.deleted,
    skipped,
    failed,
    waiting: metrics.waiting,
    duplicates: metrics.duplicates,
    held_deletes: metrics.heldDeletes,
    efficiency: percent(skipped, totalProcessed),
    success_rate: percent(totalProcessed - failed, totalProcessed),
    duration_ms: Math.round(durationMs),
  };
}

/** Two decimals, rounded so that only all of it is 100: 99.999 % is not everything. 100 of nothing. */
function percent(part: number, whole: number): number {
  if (whole === 0) return 100;
  const rounded = Math.round((part / whole) * 10_000) / 100;
  return rounded === 100 && part < whole ? 99.99 : rounded;
}
