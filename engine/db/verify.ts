// Proves a state database sound, or says what is wrong with it; reads only.

import { resolve } from 'node:path';
import { EngineError } from '../failures/engine-error.ts';
import type { Database } from './database.ts';
import { measureDiskUsage } from './disk-usage.ts';
import type { DiskUsage } from './disk-usage.ts';
import { listApplied } from './migrate.ts';
import { findPending, migrationLabel, readMigrations } from './migrations.ts';
import type { AppliedMigration } from './migrations.ts';

const MAX_FINDINGS = 100;

export interface VerifyReport {
  /** True when there are no problems; pending migrations are not a problem. */
  readonly isSound: boolean;
  /** One sentence each, at most 100 a kind. */
  readonly problems: readonly string[];
  readonly applied: readonly AppliedMigration[];
  /** Labels, `0002-add-outbox`. */
  readonly pending: readonly string[];
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
  readonly disk: DiskUsage;
}

/** Checks every page, every foreign key and every migration's checksum, and counts the rows of each table. */
export async function verifyDatabase(database: Database, migrationsDir: string): Promise<VerifyReport> {
  const applied = await listApplied(database);
  const migrations = await checkMigrations(migrationsDir, applied);
  const problems = [...(await checkPages(database)), ...(await checkForeignKeys(database)), ...migrations.problems];
  return {
    isSound: problems.length === 0,
    problems,
    applied,
    pending: migrations.pending,
    tables: await countRows(database),
    disk: await measureDiskUsage(database),
  };
}

async function checkPages(database: Database): Promise<readonly string[]> {
  const rows = await database.all<{ integrity_check: string }>(`pragma integrity_check(${MAX_FINDINGS})`);
  return rows.map((row) => row.integrity_check).filter((finding) => finding !== 'ok');
}

async function checkForeignKeys(database: Database): Promise<readonly string[]> {
  const rows = await database.all<{ child: string; parent: string; broken: number }>(
    `select "table" as child, parent, count(*) as broken from pragma_foreign_key_check group by 1, 2 limit ${MAX_FINDINGS}`,
  );
  return rows.map((row) => `${row.broken} rows of ${row.child} have lost their ${row.parent}`);
}

async function checkMigrations(
  migrationsDir: string,
  applied: readonly AppliedMigration[],
): Promise<{ readonly problems: readonly string[]; readonly pending: readonly string[] }> {
  const known = await readMigrations(resolve(migrationsDir, 'sqlite'));
  try {
    return { problems: [], pending: findPending(known, applied, 'checked').map(migrationLabel) };
  } catch (error) {
    if (error instanceof EngineError && error.kind === 'state') return { problems: [error.message], pending: [] };
    throw error;
  }
}

async function countRows(database: Database): Promise<VerifyReport['tables']> {
  const tables = await database.all<{ name: string }>(
    `select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\' order by name`,
  );
  const counts: { name: string; rows: number }[] = [];
  // One query per table, not per record: names cannot be bound, so they are quoted.
  for (const { name } of tables) {
    const row = await database.get<{ rows: number }>(`select count(*) as rows from "${name.replaceAll('"', '""')}"`);
    counts.push({ name, rows: row?.rows ?? 0 });
  }
  return counts;
}
