// A run as history, its story and the live view show it.

import { z } from 'zod';
import { BATCH_STATUSES, SYNC_TYPES } from './batch.ts';
import { countSchema, timestampSchema, uidSchema } from './primitives.ts';
import { STAGES } from './stage.ts';

export const metricsSchema = z.object({
  total_fetched: countSchema,
  total_processed: countSchema,
  inserted: countSchema,
  updated: countSchema,
  deleted: countSchema,
  skipped: countSchema,
  failed: countSchema,
  waiting: countSchema,
  duplicates: countSchema,
  held_deletes: countSchema,
  /** Skipped of processed, percent. */
  efficiency: z.number(),
  /** Processed that did not fail, percent. */
  success_rate: z.number(),
  duration_ms: z.number(),
});

export const stageSchema = z.object({
  stage: z.enum(STAGES),
  rows_in: countSchema,
  rows_out: countSchema,
  failed: countSchema,
  ms: z.number(),
  rows_per_second: z.number().nullable(),
});

export const runSchema = z.object({
  batch_uid: uidSchema,
  entity: z.string(),
  /** Null while the run waits for its turn and nobody has decided yet. */
  sync_type: z.enum(SYNC_TYPES).nullable(),
  status: z.enum(BATCH_STATUSES),
  /** Said to be running, but its process is gone: it can be resumed. */
  is_interrupted: z.boolean(),
  dry_run: z.boolean(),
  /** What a dry run came to; null for other runs. */
  preview: z.enum(['previewed', 'cannot_preview', 'failed']).nullable(),
  requested_action: z.enum(['pause', 'stop']).nullable(),
  /** `console`, `cli`, `resume`, `retry`, `woken_children`, `approved_deletes` … */
  started_by: z.string(),
  started_at: timestampSchema,
  completed_at: timestampSchema.nullable(),
  /** Null while the run waits for its turn. */
  mapping_version: z.int().nullable(),
  metrics: metricsSchema,
  watermark: z.string().nullable(),
  error: z.string().nullable(),
  error_stage: z.enum(STAGES).nullable(),
});

export const reasonSchema = z.object({
  signature: z.string(),
  stage: z.enum(STAGES),
  code: z.string(),
  field: z.string().nullable(),
  message: z.string(),
  count: countSchema,
});

/** A run with everything that is known of it. */
export const runStorySchema = runSchema.extend({
  stages: z.array(stageSchema).readonly(),
  warnings: z.array(z.string()).readonly(),
  /** Why records failed, the most frequent reasons first. */
  reasons: z.array(reasonSchema).readonly(),
  /** The work this run is a part of, while the engine remembers it. */
  job_uid: uidSchema.nullable(),
});

/** A run right now; at most about 2 KB of JSON. */
export const liveRunSchema = z.object({
  batch_uid: uidSchema,
  entity: z.string(),
  status: z.enum(BATCH_STATUSES),
  phase: z.enum(['reading', 'sending', 'deleting']).nullable(),
  metrics: metricsSchema,
  stages: z.array(stageSchema).readonly(),
  /** Rows the API says there are; null where it does not say. */
  total_rows: countSchema.nullable(),
  rows_per_second: z.number().nullable(),
  /** Between these two, in milliseconds; null while it would be a guess. */
  time_left: z.object({ least_ms: z.number(), most_ms: z.number() }).nullable(),
  /** A system does not answer; the run waits and tries again, in so long from this snapshot on. */
  stall: z.object({ reason: z.string(), retry_in_ms: z.number() }).nullable(),
  last_warning: z.string().nullable(),
});

/** The latest state, never a backlog: a slow reader misses states in between. */
export const snapshotSchema = z.object({
  seq: countSchema,
  at: timestampSchema,
  runs: z.array(liveRunSchema).readonly(),
});
