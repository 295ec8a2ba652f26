// Brings the ledger's log into its blocks, in steps that are one transaction each:
//
//   rows of the old table ─▶ blocks,   then for each range of keys:   log ─▶ sorted (maybe by another thread) ─▶ blocks
//
// Promises: what was moved is no longer in the log; a step that is repeated changes nothing. So it can stop anywhere, and
// several processes may do it at once. Memory is bounded by the records of one range.

import { setImmediate } from 'node:timers/promises';
import { mergeRecords } from '../ledger/merge-blocks.ts';
import { bodiesOf, type PackedBlocks } from '../ledger/pack-blocks.ts';
import { encodeRows } from '../ledger/record-codec.ts';
import { listRecords, sliceList, type RecordList } from '../ledger/record-list.ts';
import { SORT_HERE, type PieceSorter } from '../ledger/sort-pieces.ts';
import { freeMemory } from '../record/free-memory.ts';
import { hasNoBlocksAmong, keysOf, readBlocks, writeBlocks } from './ledger-blocks.ts';
import type { LedgerLimits } from './ledger-limits.ts';
import { findLastId, removePieces } from './ledger-log.ts';
import { isStillInLog, takeRange, type LogRange, type RangePlace } from './ledger-ranges.ts';
import { readOldRows, removeOldRows } from './ledger-table.ts';
import { atomically, type Queryable } from './queryable.ts';

export interface Settling {
  readonly limits: LedgerLimits;
  readonly sorter?: PieceSorter;
}

/** Whether anything of the entity is not in the blocks. */
export async function isUnsettled(db: Queryable, entity: string): Promise<boolean> {
  const row = await db.get<{ unsettled: number }>(
    `select exists (select 1 from ledger_log where entity_name = ?)
      or exists (select 1 from ledger where entity_name = ?) as unsettled`,
    [entity, entity],
  );
  return row?.unsettled === 1;
}

/** Settles all that the log holds now; what is appended meanwhile may stay. */
export async function settleLedger(db: Queryable, entity: string, settling: Settling): Promise<void> {
  const { limits, sorter = SORT_HERE } = settling;
  if (!(await isUnsettled(db, entity))) return;
  for (let hasMore = true; hasMore;) hasMore = await atomically(db, (tx) => drainOldTable(tx, entity, limits));
  const lastId = await findLastId(db, entity);
  if (lastId === null) return;
  let from: RangePlace | null = { part: 0, word: 0 };
  while (from !== null) from = await settleFrom(db, { entity, lastId, from, limits, sorter });
}

/** Old rows are older than whatever the blocks hold, which is nothing yet. */
async function drainOldTable(tx: Queryable, entity: string, limits: LedgerLimits): Promise<boolean> {
  const rows = await readOldRows(tx, entity, limits.oldRowsAtOnce);
  const last = rows.at(-1);
  if (last === undefined) return false;
  await mergeIntoBlocks(tx, entity, { records: encodeRows(rows), limits });
  await removeOldRows(tx, entity, last.bkHash);
  return rows.length === limits.oldRowsAtOnce;
}

interface Work {
  readonly entity: string;
  /** Of the log when settling began. */
  readonly lastId: number;
  readonly from: RangePlace;
  readonly limits: LedgerLimits;
  readonly sorter: PieceSorter;
}

interface Slice extends PackedBlocks {
  readonly range: LogRange;
  readonly isLast: boolean;
}

/** Settles range after range; returns where to begin again if another process has settled what was read, else null. */
async function settleFrom(db: Queryable, work: Work): Promise<RangePlace | null> {
  const slices = sortedSlices(db, work);
  let coming = slices.next();
  try {
    for (;;) {
      const { value: slice, done } = await coming;
      if (done === true) return null;
      // What sorts beside is at the next slice while this one is stored.
      if (work.sorter.isBeside) coming = inBackground(slices.next());
      if (!(await atomically(db, (tx) => store(tx, work, slice)))) return slice.range.from;
      freeMemory(slice.bytes);
      // Statements of SQLite do not wait for anything: timers, such as the lease's heartbeat, would never have their turn.
      await setImmediate();
      if (!work.sorter.isBeside) coming = slices.next();
    }
  } finally {
    await coming.catch(() => undefined);
  }
}

/** A failure is met where the promise is awaited. */
function inBackground<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

async function* sortedSlices(db: Queryable, work: Work): AsyncGenerator<Slice, undefined> {
  let from: RangePlace | null = work.from;
  while (from !== null) {
    const range: LogRange | null = await takeRange(db, { ...work, from });
    if (range === null) return;
    const next = work.sorter.sort(range.pieces, work.limits);
    for (let isLast = false; !isLast;) {
      const slice = await next();
      isLast = slice.isLast;
      yield { ...slice, range };
    }
    from = range.next;
  }
}

/**
 * False, and nothing stored, where the pieces have left the log: whoever settled them may have settled newer records too,
 * which these must not replace. Pieces that were appended meanwhile stay in the log, and come after these.
 */
async function store(tx: Queryable, { entity, lastId, limits }: Work, slice: Slice): Promise<boolean> {
  const { range, isLast } = slice;
  if (!(await isStillInLog(tx, range, lastId))) return false;
  // First, so that the blocks take the pages that become free.
  if (isLast && range.endsItsParts) await removePieces(tx, range.parts, lastId);
  const bodies = bodiesOf(slice);
  if (await hasNoBlocksAmong(tx, entity, bodies)) {
    await writeBlocks(tx, entity, { before: [], changes: { updated: [], inserted: bodies, removed: [] } });
  } else {
    await mergeIntoBlocks(tx, entity, { records: listRecords(bodies), limits });
  }
  return true;
}

async function mergeIntoBlocks(
  tx: Queryable,
  entity: string,
  { records, limits }: { readonly records: RecordList; readonly limits: LedgerLimits },
): Promise<void> {
  const count = records.starts.length;
  for (let from = 0; from < count; from += limits.recordsPerMerge) {
    const slice = sliceList(records, from, Math.min(count, from + limits.recordsPerMerge));
    const blocks = await readBlocks(tx, entity, keysOf(slice));
    const changes = mergeRecords(blocks, slice, limits.blockBytes);
    await writeBlocks(tx, entity, { before: blocks, changes });
  }
}
