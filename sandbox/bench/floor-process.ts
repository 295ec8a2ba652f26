// The floor under every run: what one core needs only to read all pages and to write all records that are sent.

import { toPlainRecord, type SourceRow } from './plain-part.ts';
import { openRowFile, readPages } from './row-file.ts';
import { serveOrders } from './serve-orders.ts';

export interface FloorOrder {
  readonly paths: readonly string[];
  readonly pageSize: number;
  /** Records with a row version from this one on are sent; null where none is. */
  readonly sentFrom: number | null;
  /** Read only the rows that are sent. */
  readonly readsSentOnly: boolean;
}

export interface Floor {
  readonly parse_seconds: number;
  readonly stringify_seconds: number;
  readonly seconds: number;
  /** Of the same, without what other programs took meanwhile. */
  readonly cpu_seconds: number;
  readonly rows_parsed: number;
  readonly records_written: number;
}

const CHUNK = 1000;

interface Timer {
  ms: number;
  cpuMs: number;
}

function timed<T>(timer: Timer, work: () => T): T {
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  const result = work();
  timer.ms += performance.now() - began;
  const { user, system } = process.cpuUsage(cpuBefore);
  timer.cpuMs += (user + system) / 1000;
  return result;
}

function measure({ paths, pageSize, sentFrom, readsSentOnly }: FloorOrder): Floor {
  const parsing: Timer = { ms: 0, cpuMs: 0 };
  const writing: Timer = { ms: 0, cpuMs: 0 };
  let parsed = 0;
  let written = 0;
  for (const path of paths) {
    const file = openRowFile(path);
    for (const text of readPages(file, pageSize)) {
      // Row files hold rows of texts and numbers.
      const all = JSON.parse(text) as readonly SourceRow[];
      const sent = sentFrom === null ? [] : all.filter((row) => Number(row['ROWVERSION']) >= sentFrom);
      const page = readsSentOnly ? JSON.stringify(sent) : text;
      const rows: unknown = timed(parsing, (): unknown => JSON.parse(page));
      parsed += Array.isArray(rows) ? rows.length : 0;
      for (let at = 0; at < sent.length; at += CHUNK) {
        const records = sent.slice(at, at + CHUNK).map(toPlainRecord);
        const body = timed(writing, () => JSON.stringify({ records }));
        written += body.length > 0 ? records.length : 0;
      }
    }
    file.close();
  }
  return {
    parse_seconds: parsing.ms / 1000,
    stringify_seconds: writing.ms / 1000,
    seconds: (parsing.ms + writing.ms) / 1000,
    cpu_seconds: (parsing.cpuMs + writing.cpuMs) / 1000,
    rows_parsed: parsed,
    records_written: written,
  };
}

const orders = { measure };
export type FloorOrders = typeof orders;

serveOrders(orders);
