// The name of an ERP row: its raw key columns, which no layer of the mapping can change.

import type { RawRow, RawValue } from './shapes.ts';

/** The raw key columns as JSON: the name of an ERP row that no layer can change. The whole row where a key is absent. */
export function sourceKeyOf(raw: RawRow, keyColumns: readonly string[]): string {
  const [only] = keyColumns;
  if (only !== undefined && keyColumns.length === 1) {
    const value = raw[only];
    // The usual key: one whole number, whose JSON is its digits.
    if (typeof value === 'number' && Number.isSafeInteger(value)) return `[${value}]`;
  }
  const key: RawValue[] = [];
  for (const column of keyColumns) {
    const value = raw[column];
    if (value === undefined || value === null) return JSON.stringify(raw);
    key.push(value);
  }
  return key.length === 0 ? JSON.stringify(raw) : JSON.stringify(key);
}

/** True where a source key names its row by key columns, so that it stays the same when the row changes. */
export function hasKeyColumns(sourceKey: string): boolean {
  return sourceKey.startsWith('[');
}

/** 53 bits of a source key, to tell rows of neighbouring pages apart without keeping their texts (cyrb53). */
export function hashSourceKey(sourceKey: string): number {
  let high = HIGH_START;
  let low = LOW_START;
  for (let at = 0; at < sourceKey.length; at += 1) {
    const unit = sourceKey.charCodeAt(at);
    high = Math.imul(high ^ unit, HIGH_PRIME);
    low = Math.imul(low ^ unit, LOW_PRIME);
  }
  return finish(high, low);
}

/** The same of a source key that stands in bytes, as UTF-8. */
export function hashSourceKeyBytes(bytes: Buffer, from: number, to: number): number {
  let high = HIGH_START;
  let low = LOW_START;
  for (let at = from; at < to; at += 1) {
    const unit = bytes[at] ?? 0;
    // Beyond ASCII a byte is no UTF-16 unit.
    if (unit > 0x7f) return hashSourceKey(bytes.toString('utf8', from, to));
    high = Math.imul(high ^ unit, HIGH_PRIME);
    low = Math.imul(low ^ unit, LOW_PRIME);
  }
  return finish(high, low);
}

const HIGH_START: number = 0xdeadbeef;
const LOW_START: number = 0x41c6ce57;
const HIGH_PRIME = 2654435761;
const LOW_PRIME = 1597334677;

function finish(first: number, second: number): number {
  const high = Math.imul(first ^ (first >>> 16), 2246822507) ^ Math.imul(second ^ (second >>> 13), 3266489909);
  const low = Math.imul(second ^ (second >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}
