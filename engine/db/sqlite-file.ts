// Looks at a file before SQLite does: whose it is and whether it is whole, from its first hundred bytes.
// Promises: nothing is written and no file appears beside it. Format: https://www.sqlite.org/fileformat2.html#database_header

import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { damaged, foreignDatabase, fromFileSystem, notADatabase } from './sqlite-errors.ts';

/** "SyFl": the mark of our files, at offset 68 of the header. */
export const APPLICATION_ID = 0x5379466c;

const MAGIC = Buffer.from('SQLite format 3\0', 'latin1');
const HEADER_BYTES = 108;
const EMPTY_LEAF_PAGE = 0x0d;

/** `missing`: no file; `empty`: nothing in it yet, ours to use; `ours`: a SyncFlow state database. */
export type SqliteFileCondition = 'missing' | 'empty' | 'ours';

/** Tells the condition of the file at `path`; throws EngineError `state` where it must be left alone. */
export function inspectSqliteFile(path: string): SqliteFileCondition {
  const file = readHeader(path);
  if (file === null) return 'missing';
  if (file.bytes === 0) return 'empty';
  const { header } = file;
  if (header.length < HEADER_BYTES || !header.subarray(0, MAGIC.length).equals(MAGIC)) throw notADatabase(path);

  const walBytes = sizeOf(`${path}-wal`);
  const applicationId = header.readUInt32BE(68);
  if (applicationId !== APPLICATION_ID) {
    const hasNoTables = header[100] === EMPTY_LEAF_PAGE && header.readUInt16BE(103) === 0 && walBytes === 0;
    if (applicationId === 0 && hasNoTables) return 'empty';
    throw foreignDatabase(path);
  }
  // While a write-ahead log is pending the file may rightly be shorter than its header says.
  if (walBytes === 0) checkLength(path, header, file.bytes);
  return 'ours';
}

function readHeader(path: string): { readonly bytes: number; readonly header: Buffer } | null {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw fromFileSystem(error, path);
  }
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw notADatabase(path);
    const header = Buffer.alloc(HEADER_BYTES);
    const read = readSync(descriptor, header, 0, HEADER_BYTES, 0);
    return { bytes: stats.size, header: header.subarray(0, read) };
  } catch (error) {
    throw fromFileSystem(error, path);
  } finally {
    closeSync(descriptor);
  }
}

function checkLength(path: string, header: Buffer, bytes: number): void {
  const storedPageSize = header.readUInt16BE(16);
  const pageSize = storedPageSize === 1 ? 65536 : storedPageSize;
  // The page count is only valid where the change counter was written together with it.
  if (header.readUInt32BE(24) !== header.readUInt32BE(92)) return;
  const expected = header.readUInt32BE(28) * pageSize;
  if (bytes < expected) throw damaged(path, `cut off at ${bytes} of ${expected} bytes`);
}

/** Size in bytes, 0 where there is no such file. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
