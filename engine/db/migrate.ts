// Brings a database up to the program: each pending migration in its own transaction, a verified backup first.
// Promises: several processes may start at once, each migration is applied by exactly one of them.

import type { Log } from '../host.ts';
import { EngineError } from '../failures/engine-error.ts';
import type { Queries } from './database.ts';
import { findPending, migrationLabel } from './migrations.ts';
import type { AppliedMigration, Migration } from './migrations.ts';

export interface MigrationTransaction extends Queries {
  /** Runs several statements without parameters. */
  script(sql: string): Promise<void>;
}

/** What a dialect lends for migrating. */
export interface MigrationTarget {
  readonly path: string;
  /** One transaction while which no other process writes; waits for another process that migrates. */
  migrationTransaction<T>(work: (tx: MigrationTransaction) => Promise<T>): Promise<T>;
  /** A verified copy of the committed state; returns where it is. */
  backUpBefore(version: number): Promise<string>;
}

const CREATE_TABLE = `create table if not exists schema_migrations (
  version integer primary key, name text not null, checksum text not null, applied_at text not null) strict`;

/** Applies what is pending; throws EngineError `state`, with the database as it was, where one cannot be applied. */
export async function migrate(target: MigrationTarget, migrations: readonly Migration[], log: Log): Promise<void> {
  let needsBackup = true;
  let isDone = false;
  while (!isDone) {
    // Asked anew inside every transaction: another process may have applied some of them meanwhile.
    isDone = await target.migrationTransaction(async (tx) => {
      const applied = await listApplied(tx);
      const [next] = findPending(migrations, applied, target.path);
      if (next === undefined) return true;
      // A database that is made here holds nothing yet that could be lost.
      if (applied.length > 0 && needsBackup) {
        const copy = await target.backUpBefore(next.version);
        log.info('state database backed up before migrating', { copy });
      }
      needsBackup = false;
      await apply(tx, next, target.path);
      log.info('state database migrated', { migration: migrationLabel(next) });
      return false;
    });
  }
}

/** The rows of `schema_migrations`, oldest first; none where the table does not exist yet. */
export async function listApplied(queries: Queries): Promise<readonly AppliedMigration[]> {
  const table = await queries.get(`select 1 from sqlite_schema where type = 'table' and name = 'schema_migrations'`);
  if (table === null) return [];
  return queries.all<AppliedMigration>(
    'select version, name, checksum, applied_at from schema_migrations order by version',
  );
}

async function apply(tx: MigrationTransaction, migration: Migration, where: string): Promise<void> {
  try {
    await tx.script(CREATE_TABLE);
    await tx.script(migration.sql);
  } catch (error) {
    if (error instanceof EngineError && error.transient) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const sentence = `Migrating the state database ${where} stopped at ${migrationLabel(migration)}: ${reason} Nothing of this migration was kept.`;
    throw new EngineError('state', sentence, {
      details: { code: 'migration', version: migration.version },
      cause: error,
    });
  }
  await tx.run(
    `insert into schema_migrations (version, name, checksum, applied_at)
     values (?, ?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))`,
    [migration.version, migration.name, migration.checksum],
  );
}
