// Entity files named on the command line: files and folders of .json files, read as text.

import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError } from '../../failures/engine-error.ts';
import type { EntityDocument } from '../../operations/import-entities.ts';

/** Throws EngineError `usage` naming the path that cannot be read. */
export async function readEntityFiles(paths: readonly string[]): Promise<readonly EntityDocument[]> {
  const files = (await Promise.all(paths.map(listFiles))).flat();
  return Promise.all([...new Set(files)].map(async (file) => ({ file, text: await readTextFile(file) })));
}

/** Reads a file that the operator named. Throws EngineError `usage`. */
export async function readTextFile(file: string): Promise<string> {
  return reading(file, () => readFile(file, 'utf8'));
}

async function listFiles(path: string): Promise<readonly string[]> {
  const isFolder = (await reading(path, () => stat(path))).isDirectory();
  if (!isFolder) return [path];
  const names = (await reading(path, () => readdir(path))).filter((name) => name.toLowerCase().endsWith('.json'));
  if (names.length > 0) return names.sort().map((name) => join(path, name));
  throw unreadable(path, 'holds no .json file');
}

async function reading<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') throw unreadable(path, 'does not exist', error);
    if (code === 'EISDIR') throw unreadable(path, 'is a folder, not a file', error);
    if (code === 'EACCES' || code === 'EPERM') throw unreadable(path, 'may not be read by this user', error);
    throw error;
  }
}

function unreadable(path: string, what: string, cause?: unknown): EngineError {
  return new EngineError('usage', `${path} ${what}. Check the path and try again.`, { details: { path }, cause });
}
