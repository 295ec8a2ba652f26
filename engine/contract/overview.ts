// The overview: how things stand, in one call.

import { z } from 'zod';
import { BATCH_STATUSES } from './batch.ts';
import { procedure } from './errors.ts';
import { FAILED_STATUSES } from './failed-record.ts';
import { countSchema, timestampSchema } from './primitives.ts';
import { runSchema } from './run.ts';

export const overview = {
  get: procedure.input(z.strictObject({})).output(
    z.object({
      at: timestampSchema,
      /** Both systems have an address, a user name and a password. */
      is_configured: z.boolean(),
      /** Running and paused. */
      live: z.array(runSchema).readonly(),
      entities: z
        .array(
          z.object({
            name: z.string(),
            description: z.string(),
            version: z.int(),
            parents: z.array(z.string()).readonly(),
            /** The newest run that was no dry run. */
            last_run: runSchema.nullable(),
            /** When its last sync went through, and how long ago that is. */
            last_synced_at: timestampSchema.nullable(),
            lag_ms: z.number().nullable(),
            /** Records that ScheduleHub held after that sync. */
            records: countSchema.nullable(),
            failed: countSchema,
            waiting: countSchema,
            held_deletes: countSchema,
          }),
        )
        .readonly(),
      /** How the runs of each of the last 14 days (UTC) ended, the oldest day first; no dry runs. */
      days: z
        .array(
          z.object({
            day: z.iso.date(),
            completed: countSchema,
            completed_with_failures: countSchema,
            cancelled: countSchema,
            failed: countSchema,
          }),
        )
        .readonly(),
      runs_by_status: z.record(z.enum(BATCH_STATUSES), countSchema),
      failed_by_status: z.record(z.enum(FAILED_STATUSES), countSchema),
      waiting: countSchema,
      held_deletes: countSchema,
      state_bytes: countSchema,
    }),
  ),
};
