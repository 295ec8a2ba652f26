// Jobs: work that goes on in the engine after its procedure has answered. The engine remembers the last ones it did.

import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { procedure } from './errors.ts';
import { countSchema, pageInput, pageOf, timestampSchema, uidSchema } from './primitives.ts';

export const JOB_STATES = ['running', 'completed', 'paused', 'stopped', 'failed'] as const;

/** How far the work is, and at its end what it came to. */
export const jobWorkSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sync') }),
  z.object({ kind: z.literal('resume') }),
  z.object({
    kind: z.literal('retry'),
    /** Records that matched when it began. */
    total: countSchema,
    claimed: countSchema,
    resolved: countSchema,
    failed: countSchema,
    superseded: countSchema,
    /** Steps done. */
    steps: countSchema,
    /** 1-based number of the step that failed and ended the retry. */
    stopped_at_step: z.int().nullable(),
  }),
  z.object({
    kind: z.literal('fetch_parent'),
    /** Null while it is being looked for. */
    is_found: z.boolean().nullable(),
    freed_children: countSchema,
  }),
  z.object({
    kind: z.literal('approve_deletes'),
    deleted: countSchema,
    /** Approved records whose row is in the ERP again. */
    kept: countSchema,
  }),
]);

export const jobSchema = z.object({
  job_uid: uidSchema,
  state: z.enum(JOB_STATES),
  /** Asked for, not reached yet. */
  requested_action: z.enum(['pause', 'stop']).nullable(),
  started_at: timestampSchema,
  ended_at: timestampSchema.nullable(),
  batches: z.array(z.object({ batch_uid: uidSchema, entity: z.string() })).readonly(),
  work: jobWorkSchema,
  /** The sentence of the error that ended it. */
  error: z.string().nullable(),
});

const oneJob = z.strictObject({ job_uid: uidSchema });

const resultSchema = z.object({
  uid: uidSchema,
  entity: z.string(),
  reference: z.string().nullable(),
  /** `released`: given back untried, because a system failed or the job was stopped. */
  outcome: z.enum(['resolved', 'failed', 'superseded', 'released']),
  /** Why it failed now; null elsewhere. */
  message: z.string().nullable(),
});

export const jobs = {
  /** Newest first. */
  list: procedure.input(z.strictObject({})).output(z.object({ jobs: z.array(jobSchema).readonly() })),
  get: procedure.input(oneJob).output(jobSchema),
  /** Finishes the calls in flight; what has a position keeps it. */
  pause: procedure.input(oneJob).output(jobSchema),
  /** Finishes the calls in flight; what is acknowledged stays. */
  stop: procedure.input(oneJob).output(jobSchema),
  /** What became of each record of a retry, those that failed first; empty for other jobs. The last 10,000 are kept. */
  results: procedure.input(z.strictObject({ job_uid: uidSchema, ...pageInput })).output(pageOf(resultSchema)),
  /** The job whenever it changes, at most 4 times a second; ends with the job. */
  watch: procedure.input(oneJob).output(eventIterator(jobSchema)),
};
