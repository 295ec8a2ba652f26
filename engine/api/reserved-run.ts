// A run that a job has promised and that has not begun: it waits for its turn, or its turn never came.

import { ZERO_METRICS } from '../contract/batch.ts';
import { toMetricsSummary } from '../operations/batch-summary.ts';
import type { RunStory } from '../operations/list-runs.ts';
import type { Job } from './job-registry.ts';
import type { LiveRun } from './live-runs.ts';

type PromisedRun = Omit<RunStory, 'sync_type' | 'mapping_version'> & {
  readonly sync_type: null;
  readonly mapping_version: null;
};

export function toReservedStory(job: Job, batchUid: string): PromisedRun {
  const { status, error } = fateOf(job);
  return {
    batch_uid: batchUid,
    entity: entityOf(job, batchUid),
    sync_type: null,
    status,
    is_interrupted: false,
    dry_run: false,
    preview: null,
    requested_action: job.requested_action,
    started_by: 'console',
    started_at: job.started_at,
    completed_at: job.ended_at,
    mapping_version: null,
    metrics: toMetricsSummary(ZERO_METRICS, 0),
    watermark: null,
    error,
    error_stage: null,
    stages: [],
    warnings: [],
    reasons: [],
  };
}

export function toReservedRun(job: Job, batchUid: string): LiveRun {
  return {
    batch_uid: batchUid,
    entity: entityOf(job, batchUid),
    status: fateOf(job).status,
    phase: null,
    metrics: toMetricsSummary(ZERO_METRICS, 0),
    stages: [],
    total_rows: null,
    rows_per_second: null,
    time_left: null,
    stall: null,
    last_warning: null,
  };
}

function fateOf(job: Job): { readonly status: 'pending' | 'failed' | 'cancelled'; readonly error: string | null } {
  if (job.state === 'running') return { status: 'pending', error: null };
  if (job.state === 'failed') return { status: 'failed', error: job.error };
  return { status: 'cancelled', error: 'The work ended before this entity had its turn. Nothing of it was read.' };
}

function entityOf(job: Job, batchUid: string): string {
  return job.batches.find((batch) => batch.batch_uid === batchUid)?.entity ?? '';
}
