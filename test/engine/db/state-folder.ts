// Support for the database tests: a folder of its own for each test, with migrations and a silent log.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openDatabase } from '../../../engine/db/open-database.ts';
import type { Database } from '../../../engine/db/database.ts';
import type { Log } from '../../../engine/host.ts';

export const FIRST = 'create table item (id integer primary key, name text unique, data blob) strict;';

export interface StateFolder {
  readonly file: string;
  readonly url: string;
  readonly migrationsDir: string;
  /** Messages logged so far. */
  readonly logged: string[];
  writeMigration(fileName: string, sql: string): void;
  open(options?: { readonly readonly: boolean }): Promise<Database>;
}

/** Creates a folder with one migration; the folder and all databases opened through it end with the test. */
export function createStateFolder(): StateFolder {
  const folder = mkdtempSync(join(tmpdir(), 'syncflow-db-'));
  const migrationsDir = join(folder, 'migrations');
  const file = join(folder, 'state.db');
  const logged: string[] = [];
  const note = (message: string): void => void logged.push(message);
  const log: Log = { debug: note, info: note, warn: note, error: note };
  const opened: Database[] = [];
  mkdirSync(join(migrationsDir, 'sqlite'), { recursive: true });
  onTestFinished(async () => {
    for (const database of opened) await database.close();
    rmSync(folder, { recursive: true });
  });
  const state: StateFolder = {
    file,
    url: `sqlite:${file}`,
    migrationsDir,
    logged,
    writeMigration: (fileName, sql) => writeFileSync(join(migrationsDir, 'sqlite', fileName), sql),
    open: async (options) => {
      const database = await openDatabase(state.url, { log, migrationsDir, ...options });
      opened.push(database);
      return database;
    },
  };
  state.writeMigration('0001-first.sql', FIRST);
  return state;
}
