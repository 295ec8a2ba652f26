// The files settings live in: syncflow.config.json, and in the data directory the secrets and the sandbox beside it.
// Promises that a file is whole or as it was before, and that a secret is read from no file that others can read.

import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { EngineError } from '../failures/engine-error.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

const OWNER_ONLY = 0o600;

export function secretsFileOf(dataDir: string): string {
  return join(dataDir, 'syncflow.secrets.json');
}

/** There while the sandbox is on: where its systems are. */
export function sandboxFileOf(dataDir: string): string {
  return join(dataDir, 'syncflow.sandbox.json');
}

/** Null where there is no such file and there need not be one; throws EngineError `usage` where it cannot be used. */
export function readSettingsFile(path: string, { mustExist }: { readonly mustExist: boolean }): JsonObject | null {
  const text = readText(path, mustExist);
  return text === null ? null : parseObject(path, text);
}

/** The same for a file that holds secrets: on POSIX others must not be able to read it. */
export function readPrivateFile(path: string, platform: NodeJS.Platform): JsonObject | null {
  const text = readText(path, false);
  if (text === null) return null;
  const rights = statSync(path).mode & 0o777;
  if (platform !== 'win32' && (rights & 0o077) !== 0) {
    throw new EngineError(
      'usage',
      `The file ${path} holds passwords, but others on this computer can read it (rights ${rights.toString(8)}). ` +
        'Nothing was read from it. Let only its owner read and write it (rights 600).',
      { details: { path } },
    );
  }
  return parseObject(path, text);
}

/** Writes beside the file, then puts it in its place. An existing file keeps its rights, and a link stays a link. */
export function writeSettingsFile(path: string, content: JsonObject): void {
  const target = realPathOf(path);
  write(target, content, rightsOf(target) ?? OWNER_ONLY);
}

/** The same, readable by its owner only, whatever it was before. */
export function writePrivateFile(path: string, content: JsonObject): void {
  write(realPathOf(path), content, OWNER_ONLY);
}

export function removeSettingsFile(path: string): void {
  rmSync(path, { force: true });
}

function write(path: string, content: JsonObject, rights: number): void {
  const half = `${path}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    rmSync(half, { force: true });
    const file = openSync(half, 'wx', rights);
    try {
      writeSync(file, `${JSON.stringify(content, null, 2)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    // The process's umask may have taken rights that the file had before.
    chmodSync(half, rights);
    renameSync(half, path);
  } catch (cause) {
    const sentence = `The file ${path} cannot be written. Nothing was saved. Check the rights of its folder and the room on the disk.`;
    throw new EngineError('usage', sentence, { details: { path }, cause });
  }
}

function rightsOf(path: string): number | null {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? null : found.mode & 0o777;
}

function realPathOf(path: string): string {
  return statSync(path, { throwIfNoEntry: false }) === undefined ? path : realpathSync(path);
}

function readText(path: string, mustExist: boolean): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (!mustExist && isNodeError(cause) && cause.code === 'ENOENT') return null;
    throw new EngineError('usage', `The settings file ${path} cannot be read. Check the path and its rights.`, {
      cause,
    });
  }
}

function parseObject(path: string, text: string): JsonObject {
  try {
    // Editors on Windows begin a file with a byte order mark.
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (isObject(value)) return value;
  } catch {
    // Without the cause: its message quotes the file, and passwords stand there.
    throw new EngineError('usage', `The settings file ${path} is not valid JSON. Correct it and start again.`);
  }
  throw new EngineError('usage', `The settings file ${path} must hold one JSON object. Correct it and start again.`);
}

function isNodeError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
