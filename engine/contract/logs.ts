// The log of this process: the last lines, pulled by number, never pushed.

import { z } from 'zod';
import { procedure } from './errors.ts';
import { countSchema, MAX_PAGE, timestampSchema } from './primitives.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

export const logs = {
  /** Lines after `after_seq`, the oldest first; without it the last ones. */
  tail: procedure
    .input(
      z.strictObject({
        after_seq: countSchema.nullable().default(null),
        level: z.enum(LOG_LEVELS).default('debug'),
        limit: z.int().min(1).max(MAX_PAGE).default(200),
      }),
    )
    .output(
      z.object({
        lines: z
          .array(
            z.object({
              seq: countSchema,
              at: timestampSchema,
              level: z.enum(LOG_LEVELS),
              message: z.string(),
              /** `name=value`, secrets taken out. */
              fields: z.array(z.string()).readonly(),
            }),
          )
          .readonly(),
        /** What to ask with next. */
        last_seq: countSchema,
        /** Lines after `after_seq` that are forgotten already. */
        missed: countSchema,
      }),
    ),
};
