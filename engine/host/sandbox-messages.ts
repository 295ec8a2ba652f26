// What the engine's host and the sandbox's own thread say to each other; parsed on both sides.

import { z } from 'zod';

const text = z.string();
const count = z.number();
const port = z.number();
const systems = ['apismith', 'schedulehub'] as const;

/** Handed to the thread at its start. */
export const sandboxStartSchema = z.strictObject({
  folder: text,
  ports: z.strictObject({ apismith: port, schedulehub: port }).nullable(),
});

export const toSandboxSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('change'),
    id: count,
    change: z.strictObject({ api: text, inserts: count, updates: count, deletes: count, seed: count }),
  }),
  z.strictObject({
    kind: z.literal('disturb'),
    id: count,
    disturbances: z.array(
      z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('latency'), system: z.enum(systems), ms: count }),
        z.strictObject({ kind: z.literal('outage'), system: z.enum(systems) }),
      ]),
    ),
  }),
  z.strictObject({ kind: z.literal('close') }),
]);
export type ToSandbox = z.infer<typeof toSandboxSchema>;

const systemSchema = z.strictObject({ url: text, username: text, password: text });

export const fromSandboxSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready'), apismith: systemSchema, schedulehub: systemSchema }),
  /** It cannot start; a sentence for the operator. */
  z.strictObject({ kind: z.literal('refused'), reason: text }),
  /** An answer to the message with this id; `delta` for changes only. */
  z.strictObject({
    kind: z.literal('done'),
    id: count,
    delta: z.strictObject({ inserted: count, updated: count, deleted: count }).nullable(),
  }),
  z.strictObject({ kind: z.literal('failed'), id: count, reason: text }),
]);
export type FromSandbox = z.infer<typeof fromSandboxSchema>;
