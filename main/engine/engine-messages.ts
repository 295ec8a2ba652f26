// What main and the engine process say to each other, parsed on both sides. Pages never see these messages.

import { z } from 'zod';
import { BATCH_STATUSES } from '../../engine/contract/batch.ts';

const text = z.string().max(10_000);
const fields = z.record(z.string(), z.unknown());

/** Main to engine. A `connect` brings one end of a channel along. */
export const toEngineSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('start'),
    /** Settings as environment variables that must not stand in a process's environment: secrets. */
    environment: z.record(z.string(), z.string()),
  }),
  z.strictObject({ kind: z.literal('connect') }),
  z.strictObject({ kind: z.literal('resume-runs') }),
  z.strictObject({ kind: z.literal('start-runs') }),
  /** Pauses or stops every run of this process. */
  z.strictObject({ kind: z.literal('end-runs'), mode: z.enum(['pause', 'stop']) }),
  /** The same, then closes everything and exits. */
  z.strictObject({ kind: z.literal('drain'), mode: z.enum(['pause', 'stop']) }),
]);
export type ToEngine = z.infer<typeof toEngineSchema>;

const liveRunSchema = z.object({
  batchUid: z.string(),
  entity: z.string(),
  processed: z.number(),
  failed: z.number(),
  /** Null where the API does not say how many rows there are. */
  percent: z.number().nullable(),
  stall: z.string().nullable(),
});
export type LiveRun = z.infer<typeof liveRunSchema>;

export const interruptedRunSchema = z.object({ batchUid: z.string(), entity: z.string() });
export type InterruptedRun = z.infer<typeof interruptedRunSchema>;

/** Engine to main. */
export const fromEngineSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('ready'),
    dataDir: text,
    /** Runs that were cut off and can go on. */
    interrupted: z.array(interruptedRunSchema).readonly(),
  }),
  /** The engine cannot work until something is corrected; a sentence for the operator. */
  z.object({ kind: z.literal('refused'), reason: text }),
  z.object({ kind: z.literal('beat') }),
  z.object({ kind: z.literal('activity'), runs: z.array(liveRunSchema).readonly() }),
  z.object({ kind: z.literal('run-ended'), batchUid: text, entity: text, status: z.enum(BATCH_STATUSES) }),
  /** A run that main asked for could not be started; a sentence for the operator. */
  z.object({ kind: z.literal('command-refused'), reason: text }),
  z.object({
    kind: z.literal('log'),
    level: z.enum(['debug', 'info', 'warn', 'error']),
    message: text,
    fields,
  }),
]);
export type FromEngine = z.infer<typeof fromEngineSchema>;
