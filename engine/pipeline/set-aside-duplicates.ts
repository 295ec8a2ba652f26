// A key that comes twice is put off until all its rows are known; the rest goes on.

import type { BkHash, IdentifiedRow } from '../record/shapes.ts';
import type { OpenPage } from './open-page.ts';
import type { RunParts } from './run-parts.ts';

export function setAsideDuplicates(
  parts: RunParts,
  page: OpenPage,
  rows: readonly IdentifiedRow[],
): readonly IdentifiedRow[] {
  const repeated = new Set<BkHash>();
  const wereSeen = rows.map(({ identity: { bkHash: key, draft } }) => {
    const wasSeen = draft === undefined ? !parts.seen.add(key) : !parts.seen.addBytes(draft, 0);
    page.bkHashes.push(key);
    if (wasSeen) repeated.add(key);
    return wasSeen;
  });
  if (repeated.size === 0) return rows;
  return rows.filter((row, at) => {
    const key = row.identity.bkHash;
    if (!repeated.has(key)) return true;
    deferRow(parts, row, wereSeen[at] === true);
    return false;
  });
}

/** `wasSeen`: a row of the key was read before, in this page or an earlier one. */
export function deferRow(parts: RunParts, row: IdentifiedRow, wasSeen: boolean): void {
  parts.defer(row, wasSeen && !parts.deferred.has(row.identity.bkHash));
}
