// Turns what SQLite and the file system say into the sentence an operator reads. Values never get into a message:
// SQLite names tables and columns only.

import SqliteDriver from 'better-sqlite3';
import { EngineError } from '../failures/engine-error.ts';

const FILE_CODES = {
  ENOENT: 'the folder does not exist. Create it, or keep the state database in a folder that exists',
  ENOTDIR: 'a part of the path is a file, not a folder. Keep the state database in a folder',
  EISDIR: 'this is a folder, not a file. Add a file name',
  EACCES: 'access is denied. Give this user the right to read and write the file and its folder',
  EPERM: 'access is denied. Give this user the right to read and write the file and its folder',
  EROFS: 'the disk can only be read. Keep the state database in another folder',
} as const satisfies Record<string, string>;

/** Whether another process held the lock for longer than the driver waits; the statement had no effect. */
export function isLocked(error: unknown): boolean {
  return error instanceof EngineError && error.details['code'] === 'database_locked';
}

/** Wraps an error of the driver; anything that is not one (a wrong argument) comes back as it is. */
export function fromSqlite(error: unknown, path: string): unknown {
  if (!(error instanceof SqliteDriver.SqliteError)) return error;
  const { code } = error;
  const wrap = (kind: EngineError['kind'], name: string, sentence: string): EngineError =>
    new EngineError(kind, sentence, { details: { code: name, sqlite: code, path }, cause: error });

  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_WRITE') {
    const sentence = `The disk of the state database ${path} is full. What was stored before is kept, this step is not. Free some space, then go on.`;
    return wrap('unavailable', 'disk_full', sentence);
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    const sentence = `Another program holds the state database ${path} locked. Nothing was changed. Close it, or try again later.`;
    return wrap('unavailable', 'database_locked', sentence);
  }
  if (code.startsWith('SQLITE_CONSTRAINT')) {
    const constraint = code.slice('SQLITE_CONSTRAINT_'.length).toLowerCase();
    return new EngineError(
      'conflict',
      `The state database ${path} refused what was to be stored (${error.message}). Nothing of this step was kept.`,
      {
        details: { code: 'constraint', constraint, sqlite: code, path },
        cause: error,
      },
    );
  }
  if (code === 'SQLITE_NOTADB') return notADatabase(path, error);
  if (code.startsWith('SQLITE_CORRUPT')) return damaged(path, error.message, error);
  if (code.startsWith('SQLITE_READONLY')) {
    const sentence = `The state database ${path} can only be read. Nothing was changed. Give this user the right to write the file and its folder.`;
    return wrap('state', 'readonly', sentence);
  }
  if (code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_PERM') || code.startsWith('SQLITE_AUTH')) {
    const sentence = `The state database ${path} cannot be opened: check that its folder exists and that this user may read and write it.`;
    return wrap('state', 'cannot_open', sentence);
  }
  if (code.startsWith('SQLITE_IOERR')) {
    const sentence = `The disk of the state database ${path} does not answer (${code}). What was stored before is kept. Check the disk, then go on.`;
    return wrap('unavailable', 'disk', sentence);
  }
  return wrap(
    'state',
    'statement',
    `The state database ${path} refused a step (${error.message}). Nothing of it was kept. The log has more.`,
  );
}

/** Wraps an error of the file system while opening or copying the database. */
export function fromFileSystem(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    const sentence = `The disk of ${path} is full. Nothing was changed. Free some space, then start again.`;
    return new EngineError('unavailable', sentence, { details: { code: 'disk_full', path }, cause: error });
  }
  if (!Object.hasOwn(FILE_CODES, code)) return error;
  // hasOwn has just shown that `code` is one of the keys.
  const reason = FILE_CODES[code as keyof typeof FILE_CODES];
  return new EngineError('state', `The state database ${path} cannot be opened: ${reason}.`, {
    details: { code: 'cannot_open', path },
    cause: error,
  });
}

/** The file is something else than a SQLite database. */
export function notADatabase(path: string, cause?: unknown): EngineError {
  const sentence = `${path} is not a SyncFlow state database (it is not a SQLite file). It was left as it is. Keep the state in another file.`;
  return new EngineError('state', sentence, { details: { code: 'not_a_database', path }, cause });
}

/** The file is a SQLite database with another owner. */
export function foreignDatabase(path: string): EngineError {
  const sentence = `${path} is the database of another program. It was left as it is. Keep the state in another file.`;
  return new EngineError('state', sentence, { details: { code: 'foreign_database', path } });
}

/** The file is ours but not sound. */
export function damaged(path: string, what: string, cause?: unknown): EngineError {
  const sentence = `The state database ${path} is damaged (${what}). It was left as it is. Put a backup in its place, or move it away and start anew: what ScheduleHub already holds is then adopted, not sent again.`;
  return new EngineError('state', sentence, { details: { code: 'damaged', path }, cause });
}
