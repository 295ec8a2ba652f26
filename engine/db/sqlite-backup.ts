// A copy of the database taken while others work, kept only when it proves sound.

import { open, rename, rm } from 'node:fs/promises';
import { SqliteConnection } from './sqlite-connection.ts';
import { damaged, fromFileSystem } from './sqlite-errors.ts';

/** Copies the committed state into `file`, checks the copy, and only then gives it its name (mode 0600). */
export async function backUpSqlite(source: SqliteConnection, file: string): Promise<string> {
  const partial = `${file}.partial`;
  try {
    await rm(partial, { force: true });
    const handle = await open(partial, 'wx', 0o600);
    await handle.close();
    await source.backUpTo(partial);
    assertSound(partial);
    await rename(partial, file);
    return file;
  } catch (error) {
    await rm(partial, { force: true });
    throw fromFileSystem(error, file);
  }
}

function assertSound(file: string): void {
  const copy = SqliteConnection.open(file, { readonly: false });
  try {
    // A copy in one single file: without a write-ahead log beside it.
    copy.script('pragma journal_mode = delete');
    const findings = copy.all<{ integrity_check: string }>('pragma integrity_check(1)');
    const first = findings[0]?.integrity_check;
    if (first !== 'ok') throw damaged(file, first ?? 'no answer from the check');
  } finally {
    copy.close();
  }
}
