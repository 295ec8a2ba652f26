// The dialects of the state store, and a place for a test's database in each: repository tests run on all of them.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Database } from '../../engine/db/database.ts';
import { openDatabase } from '../../engine/db/open-database.ts';
import type { Log } from '../../engine/host.ts';
import { createStore, type Store } from '../../engine/repositories/store.ts';

export const DIALECTS = ['sqlite'] as const;
export type Dialect = (typeof DIALECTS)[number];

const SILENT: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const MIGRATIONS = join(import.meta.dirname, '../../migrations');

export interface StateDatabase {
  /** Another connection to the same database, as another process has one. */
  connect(): Promise<Database>;
  /** A store on a connection of its own. */
  openStore(): Promise<Store>;
}

/** A new, migrated database that ends with the test, together with every connection to it. */
export function createStateDatabase(dialect: Dialect): StateDatabase {
  return CREATORS[dialect]();
}

/** A store on a new database. */
export function openStore(dialect: Dialect): Promise<Store> {
  return createStateDatabase(dialect).openStore();
}

function createSqliteState(): StateDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'syncflow-store-'));
  const opened: Database[] = [];
  onTestFinished(async () => {
    for (const database of opened) await database.close();
    rmSync(folder, { recursive: true });
  });
  const connect = async (): Promise<Database> => {
    const database = await openDatabase(`sqlite:${join(folder, 'state.db')}`, {
      log: SILENT,
      migrationsDir: MIGRATIONS,
    });
    opened.push(database);
    return database;
  };
  return { connect, openStore: async () => createStore(await connect()) };
}

const CREATORS: Readonly<Record<Dialect, () => StateDatabase>> = { sqlite: createSqliteState };
