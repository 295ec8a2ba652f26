// What the console may ask of the desktop shell: only what the engine cannot do. In a browser there is none of it.

import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { procedure } from '../../engine/contract/errors.ts';
import { systemSchema } from '../../engine/contract/primitives.ts';

const nothing = z.strictObject({});
const done = z.object({});
const bytesSchema = z.int().min(0);

export const preferencesSchema = z.strictObject({
  /** Only where a tray is really there; else closing minimises. */
  close_to_tray: z.boolean(),
  start_at_login: z.boolean(),
  notify: z.boolean(),
  theme: z.enum(['system', 'light', 'dark']),
  /** The operator has seen why closing minimises here. */
  explained_minimise: z.boolean(),
});

export const ENGINE_PHASES = ['stopped', 'starting', 'ready', 'waiting', 'down', 'draining'] as const;
export const engineStateSchema = z.object({
  phase: z.enum(ENGINE_PHASES),
  /** For the operator: why it is `waiting` or `down`. */
  reason: z.string().nullable(),
  crashes: z.int().min(0),
  /** Runs that a crash cut off: offer to go on with them (`sync.resume` of the engine's contract). */
  interrupted: z.array(z.object({ batch_uid: z.string(), entity: z.string() })).readonly(),
});

export const PROTECTIONS = ['protected', 'session', 'passphrase'] as const;
export const secretStatusSchema = z.object({
  /** `session`: asked for each time the program starts, so that no night runs unattended. */
  protection: z.enum(PROTECTIONS),
  /** `dpapi`, `keychain`, `gnome_libsecret` …; `basic_text` protects nothing and is never used. */
  backend: z.string(),
  can_protect: z.boolean(),
  /** The passphrase has not been entered yet. */
  is_locked: z.boolean(),
  secrets: z
    .array(
      z.object({
        system: systemSchema,
        /** `unreadable`: it is there, but the key store does not open it; enter it again. */
        state: z.enum(['missing', 'stored', 'session', 'locked', 'unreadable']),
      }),
    )
    .readonly(),
});

const passphraseSchema = z.string().min(12).max(1000);
const withDumps = z.strictObject({ with_dumps: z.boolean().default(false) });

export const desktopContract = {
  app: {
    info: procedure.input(nothing).output(
      z.object({
        version: z.string(),
        electron: z.string(),
        chromium: z.string(),
        node: z.string(),
        platform: z.string(),
        has_tray: z.boolean(),
        /** Null where the system does not say whether it will start us. */
        starts_at_login: z.boolean().nullable(),
      }),
    ),
    /** Only https to hosts that the program names itself; answers whether it was opened. */
    open_link: procedure
      .input(z.strictObject({ url: z.string().max(2000) }))
      .output(z.object({ is_opened: z.boolean() })),
    copy_text: procedure.input(z.strictObject({ text: z.string().max(5_000_000) })).output(done),
    show_folder: procedure.input(z.strictObject({ folder: z.enum(['logs', 'dumps', 'data']) })).output(done),
    /** Pages to show because the tray or a notification was clicked. */
    watch_navigation: procedure.input(nothing).output(eventIterator(z.object({ path: z.string() }))),
  },
  engine: {
    /** Now and on each change; never a backlog. */
    watch: procedure.input(nothing).output(eventIterator(engineStateSchema)),
    restart: procedure.input(nothing).output(done),
  },
  preferences: {
    get: procedure.input(nothing).output(preferencesSchema),
    save: procedure.input(preferencesSchema.partial()).output(preferencesSchema),
  },
  /** Secrets go in and never come out. */
  secrets: {
    status: procedure.input(nothing).output(secretStatusSchema),
    save: procedure
      .input(z.strictObject({ system: systemSchema, password: z.string().min(1).max(10_000) }))
      .output(secretStatusSchema),
    forget: procedure.input(z.strictObject({ system: systemSchema })).output(secretStatusSchema),
    /** Where the system protects nothing: ask each session, or keep them behind a passphrase. */
    protect: procedure
      .input(
        z.discriminatedUnion('protection', [
          z.strictObject({ protection: z.literal('protected') }),
          z.strictObject({ protection: z.literal('session') }),
          z.strictObject({ protection: z.literal('passphrase'), passphrase: passphraseSchema }),
        ]),
      )
      .output(secretStatusSchema),
    unlock: procedure
      .input(z.strictObject({ passphrase: z.string().min(1).max(1000) }))
      .output(z.object({ is_unlocked: z.boolean() })),
  },
  diagnostics: {
    /** What would be in the file. */
    list: procedure
      .input(withDumps)
      .output(z.object({ files: z.array(z.object({ name: z.string(), bytes: bytesSchema })).readonly() })),
    /** Asks where to save it; null where the operator thought better of it. */
    save: procedure.input(withDumps).output(z.object({ path: z.string().nullable() })),
  },
};
export type DesktopContract = typeof desktopContract;
