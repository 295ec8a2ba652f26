// Sync: starting, steering and watching runs; their history, one run's story, and what a dry run would change.

import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { BATCH_STATUSES, SYNC_TYPES } from './batch.ts';
import { procedure } from './errors.ts';
import { OPERATIONS } from './failed-record.ts';
import { bkHashSchema, countSchema, nameSchema, pageInput, pageOf, uidSchema, valueSchema } from './primitives.ts';
import { runSchema, runStorySchema, snapshotSchema } from './run.ts';

const oneRun = z.strictObject({ batch_uid: uidSchema });
/** Null: all of them. */
const oneRunOrAll = z.strictObject({ batch_uid: uidSchema.nullable() });

const startedSchema = z.object({
  job_uid: uidSchema,
  batches: z
    .array(
      z.object({
        batch_uid: uidSchema,
        entity: z.string(),
        /** An unfinished run goes on from its position. */
        is_resumed: z.boolean(),
      }),
    )
    .readonly(),
});

const planRecordSchema = z.object({
  seq: countSchema,
  operation: z.enum(OPERATIONS),
  bk_hash: bkHashSchema,
  reference: z.string(),
  changes: z.array(z.object({ field: z.string(), before: valueSchema, after: valueSchema })).readonly(),
});

export const sync = {
  /** Answers at once with the uids of the runs; they go on in the background, parents before children. */
  start: procedure
    .input(
      z.strictObject({
        entities: z.union([z.literal('all'), z.array(nameSchema).min(1).max(200)]),
        /** Null: incremental where a watermark is known, else full. */
        sync_type: z.enum(SYNC_TYPES).nullable().default(null),
        dry_run: z.boolean().default(false),
        /** Rows per page; null: what the entity says. */
        page_size: z.int().min(100).max(10_000).nullable().default(null),
      }),
    )
    .output(startedSchema),
  /** Goes on with paused and interrupted runs. */
  resume: procedure.input(oneRunOrAll).output(startedSchema),
  /** Asks runs, in whatever process, to pause; answers which. */
  pause: procedure.input(oneRunOrAll).output(z.object({ asked: z.array(uidSchema).readonly() })),
  /** `asked`: the run ends soon; `ended`: it has ended. */
  stop: procedure.input(oneRun).output(z.object({ outcome: z.enum(['asked', 'ended']) })),
  /** One run with its stages, warnings and the reasons of its failures. */
  status: procedure.input(oneRun).output(runStorySchema),
  /** Newest first. */
  history: procedure
    .input(
      z.strictObject({
        entity: nameSchema.optional(),
        status: z.enum(BATCH_STATUSES).optional(),
        dry_run: z.boolean().optional(),
        ...pageInput,
      }),
    )
    .output(pageOf(runSchema)),
  /** The records a dry run would change, in its order. */
  plan: procedure
    .input(
      z.strictObject({
        batch_uid: uidSchema,
        operation: z.enum(OPERATIONS).optional(),
        /** Only records that change this field. */
        field: z.string().min(1).max(4000).optional(),
        ...pageInput,
      }),
    )
    .output(pageOf(planRecordSchema)),
  /** How many records a dry run would change in each field, the most changed first. */
  plan_fields: procedure.input(oneRun).output(
    z.object({
      fields: z.array(z.object({ operation: z.enum(OPERATIONS), field: z.string(), records: countSchema })).readonly(),
    }),
  ),
  /**
   * Snapshots of one run, or of all live runs, whenever something changed and at most 4 times a second. The stream of
   * one run ends with its last snapshot; that of all runs when the caller goes away.
   */
  watch: procedure.input(oneRunOrAll).output(eventIterator(snapshotSchema)),
};
