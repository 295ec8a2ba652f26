// Rows of one API, rendered once and kept as bytes: JSON objects joined by commas, with where each begins, its key and
// its row version beside them. A page of the gateway is then one read of a file.

import { closeSync, openSync, readFileSync, readSync, writeFileSync, writeSync } from 'node:fs';
import type { Content } from './checksum.ts';

const WRITE_BYTES = 8 * 1024 * 1024;

/** What is known of the rows of a file, for the server and for whoever checks the run. */
export interface RowFileFacts {
  readonly slug: string;
  readonly rows: number;
  readonly bytes: number;
  readonly highestVersion: number;
  /** What ScheduleHub holds when every row of the file that is good has been synced to it. */
  readonly expected: Content;
  /** What rows of the same name hold that are in the base but no longer here. */
  readonly ended: Content;
  readonly bad: number;
}

export interface RowFileWriter {
  /** Keys ascend. */
  add(row: { readonly json: string; readonly key: number; readonly version: number }): void;
  /** Bytes so far. */
  close(): number;
}

/** Writes `<path>.rows`, `.offsets`, `.keys` and `.versions`. */
export function createRowFile(path: string): RowFileWriter {
  const file = openSync(`${path}.rows`, 'w');
  const offsets = createGrowing((length) => new Float64Array(length));
  const keys = createGrowing((length) => new Uint32Array(length));
  const versions = createGrowing((length) => new Uint32Array(length));
  const buffer = Buffer.allocUnsafe(WRITE_BYTES);
  let filled = 0;
  let bytes = 0;
  const flush = (): void => {
    writeSync(file, buffer, 0, filled);
    filled = 0;
  };
  return {
    add: ({ json, key, version }) => {
      // A UTF-16 unit takes at most three bytes.
      if (filled + json.length * 3 + 1 > buffer.length) flush();
      offsets.push(bytes);
      keys.push(key);
      versions.push(version);
      const length = buffer.write(json, filled);
      buffer[filled + length] = COMMA;
      filled += length + 1;
      bytes += length + 1;
    },
    close: () => {
      flush();
      closeSync(file);
      offsets.push(bytes);
      writeFileSync(`${path}.offsets`, toBytes(offsets.done()));
      writeFileSync(`${path}.keys`, toBytes(keys.done()));
      writeFileSync(`${path}.versions`, toBytes(versions.done()));
      return bytes;
    },
  };
}

const COMMA = ','.charCodeAt(0);

interface Growing<Numbers> {
  push(value: number): void;
  done(): Numbers;
}

function createGrowing<Numbers extends Float64Array | Uint32Array>(
  make: (length: number) => Numbers,
): Growing<Numbers> {
  let numbers = make(1 << 16);
  let used = 0;
  return {
    push: (value) => {
      if (used === numbers.length) {
        const larger = make(numbers.length * 2);
        larger.set(numbers);
        numbers = larger;
      }
      numbers[used] = value;
      used += 1;
    },
    // The same kind of array, cut to its length.
    done: () => numbers.slice(0, used) as Numbers,
  };
}

function toBytes({ buffer, byteOffset, byteLength }: Float64Array | Uint32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

export interface RowFile {
  readonly facts: RowFileFacts;
  versionOf(row: number): number;
  /** The row with that key, or -1. */
  find(key: number): number;
  /** Bytes of rows `from` to `to`, the latter not included, with the commas between them. */
  bytesOf(from: number, to: number): number;
  /** Copies those bytes into `target` at `at`; returns how many. */
  read(range: { readonly from: number; readonly to: number }, target: Buffer, at: number): number;
  close(): void;
}

export function openRowFile(path: string): RowFile {
  const file = openSync(`${path}.rows`, 'r');
  const offsets = readNumbers(`${path}.offsets`, (buffer) => new Float64Array(buffer));
  const keys = readNumbers(`${path}.keys`, (buffer) => new Uint32Array(buffer));
  const versions = readNumbers(`${path}.versions`, (buffer) => new Uint32Array(buffer));
  const startOf = (row: number): number => offsets[row] ?? 0;
  const bytesOf = (from: number, to: number): number => (to > from ? startOf(to) - startOf(from) - 1 : 0);
  return {
    facts: readFacts(path),
    versionOf: (row) => versions[row] ?? 0,
    find: (key) => {
      let [from, to] = [0, keys.length];
      while (from < to) {
        const middle = (from + to) >>> 1;
        if ((keys[middle] ?? 0) < key) from = middle + 1;
        else to = middle;
      }
      return keys[from] === key ? from : -1;
    },
    bytesOf,
    read: ({ from, to }, target, at) => {
      const bytes = bytesOf(from, to);
      let done = 0;
      while (done < bytes) done += readSync(file, target, at + done, bytes - done, startOf(from) + done);
      return bytes;
    },
    close: () => {
      closeSync(file);
    },
  };
}

export function writeFacts(path: string, facts: RowFileFacts): void {
  writeFileSync(`${path}.json`, JSON.stringify(facts));
}

export function readFacts(path: string): RowFileFacts {
  // Written by `writeFacts`.
  return JSON.parse(readFileSync(`${path}.json`, 'utf8')) as RowFileFacts;
}

function readNumbers<Numbers>(path: string, make: (buffer: ArrayBuffer) => Numbers): Numbers {
  // A copy of its own, so that the numbers are aligned.
  return make(Uint8Array.from(readFileSync(path)).buffer);
}

/** The texts of pages of `size` rows, as JSON arrays. */
export function* readPages(file: RowFile, size: number): Generator<string> {
  for (let from = 0; from < file.facts.rows; from += size) {
    const range = { from, to: Math.min(file.facts.rows, from + size) };
    const buffer = Buffer.allocUnsafe(file.bytesOf(range.from, range.to));
    file.read(range, buffer, 0);
    yield `[${buffer.toString('utf8')}]`;
  }
}
