// The migration files and what they mean for one database: which are pending, or why it must not be touched.

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError } from '../failures/engine-error.ts';

export interface Migration {
  readonly version: number;
  /** File name without number and ending. */
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the text with LF line ends: a checkout on Windows is not an edit. */
  readonly checksum: string;
}

/** A row of `schema_migrations`. */
export interface AppliedMigration {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
  readonly applied_at: string;
}

const FILE_NAME = /^(\d{4})-([a-z0-9-]+)\.sql$/;

/** Reads `NNNN-name.sql` of a folder in order; throws where a number is missing, double or misnamed. */
export async function readMigrations(folder: string): Promise<readonly Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  return Promise.all(files.map((file, index) => readMigration(folder, file, index + 1)));
}

async function readMigration(folder: string, file: string, version: number): Promise<Migration> {
  const match = FILE_NAME.exec(file);
  if (match === null || Number(match[1]) !== version) {
    throw new EngineError(
      'state',
      `The program's migrations are incomplete: ${file} stands where number ${version} should be. Install SyncFlow again.`,
    );
  }
  const sql = (await readFile(join(folder, file), 'utf8')).replaceAll('\r\n', '\n');
  const checksum = createHash('sha256').update(sql).digest('hex');
  return { version, name: match[2] ?? '', sql, checksum };
}

/** The migrations still to apply, in order; throws EngineError `state` where the database is newer or differs. */
export function findPending(
  known: readonly Migration[],
  applied: readonly AppliedMigration[],
  where: string,
): readonly Migration[] {
  const byVersion = new Map(known.map((migration) => [migration.version, migration]));
  for (const row of applied) {
    const migration = byVersion.get(row.version);
    if (migration === undefined) throw newer(row, known, where);
    if (migration.checksum !== row.checksum) throw edited(migration, where);
  }
  const done = new Set(applied.map((row) => row.version));
  const last = Math.max(0, ...done);
  const skipped = known.find((migration) => migration.version < last && !done.has(migration.version));
  if (skipped !== undefined) throw edited(skipped, where);
  return known.filter((migration) => !done.has(migration.version));
}

/** `0002-add-outbox`, as the file is named. */
export function migrationLabel(migration: Pick<Migration, 'version' | 'name'>): string {
  return `${String(migration.version).padStart(4, '0')}-${migration.name}`;
}

function newer(row: AppliedMigration, known: readonly Migration[], where: string): EngineError {
  const sentence = `The state database ${where} was written by a newer SyncFlow (${migrationLabel(row)}; this program knows ${known.length} migrations). It was left as it is. Install that version or a newer one.`;
  return new EngineError('state', sentence, { details: { code: 'newer_database', version: row.version } });
}

function edited(migration: Migration, where: string): EngineError {
  const sentence = `The migration ${migrationLabel(migration)} is not the one that the state database ${where} was made with. The database was left as it is. Install the program again as it was released.`;
  return new EngineError('state', sentence, { details: { code: 'edited_migration', version: migration.version } });
}
