// The one place that decides which database a state URL means. Promises: a file that is not a sound SyncFlow state
// database, or a newer one, is refused before anything is written to it.

import { dirname, resolve } from 'node:path';
import { EngineError } from '../failures/engine-error.ts';
import type { Log } from '../host.ts';
import type { Database } from './database.ts';
import { listApplied, migrate } from './migrate.ts';
import { findPending, readMigrations } from './migrations.ts';
import type { Migration } from './migrations.ts';
import { isOnNetworkDrive } from './network-drive.ts';
import { openReadonlySqliteDatabase, openSqliteDatabase } from './sqlite-database.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { damaged } from './sqlite-errors.ts';
import { inspectSqliteFile, sizeOf } from './sqlite-file.ts';

/** Up to this size the whole file is checked at every start (about 0.1 s); larger ones by `state verify`. */
const MAX_CHECKED_BYTES = 64 * 1024 * 1024;

export interface OpenDatabaseOptions {
  readonly log: Log;
  /** The folder with one subfolder per dialect, each of `NNNN-name.sql`. */
  readonly migrationsDir: string;
  /** Neither creates nor migrates nor writes; the schema may then be older than the program. */
  readonly readonly?: boolean;
}

/** Opens the state database and brings it up to the program. Throws EngineError `usage` for a wrong URL, else `state`. */
export async function openDatabase(stateUrl: string, options: OpenDatabaseOptions): Promise<Database> {
  const location = parseStateUrl(stateUrl);
  switch (location.kind) {
    case 'sqlite':
      return openSqliteState(location.path, options);
    case 'postgres':
      throw new EngineError(
        'usage',
        'PostgreSQL state is not available in this version. Give a file as state database: sqlite:<file>.',
        { details: { code: 'state_url', setting: 'state_url' } },
      );
  }
}

type StateLocation = { readonly kind: 'sqlite'; readonly path: string } | { readonly kind: 'postgres' };

/** Reads `sqlite:<path>` or `postgres://…`; the URL may hold a password and is never repeated in the error. */
export function parseStateUrl(stateUrl: string): StateLocation {
  if (/^postgres(ql)?:/i.test(stateUrl)) return { kind: 'postgres' };
  const path = /^sqlite:(.*)$/is.exec(stateUrl)?.[1]?.trim();
  if (path !== undefined && path !== '' && path !== ':memory:') return { kind: 'sqlite', path: resolve(path) };
  throw new EngineError(
    'usage',
    'The address of the state database must be sqlite:<file>. Correct it, then start again.',
    {
      details: { code: 'state_url', setting: 'state_url' },
    },
  );
}

async function openSqliteState(path: string, options: OpenDatabaseOptions): Promise<Database> {
  const migrations = await readMigrations(resolve(options.migrationsDir, 'sqlite'));
  await refuseNetworkDrive(path);
  const condition = inspectSqliteFile(path);
  if (condition === 'ours') await checkContent(path, migrations);
  if (options.readonly === true) {
    if (condition === 'ours') return openReadonlySqliteDatabase(path);
    throw new EngineError('state', `There is no state database at ${path} yet. A first sync creates it.`, {
      details: { code: 'missing', path },
    });
  }
  const database = await openSqliteDatabase(path);
  try {
    await migrate(database, migrations, options.log);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Looks inside through a connection that cannot write, so that a refused file stays as it is. */
async function checkContent(path: string, migrations: readonly Migration[]): Promise<void> {
  const database = openReadonlySqliteDatabase(path);
  try {
    if (sizeOf(path) <= MAX_CHECKED_BYTES) await assertSound(database);
    const applied = await listApplied(database);
    if (applied.length === 0) await assertNoTables(database);
    findPending(migrations, applied, path);
  } finally {
    await database.close();
  }
}

async function assertSound(database: SqliteDatabase): Promise<void> {
  const findings = await database.all<{ quick_check: string }>('pragma quick_check(1)');
  const first = findings[0]?.quick_check;
  if (first !== 'ok') throw damaged(database.path, first ?? 'no answer from the check');
}

async function assertNoTables(database: SqliteDatabase): Promise<void> {
  const table = await database.get<{ name: string }>(`select name from sqlite_schema where type = 'table' limit 1`);
  if (table !== null) throw damaged(database.path, 'the list of its migrations is missing');
}

async function refuseNetworkDrive(path: string): Promise<void> {
  if (!(await isOnNetworkDrive(dirname(path)))) return;
  const sentence = `The state database ${path} would be on a network drive, where it can be damaged. Keep it in a folder of this computer.`;
  throw new EngineError('state', sentence, { details: { code: 'network_drive', path } });
}
