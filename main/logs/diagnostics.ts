// The diagnostics file an operator can send to whoever helps: logs, how things stand, crash dumps only where wanted.
// Everything readable goes through the redaction once more. What is in it is shown before it is saved.

import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Redact } from './redact.ts';
import { createZip, type ZipEntry } from './zip-archive.ts';

export interface DiagnosticsNeeds {
  readonly logsFolder: string;
  readonly dumpsFolder: string;
  readonly redact: Redact;
  /** Versions, platform, engine state, preferences. */
  readonly describe: () => Readonly<Record<string, unknown>>;
  readonly now: () => number;
}

export interface Diagnostics {
  list(options: { readonly withDumps: boolean }): Promise<readonly DiagnosticsFile[]>;
  pack(options: { readonly withDumps: boolean }): Promise<Buffer>;
}

export interface DiagnosticsFile {
  readonly name: string;
  readonly bytes: number;
}

/** A dump is a picture of memory: it may hold anything, so it is never in the file unless asked for. */
interface SourceFile extends DiagnosticsFile {
  readonly path: string;
  readonly isText: boolean;
}

export function createDiagnostics(needs: DiagnosticsNeeds): Diagnostics {
  const sources = async ({ withDumps }: { readonly withDumps: boolean }): Promise<readonly SourceFile[]> => [
    ...(await filesIn(needs.logsFolder, { below: 'logs', ending: '.log', isText: true })),
    ...(withDumps ? await filesIn(needs.dumpsFolder, { below: 'dumps', ending: '.dmp', isText: false }) : []),
  ];
  const about = (): ZipEntry => ({ name: 'about.json', data: toBytes(needs.redact(needs.describe())) });

  return {
    list: async (options) => {
      const { name, data } = about();
      return [{ name, bytes: data.length }, ...(await sources(options)).map(({ name, bytes }) => ({ name, bytes }))];
    },
    pack: async (options) => {
      const entries = [about()];
      for (const { name, path, isText } of await sources(options)) {
        const bytes = await readFile(path);
        entries.push({ name, data: isText ? Buffer.from(String(needs.redact(bytes.toString('utf8')))) : bytes });
      }
      return createZip(entries, new Date(needs.now()));
    },
  };
}

function toBytes(value: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}

interface Wanted {
  readonly below: string;
  readonly ending: string;
  readonly isText: boolean;
}

async function filesIn(folder: string, { below, ending, isText }: Wanted): Promise<readonly SourceFile[]> {
  const names = (await listNames(folder)).filter((name) => name.endsWith(ending)).sort();
  const files: SourceFile[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const { size, isFile } = await stat(path).then((found) => ({ size: found.size, isFile: found.isFile() }));
    if (isFile) files.push({ name: `${below}/${name.replaceAll('\\', '/')}`, bytes: size, path, isText });
  }
  return files;
}

async function listNames(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder, { recursive: true, encoding: 'utf8' });
  } catch (error) {
    // Nothing has crashed yet.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
