// Rows of sealed pages that ScheduleHub cannot have: sent, acknowledged and stored as the bytes a page worker wrote, in
// ranges of their pages, without an object for each.

import type { CreatedUids } from '../clients/schedulehub-client.ts';
import type { CreatedRecords } from '../ledger/encode-created.ts';
import type { SealedPage } from '../record/sealed-page.ts';
import { toPageItem, type OpenPage, type PageItem } from './open-page.ts';
import type { Run } from './run.ts';
import { openRowsAt } from './sealed-rows.ts';
import { KEY_BYTES } from '../record/key-set.ts';

/** Rows `from` to `to` of those that need a decision. */
export interface RowRange {
  readonly page: OpenPage;
  readonly sealed: SealedPage;
  readonly from: number;
  readonly to: number;
}

/** Ranges that leave together. */
export type NewRows = readonly RowRange[];

/** New rows that were created, and the uids they were given. */
export interface CreatedRows {
  readonly rows: NewRows;
  readonly uids: CreatedUids;
}

export function countRows(rows: NewRows): number {
  return rows.reduce((sum, { from, to }) => sum + to - from, 0);
}

/** Their keys, 16 bytes each. */
export function keysOf(rows: NewRows): Uint8Array {
  return Buffer.concat(
    rows.map(({ sealed: { rows: sealed }, from, to }) => sealed.keys.subarray(from * KEY_BYTES, to * KEY_BYTES)),
  );
}

/** The records as they leave, each followed by a comma. */
export function recordsOf(rows: NewRows): readonly Uint8Array[] {
  return rows.map(({ sealed: { rows: sealed }, from, to }) =>
    sealed.outgoing.subarray(sealed.recordStarts[from], sealed.recordStarts[to]),
  );
}

/** The same rows as records of their own, where one of them needs a closer look. */
export function itemsOf(run: Run, rows: NewRows): readonly PageItem[] {
  return rows.flatMap((range) =>
    openRowsAt(run, range.sealed, placesOf(range)).map((row) =>
      toPageItem({ row, page: range.page, targetUid: null, hasDuplicate: false, tallyAs: 'operation' }),
    ),
  );
}

/** As the ledger takes them. */
export function ledgerRecordsOf({ rows, uids }: CreatedRows): readonly CreatedRecords[] {
  let first = 0;
  return rows.map(({ sealed: { rows: sealed }, from, to }) => {
    const count = to - from;
    const given = { source: uids.source, starts: uids.starts.subarray(first), ends: uids.ends.subarray(first) };
    first += count;
    return { count, drafts: sealed.drafts, starts: sealed.draftStarts.subarray(from, to + 1), uids: given };
  });
}

/** Ranges that wait for enough of them. */
export interface RangeBuffer {
  readonly size: number;
  add(rows: NewRows): void;
  /** The first rows, at most so many. */
  take(count: number): NewRows;
}

export function createRangeBuffer(): RangeBuffer {
  const ranges: RowRange[] = [];
  let size = 0;
  return {
    get size() {
      return size;
    },
    add: (rows) => {
      ranges.push(...rows);
      size += countRows(rows);
    },
    take: (count) => {
      const taken: RowRange[] = [];
      let left = count;
      while (left > 0) {
        const range = ranges.shift();
        if (range === undefined) break;
        const to = Math.min(range.to, range.from + left);
        taken.push({ ...range, to });
        if (to < range.to) ranges.unshift({ ...range, from: to });
        left -= to - range.from;
      }
      size -= count - left;
      return taken;
    },
  };
}

function placesOf({ from, to }: RowRange): Uint32Array {
  const places = new Uint32Array(to - from);
  for (let at = 0; at < places.length; at += 1) places[at] = from + at;
  return places;
}
