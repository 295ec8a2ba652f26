// Runs for tests of the screens: everything at rest, then what the test is about.

import type { Metrics, Run } from '../../../renderer/features/runs/run-types.ts';
import type { LiveRun } from '../../../renderer/state/live-runs.ts';

export function metricsWith(changes: Partial<Metrics>): Metrics {
  return {
    total_fetched: 0,
    total_processed: 0,
    inserted: 0,
    updated: 0,
    deleted: 0,
    skipped: 0,
    failed: 0,
    waiting: 0,
    duplicates: 0,
    held_deletes: 0,
    efficiency: 0,
    success_rate: 100,
    duration_ms: 125_000,
    ...changes,
  };
}

export function runWith(changes: Partial<Run>): Run {
  return {
    batch_uid: '01a20d76-0000-7000-8000-000000000001',
    entity: 'product',
    sync_type: 'full',
    status: 'completed',
    is_interrupted: false,
    dry_run: false,
    preview: null,
    requested_action: null,
    started_by: 'console',
    started_at: '2026-11-24T12:00:00.000Z',
    completed_at: '2026-11-24T12:02:05.000Z',
    mapping_version: 3,
    metrics: metricsWith({}),
    watermark: null,
    error: null,
    error_stage: null,
    ...changes,
  };
}

export function liveWith(changes: Partial<LiveRun>): LiveRun {
  return {
    batch_uid: '01a20d76-0000-7000-8000-000000000001',
    entity: 'product',
    status: 'running',
    phase: 'reading',
    metrics: metricsWith({}),
    stages: [],
    total_rows: 1000,
    rows_per_second: null,
    time_left: null,
    stall: null,
    last_warning: null,
    ...changes,
  };
}
