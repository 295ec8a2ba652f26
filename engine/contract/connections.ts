// Connections: where the two systems are, how far the way to them goes, and saving them. Never a secret on its way out.

import { z } from 'zod';
import { procedure } from './errors.ts';
import { systemSchema } from './primitives.ts';
import { settingSourceSchema } from './setting-source.ts';

const text = z.string().min(1).max(2000);
const urlSchema = z
  .url({ protocol: /^https?$/, error: 'must be an address that starts with http:// or https://' })
  .max(2000)
  .refine((url) => !/^[^/]*\/\/[^/?#]*@/.test(url), 'must not hold a user name or password');

/** Values as they stand in a form; an absent one is taken from the settings. */
const draftSchema = z.strictObject({
  url: text.optional(),
  username: text.optional(),
  password: text.optional(),
  proxy: text.nullable().optional(),
  ca_file: text.nullable().optional(),
});

const connectionSchema = z.object({
  system: systemSchema,
  is_configured: z.boolean(),
  url: z.string().nullable(),
  username: z.string().nullable(),
  has_password: z.boolean(),
  ca_file: z.string().nullable(),
  /** Without user name and password. */
  proxy: z.string().nullable(),
  /** Where each value comes from. */
  sources: z.object({
    url: settingSourceSchema,
    username: settingSourceSchema,
    password: settingSourceSchema,
    ca_file: settingSourceSchema,
    proxy: settingSourceSchema,
  }),
});

export const connections = {
  list: procedure.input(z.strictObject({})).output(
    z.object({
      connections: z.array(connectionSchema).readonly(),
      /** Who keeps passwords: `engine` takes them in `save`, `desktop` in its own `secrets.save`. */
      stores_password: z.enum(['engine', 'desktop']),
      /** Where `save` writes to. */
      file: z.string(),
    }),
  ),
  /**
   * Saves one connection; it is in force at once, a run in flight keeps the one it began with. An absent value is kept,
   * null forgets it. A value that the environment fixes, or any while the sandbox is on, is refused.
   */
  save: procedure
    .input(
      z.strictObject({
        system: systemSchema,
        url: urlSchema.nullable().optional(),
        username: text.nullable().optional(),
        /** Null or absent keeps it, the empty text forgets it. To another address it must be given anew. */
        password: z.string().max(10_000).nullable().optional(),
        proxy: urlSchema.nullable().optional(),
        /** PEM file of the plant's own certificate authority, on the engine's computer. */
        ca_file: text.nullable().optional(),
      }),
    )
    .output(connectionSchema),
  /** Address, name, TCP, TLS, login, rights; after the first failed step the rest is skipped. */
  test: procedure.input(z.strictObject({ system: systemSchema, draft: draftSchema.prefault({}) })).output(
    z.object({
      system: systemSchema,
      host: z.string().nullable(),
      is_ok: z.boolean(),
      steps: z
        .array(
          z.object({
            step: z.enum(['address', 'name', 'tcp', 'tls', 'login', 'rights']),
            status: z.enum(['ok', 'failed', 'skipped']),
            message: z.string(),
          }),
        )
        .readonly(),
    }),
  ),
};
