// How much disk the state database takes, and how to give back what it no longer needs.

import assert from 'node:assert/strict';
import type { Database } from './database.ts';
import { SqliteDatabase } from './sqlite-database.ts';
import { sizeOf } from './sqlite-file.ts';

export interface DiskUsage {
  readonly databaseBytes: number;
  /** The write-ahead log beside the file: written, not yet moved into it. */
  readonly walBytes: number;
  /** Inside the file but unused: what `vacuum` would give back. */
  readonly freeBytes: number;
}

/** Bytes on disk right now. */
export async function measureDiskUsage(database: Database): Promise<DiskUsage> {
  const { path } = asSqlite(database);
  const pages = await database.get<{ free: number; size: number }>(
    'select freelist_count as free, page_size as size from pragma_freelist_count, pragma_page_size',
  );
  return {
    databaseBytes: sizeOf(path),
    walBytes: sizeOf(`${path}-wal`),
    freeBytes: (pages?.free ?? 0) * (pages?.size ?? 0),
  };
}

/** Gives unused pages back to the disk and empties the write-ahead log; returns the bytes afterwards. */
export async function vacuum(database: Database): Promise<DiskUsage> {
  const sqlite = asSqlite(database);
  await sqlite.maintain('pragma incremental_vacuum');
  await sqlite.maintain('pragma wal_checkpoint(truncate)');
  return measureDiskUsage(database);
}

function asSqlite(database: Database): SqliteDatabase {
  assert(database instanceof SqliteDatabase, `disk usage is not measured for ${database.dialect}`);
  return database;
}
