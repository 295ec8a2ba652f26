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
  readonly rows_parsed: number;
  readonly records_written: number;
}

const CHUNK = 1000;

function measure({ paths, pageSize, sentFrom, readsSentOnly }: FloorOrder): Floor {
  const floor = { parseMs: 0, stringifyMs: 0, parsed: 0, written: 0 };
  for (const path of paths) {
    const file = openRowFile(path);
    for (const text of readPages(file, pageSize)) {
      // Row files hold rows of texts and numbers.
      const all = JSON.parse(text) as readonly SourceRow[];
      const sent = sentFrom === null ? [] : all.filter((row) => Number(row['ROWVERSION']) >= sentFrom);
      const page = readsSentOnly ? JSON.stringify(sent) : text;
      const began = performance.now();
      const rows: unknown = JSON.parse(page);
      floor.parseMs += performance.now() - began;
      floor.parsed += Array.isArray(rows) ? rows.length : 0;
      for (let at = 0; at < sent.length; at += CHUNK) {
        const records = sent.slice(at, at + CHUNK).map(toPlainRecord);
        const start = performance.now();
        const body = JSON.stringify({ records });
        floor.stringifyMs += performance.now() - start;
        floor.written += body.length > 0 ? records.length : 0;
      }
    }
    file.close();
  }
  return {
    parse_seconds: floor.parseMs / 1000,
    stringify_seconds: floor.stringifyMs / 1000,
    seconds: (floor.parseMs + floor.stringifyMs) / 1000,
    rows_parsed: floor.parsed,
    records_written: floor.written,
  };
}

const orders = { measure };
export type FloorOrders = typeof orders;

serveOrders(orders);
