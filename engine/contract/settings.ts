// Settings in force, as they were read at the start. Never a secret.

import { z } from 'zod';
import { procedure } from './errors.ts';
import { countSchema } from './primitives.ts';

export const settings = {
  get: procedure.input(z.strictObject({})).output(
    z.object({
      version: z.string(),
      data_dir: z.string(),
      state: z.object({
        /** Null where the state is not a file. */
        path: z.string().nullable(),
        bytes: countSchema,
      }),
      log_level: z.enum(['debug', 'info', 'warn', 'error']),
      sync: z.object({
        chunk_size: z.int(),
        chunks_in_flight: z.int(),
        pages_ahead: z.int(),
        failure_percent: z.number(),
        failure_min_rows: z.int(),
        failures_in_a_row: z.int(),
        outage_limit_seconds: z.number(),
      }),
    }),
  ),
};
