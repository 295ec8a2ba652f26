// The sandbox: both neighbouring systems on this computer, for a first look without a plant.

import { z } from 'zod';
import { procedure } from './errors.ts';
import { countSchema, systemSchema } from './primitives.ts';

const statusSchema = z.object({
  /** False where this host has no sandbox to lend. */
  is_available: z.boolean(),
  /** Both connections lead to the sandbox; it comes up again with the host. */
  is_on: z.boolean(),
  /** It answers right now. */
  is_running: z.boolean(),
  /** Why it is on and does not run; null elsewhere. */
  error: z.string().nullable(),
  apismith_url: z.string().nullable(),
  schedulehub_url: z.string().nullable(),
  /** Source APIs whose rows `change` can change, with the entity of the sandbox's files that reads them. */
  apis: z.array(z.object({ api: z.string(), entity: z.string() })).readonly(),
});

const changes = countSchema.max(1000).default(0);

export const sandbox = {
  status: procedure.input(z.strictObject({})).output(statusSchema),
  /** Starts both systems and leads both connections there; imports the sandbox's entities where there are none. */
  start: procedure
    .input(
      z.strictObject({
        /** Needed where a connection is configured: it is back in force after `stop`. */
        replace: z.boolean().default(false),
      }),
    )
    .output(
      statusSchema.extend({
        /** Entities that were imported now. */
        imported: z.array(z.string()).readonly(),
      }),
    ),
  /** Ends both systems; the connections from before are in force again. The sandbox's data is kept for the next start. */
  stop: procedure.input(z.strictObject({})).output(statusSchema),
  /** Changes rows of an API in the sandbox's ERP, so that the next sync finds a delta. */
  change: procedure
    .input(
      z.strictObject({
        api: z.string().min(1).max(200),
        inserts: changes,
        updates: changes,
        deletes: changes,
        /** The same seed on the same rows makes the same changes; absent: others each time. */
        seed: countSchema.max(1_000_000_000).optional(),
      }),
    )
    .output(
      z.object({
        /** What the next sync must do; deletes in a full one only. */
        expected: z.object({ inserted: countSchema, updated: countSchema, deleted: countSchema }),
      }),
    ),
  /** Makes a system of the sandbox slow or unreachable until it is asked to be well again. Replaces what was asked before. */
  disturb: procedure
    .input(
      z.strictObject({
        disturbances: z
          .array(
            z.discriminatedUnion('kind', [
              z.strictObject({
                kind: z.literal('latency'),
                system: systemSchema,
                ms: z.int().min(0).max(60_000),
              }),
              z.strictObject({ kind: z.literal('outage'), system: systemSchema }),
            ]),
          )
          .max(10),
      }),
    )
    .output(z.object({ active: countSchema })),
};
