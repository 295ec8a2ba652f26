// Brings the ledger's log into its blocks, in steps that are one transaction each:
//
//   rows of the old table ─▶ blocks,   then for each part, or piece of a large part:   log ─▶ blocks
//
// Promises: what a step has moved is no longer in the log; a step that is repeated changes nothing. So it can stop
// anywhere, and several processes may do it at once. Memory is bounded by the records of one step.

import { setImmediate } from 'node:timers/promises';
import { encodeRows } from '../ledger/record-codec.ts';
import { mergeRecords } from '../ledger/merge-blocks.ts';
import { listRecords, pickRecords, sliceList, sourceOf, startOf, toBody } from '../ledger/record-list.ts';
import type { RecordList } from '../ledger/record-list.ts';
import { sortNewest } from '../ledger/sort-records.ts';
import { freeMemory } from '../record/free-memory.ts';
import { keysOf, readBlocks, writeBlocks } from './ledger-blocks.ts';
import type { LedgerLimits } from './ledger-limits.ts';
import { countParts, findLastId, PARTS, readPieces, removePieces } from './ledger-log.ts';
import { readOldRows, removeOldRows } from './ledger-table.ts';
import { atomically, type Queryable } from './queryable.ts';

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
export async function settleLedger(db: Queryable, entity: string, limits: LedgerLimits): Promise<void> {
  if (!(await isUnsettled(db, entity))) return;
  for (let hasMore = true; hasMore;) hasMore = await atomically(db, (tx) => drainOldTable(tx, entity, limits));
  const lastId = await findLastId(db, entity);
  if (lastId === null) return;
  let start: Place | null = { part: 0, word: 0 };
  while (start !== null) {
    const from: Place = start;
    start = await atomically(db, (tx) => settleFrom(tx, { entity, lastId, from, limits }));
    // Statements of SQLite do not wait for anything: timers, such as the lease's heartbeat, would never have their turn.
    await setImmediate();
  }
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

/** Where a step begins: the first word of a key, whose first bits are the part. */
interface Place {
  readonly part: number;
  readonly word: number;
}

interface Step {
  readonly entity: string;
  /** Of the log when settling began. */
  readonly lastId: number;
  readonly from: Place;
  readonly limits: LedgerLimits;
}

/** Keys are XXH128 and spread evenly: a range of first words holds its share of a part's records. */
const WORDS_PER_PART = 2 ** 32 / PARTS;

/** Settles as many records as one step may; returns where the next one begins. */
async function settleFrom(tx: Queryable, step: Step): Promise<Place | null> {
  const { entity, from, limits } = step;
  const [first, ...others] = await countParts(tx, { entity, fromPart: from.part, toPart: PARTS - 1 });
  if (first === undefined) return null;
  if (first.records > limits.recordsPerStep) return settleSlice(tx, step, first);
  let [toPart, count] = [first.part, first.records];
  for (const { part, records } of others) {
    if (count + records > limits.recordsPerStep) break;
    [toPart, count] = [part, count + records];
  }
  const parts = { entity, fromPart: first.part, toPart };
  const pieces = await readPieces(tx, parts, { after: { part: first.part, id: 0 }, limit: ALL });
  const records = sortNewest(listRecords(pieces.map(({ body }) => body)));
  // First, so that the blocks take the pages that become free.
  await removePieces(tx, parts, Number.MAX_SAFE_INTEGER);
  await mergeIntoBlocks(tx, entity, { records, limits });
  for (const { body } of pieces) freeMemory(body);
  return { part: toPart + 1, word: 0 };
}

/**
 * A part of many records goes range by range, and leaves the log with the last of them. Each range takes all the log
 * holds of it: were it to stop at `lastId`, it could put older records over those that another process has settled.
 */
async function settleSlice(
  tx: Queryable,
  { entity, lastId, from, limits }: Step,
  { part, records: inPart }: { readonly part: number; readonly records: number },
): Promise<Place> {
  const parts = { entity, fromPart: part, toPart: part };
  const [partStart, partEnd] = [part * WORDS_PER_PART, (part + 1) * WORDS_PER_PART];
  const start = Math.max(from.word, partStart);
  const end = Math.min(partEnd, start + Math.ceil(WORDS_PER_PART / Math.ceil(inPart / limits.recordsPerStep)));
  const bodies: Buffer[] = [];
  let after = { part, id: 0 };
  for (;;) {
    const pieces = await readPieces(tx, parts, { after, limit: PIECES_AT_ONCE });
    const last = pieces.at(-1);
    if (last === undefined) break;
    // Copied, so that the pieces themselves can go.
    bodies.push(toBody(pickWords(listRecords(pieces.map(({ body }) => body)), start, end)));
    for (const { body } of pieces) freeMemory(body);
    after = last;
  }
  const isLast = end === partEnd;
  if (isLast) await removePieces(tx, parts, lastId);
  await mergeIntoBlocks(tx, entity, { records: sortNewest(listRecords(bodies)), limits });
  for (const body of bodies) freeMemory(body);
  return isLast ? { part: part + 1, word: 0 } : { part, word: end };
}

const PIECES_AT_ONCE = 100;
/** More pieces than a step can have. */
const ALL = 2 ** 31 - 1;

function pickWords(list: RecordList, start: number, end: number): RecordList {
  const places: number[] = [];
  for (const place of list.starts.keys()) {
    const word = sourceOf(list, place).readUInt32BE(startOf(list, place));
    if (word >= start && word < end) places.push(place);
  }
  return pickRecords(list, Uint32Array.from(places));
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
