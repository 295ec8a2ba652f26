// What the state database is: where, how large, which migrations; whether it is sound. Nothing is created or changed here.

import { existsSync } from 'node:fs';
import type { Settings } from '../config.ts';
import { openDatabase, parseStateUrl } from '../db/open-database.ts';
import { sizeOf } from '../db/sqlite-file.ts';
import { verifyDatabase, type VerifyReport } from '../db/verify.ts';
import type { Log } from '../host.ts';

export interface StateNeeds {
  readonly settings: Settings;
  readonly migrationsDir: string;
  readonly log: Log;
}

export interface StateFile {
  /** Null where the state is not a file. */
  readonly path: string | null;
  /** The file and its write-ahead log. */
  readonly bytes: number;
}

/** Size on disk right now; 0 bytes where there is no file yet. */
export function measureState(settings: Settings): StateFile {
  const location = parseStateUrl(settings.state_url);
  if (location.kind !== 'sqlite') return { path: null, bytes: 0 };
  return { path: location.path, bytes: sizeOf(location.path) + sizeOf(`${location.path}-wal`) };
}

/** Reads and checks the whole database; null where there is none yet. Throws EngineError `state` for a foreign file. */
export async function verifyState(needs: StateNeeds): Promise<VerifyReport | null> {
  const { settings, migrationsDir, log } = needs;
  const { path } = measureState(settings);
  if (path !== null && !existsSync(path)) return null;
  const database = await openDatabase(settings.state_url, { log, migrationsDir, readonly: true });
  try {
    return await verifyDatabase(database, migrationsDir);
  } finally {
    await database.close();
  }
}

/** Brings the database up to the program, creating it where it is missing; returns what it is afterwards. */
export async function migrateState(needs: StateNeeds): Promise<VerifyReport> {
  const { settings, migrationsDir, log } = needs;
  const database = await openDatabase(settings.state_url, { log, migrationsDir });
  try {
    return await verifyDatabase(database, migrationsDir);
  } finally {
    await database.close();
  }
}
