// Connections: where the two systems are, and how far the way to them goes. Never a secret.

import { z } from 'zod';
import { procedure } from './errors.ts';
import { systemSchema } from './primitives.ts';

const text = z.string().min(1).max(2000);

/** Values as they stand in a form; an absent one is taken from the settings. */
const draftSchema = z.strictObject({
  url: text.optional(),
  username: text.optional(),
  password: text.optional(),
  proxy: text.nullable().optional(),
});

export const connections = {
  list: procedure.input(z.strictObject({})).output(
    z.object({
      connections: z
        .array(
          z.object({
            system: systemSchema,
            is_configured: z.boolean(),
            url: z.string().nullable(),
            username: z.string().nullable(),
            has_password: z.boolean(),
            ca_file: z.string().nullable(),
            /** Without user name and password. */
            proxy: z.string().nullable(),
          }),
        )
        .readonly(),
    }),
  ),
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
