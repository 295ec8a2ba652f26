// What this user wants of the desktop shell, on this computer. Not part of the engine's settings.

import { join } from 'node:path';
import type { z } from 'zod';
import type { Log } from '../../engine/index.ts';
import { preferencesSchema } from '../contract/desktop-contract.ts';
import { createLatest, type Latest } from '../latest.ts';
import { readJsonFile } from './read-json-file.ts';
import { writeFileAtomically } from './write-file-atomically.ts';

export type Preferences = z.infer<typeof preferencesSchema>;

export const DEFAULT_PREFERENCES: Preferences = {
  close_to_tray: true,
  start_at_login: false,
  notify: true,
  theme: 'system',
  explained_minimise: false,
};

export interface PreferencesStore {
  readonly latest: Latest<Preferences>;
  save(change: Partial<Preferences>): Promise<Preferences>;
}

export async function openPreferences(folder: string, log: Log): Promise<PreferencesStore> {
  const path = join(folder, 'desktop.json');
  const latest = createLatest(await read(path, log));
  let writing: Promise<void> = Promise.resolve();
  return {
    latest,
    save: async (change) => {
      const next = { ...latest.get(), ...change };
      latest.set(next);
      // One after another, whatever became of the one before: the last one told is the one that stays.
      const written = writing.then(() => writeFileAtomically(path, `${JSON.stringify(next, null, 2)}\n`));
      writing = written.catch(() => undefined);
      await written;
      return next;
    },
  };
}

async function read(path: string, log: Log): Promise<Preferences> {
  const file = await readJsonFile(path);
  if (file.kind === 'missing') return DEFAULT_PREFERENCES;
  const known = file.kind === 'read' && typeof file.value === 'object' ? { ...DEFAULT_PREFERENCES, ...file.value } : {};
  const parsed = preferencesSchema.safeParse(known);
  if (parsed.success) return parsed.data;
  log.warn('The preferences of this computer are damaged; the defaults hold until they are saved again', { path });
  return DEFAULT_PREFERENCES;
}
