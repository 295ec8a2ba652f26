// Health: is the engine there, and is everything there that a sync needs.

import { z } from 'zod';
import { procedure } from './errors.ts';
import { timestampSchema } from './primitives.ts';

const checkSchema = z.object({
  area: z.enum(['settings', 'data directory', 'state', 'apismith', 'schedulehub', 'entities', 'clock']),
  name: z.string(),
  status: z.enum(['ok', 'warning', 'failed', 'skipped']),
  message: z.string(),
});

export const health = {
  /** Answers at once and asks nobody. */
  get: procedure.input(z.strictObject({})).output(
    z.object({
      status: z.literal('ok'),
      version: z.string(),
      started_at: timestampSchema,
      uptime_ms: z.number().min(0),
    }),
  ),
  /** The doctor: settings, folder, state, both connections, entities and clock. Changes nothing. */
  check: procedure
    .input(z.strictObject({}))
    .output(z.object({ is_healthy: z.boolean(), checks: z.array(checkSchema).readonly() })),
};
