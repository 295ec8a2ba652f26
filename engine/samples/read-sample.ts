// Reads an offline sample of source rows (CSV, XLSX, JSON) for designing and previewing mappings without a network.

import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import type { RawRow } from '../record/shapes.ts';
import { readCsv } from './read-csv.ts';
import { readJson } from './read-json.ts';
import { readXlsx } from './read-xlsx.ts';
import { sampleError } from './sample-error.ts';

export type SampleFormat = 'csv' | 'xlsx' | 'json';

export interface Sample {
  readonly rows: readonly RawRow[];
  /** In the order of the file; of JSON rows all names that occur. */
  readonly columns: readonly string[];
  readonly format: SampleFormat;
}

const FORMATS: Readonly<Record<string, SampleFormat>> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.txt': 'csv',
  '.xlsx': 'xlsx',
  '.json': 'json',
  '.jsonl': 'json',
  '.ndjson': 'json',
};
/** A sample is read whole. A larger file is an export, and a few thousand of its rows tell as much. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Reads the file, its format told by its ending; throws EngineError `usage` that names the file and the place. */
export async function readSample(path: string): Promise<Sample> {
  const format = formatOf(path);
  return parseSample(await readBytes(path), path, format);
}

/** The same for a file whose bytes are there already. */
export async function readSampleBytes(bytes: Uint8Array, name: string): Promise<Sample> {
  return parseSample(bytes, name, formatOf(name));
}

function formatOf(path: string): SampleFormat {
  const format = FORMATS[extname(path).toLowerCase()];
  if (format !== undefined) return format;
  throw sampleError(path, `has no known format. Use ${Object.keys(FORMATS).join(', ')}.`);
}

async function parseSample(bytes: Uint8Array, path: string, format: SampleFormat): Promise<Sample> {
  switch (format) {
    case 'csv':
      return { ...readCsv(bytes, path), format };
    case 'xlsx':
      return { ...(await readXlsx(bytes, path)), format };
    case 'json':
      return { ...readJson(bytes, path), format };
  }
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > MAX_BYTES) {
      const sentence = `is too large for a sample (${Math.ceil(size / 1048576)} MB, at most ${MAX_BYTES / 1048576} MB). Keep its first few thousand rows.`;
      throw sampleError(path, sentence);
    }
    return await readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw sampleError(path, `does not exist (${path}).`, { cause: error });
    if (code === 'EISDIR') throw sampleError(path, 'is a folder, not a file.', { cause: error });
    if (code === 'EACCES' || code === 'EPERM')
      throw sampleError(path, 'may not be read by this user.', { cause: error });
    throw error;
  }
}
