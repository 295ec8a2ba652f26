// The name of an ERP row: its raw key columns, which no layer of the mapping can change.

import type { RawRow, RawValue } from './shapes.ts';

/** The raw key columns as JSON: the name of an ERP row that no layer can change. The whole row where a key is absent. */
export function sourceKeyOf(raw: RawRow, keyColumns: readonly string[]): string {
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
