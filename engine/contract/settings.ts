// Settings in force, and changing those of the sync and the log. Never a secret.

import { z } from 'zod';
import { procedure } from './errors.ts';
import { LOG_LEVELS } from './logs.ts';
import { countSchema } from './primitives.ts';
import { settingSourceSchema } from './setting-source.ts';

const settingsSchema = z.object({
  version: z.string(),
  data_dir: z.string(),
  state: z.object({
    /** Null where the state is not a file. */
    path: z.string().nullable(),
    bytes: countSchema,
  }),
  log_level: z.enum(LOG_LEVELS),
  sync: z.object({
    chunk_size: z.int(),
    chunks_in_flight: z.int(),
    pages_ahead: z.int(),
    failure_percent: z.number(),
    failure_min_rows: z.int(),
    failures_in_a_row: z.int(),
    outage_limit_seconds: z.number(),
  }),
  /** Where each value comes from. */
  sources: z.object({
    log_level: settingSourceSchema,
    sync: z.object({
      chunk_size: settingSourceSchema,
      chunks_in_flight: settingSourceSchema,
      pages_ahead: settingSourceSchema,
      failure_percent: settingSourceSchema,
      failure_min_rows: settingSourceSchema,
      failures_in_a_row: settingSourceSchema,
      outage_limit_seconds: settingSourceSchema,
    }),
  }),
  /** Where `save` writes to. */
  file: z.string(),
});

export const settings = {
  get: procedure.input(z.strictObject({})).output(settingsSchema),
  /** In force at once, for runs from the next one on. An absent value is kept, null goes back to the default. */
  save: procedure
    .input(
      z.strictObject({
        log_level: z.enum(LOG_LEVELS).nullable().optional(),
        sync: z
          .strictObject({
            chunk_size: z.int().min(1).max(1000).nullable().optional(),
            chunks_in_flight: z.int().min(1).max(10).nullable().optional(),
            pages_ahead: z.int().min(1).max(16).nullable().optional(),
            failure_percent: z.number().min(0).max(100).nullable().optional(),
            failure_min_rows: z.int().min(1).max(1_000_000_000).nullable().optional(),
            failures_in_a_row: z.int().min(1).max(1_000_000_000).nullable().optional(),
            outage_limit_seconds: z.number().min(0).max(1_000_000).nullable().optional(),
          })
          .prefault({}),
      }),
    )
    .output(settingsSchema),
};
