// The ledger's blocks and what changes them: each key lies in exactly one block, in the one with the last first key
// that is not after it. Pure: what is to be written comes back as bodies.

import { cutRecords } from './pack-blocks.ts';
import { markDuplicate } from './record-codec.ts';
import {
  compareKeys,
  keyPlace,
  keyPlaceIn,
  listRecords,
  pickRecords,
  recordCount,
  recordStart,
  sliceList,
  toBody,
  type RecordList,
} from './record-list.ts';

export interface LedgerBlock {
  readonly id: number;
  readonly body: Buffer;
}

export interface BlockChanges {
  readonly updated: readonly LedgerBlock[];
  readonly inserted: readonly Buffer[];
  readonly removed: readonly number[];
}

/**
 * Merges records into the blocks that can hold them; `records` win. Both are in order of key, each key once, and there
 * is no other block between one of these and a record that belongs to it. A block is split where it grows beyond twice
 * `blockBytes`.
 */
export function mergeRecords(blocks: readonly LedgerBlock[], records: RecordList, blockBytes: number): BlockChanges {
  const changes = startChanges();
  if (blocks.length === 0) {
    changes.inserted.push(...cut(records, blockBytes));
    return changes;
  }
  const merging = startMerging(listRecords(blocks.map(({ body }) => body)), records);
  const count = records.starts.length;
  let [taken, held] = [0, 0];
  for (const [index, block] of blocks.entries()) {
    const next = blocks[index + 1];
    const [from, heldFrom] = [taken, held];
    held += recordCount(block.body);
    while (taken < count && (next === undefined || isBefore(records, taken, next.body))) taken += 1;
    if (taken === from) continue;
    const merged = merging.merge({ from: heldFrom, to: held }, { from, to: taken });
    const [first, ...others] = cut(merged, blockBytes);
    if (first !== undefined) changes.updated.push({ id: block.id, body: first });
    changes.inserted.push(...others);
  }
  return changes;
}

/** Takes keys out of the blocks that can hold them. */
export function removeKeys(blocks: readonly LedgerBlock[], keys: readonly Buffer[]): BlockChanges {
  const changes = startChanges();
  for (const { block, places } of findInBlocks(blocks, keys)) {
    const list = listRecords([block.body]);
    const gone = new Set(places);
    const left = Uint32Array.from([...list.starts.keys()].filter((place) => !gone.has(place)));
    if (left.length === 0) changes.removed.push(block.id);
    else changes.updated.push({ id: block.id, body: toBody(pickRecords(list, left)) });
  }
  return changes;
}

/** Marks keys as those of more than one row. */
export function markKeys(blocks: readonly LedgerBlock[], keys: readonly Buffer[]): BlockChanges {
  const changes = startChanges();
  for (const { block, places } of findInBlocks(blocks, keys)) {
    const body = Buffer.from(block.body);
    for (const place of places) markDuplicate(body, recordStart(body, place, recordCount(body)));
    changes.updated.push({ id: block.id, body });
  }
  return changes;
}

/** For each block that holds one of `keys`: where they are. Blocks and keys in order. */
export function findInBlocks(
  blocks: readonly LedgerBlock[],
  keys: readonly Buffer[],
): readonly { readonly block: LedgerBlock; readonly places: readonly number[] }[] {
  const found: { block: LedgerBlock; places: number[] }[] = [];
  let at = 0;
  for (const [index, block] of blocks.entries()) {
    const next = blocks[index + 1];
    const places: number[] = [];
    for (; at < keys.length; at += 1) {
      const key = keys[at];
      if (
        key === undefined ||
        (next !== undefined && compareKeys({ bytes: key, at: 0 }, keyPlaceIn(next.body, 0)) >= 0)
      )
        break;
      const place = findKey(block.body, key);
      if (place >= 0) places.push(place);
    }
    if (places.length > 0) found.push({ block, places });
  }
  return found;
}

interface Changes extends BlockChanges {
  readonly updated: LedgerBlock[];
  readonly inserted: Buffer[];
  readonly removed: number[];
}

function startChanges(): Changes {
  return { updated: [], inserted: [], removed: [] };
}

function isBefore(records: RecordList, index: number, body: Buffer): boolean {
  return compareKeys(keyPlace(records, index), keyPlaceIn(body, 0)) < 0;
}

/** The place of a key in a body; -1 where it is not there. */
function findKey(body: Buffer, key: Buffer): number {
  const count = recordCount(body);
  let low = 0;
  let high = count - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const order = compareKeys({ bytes: body, at: recordStart(body, middle, count) }, { bytes: key, at: 0 });
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Merges ranges of two lists into one; of two records with one key the `newer` one. The memory is taken once. */
function startMerging(older: RecordList, newer: RecordList) {
  const most = older.starts.length + newer.starts.length;
  const [source, starts, ends] = [new Uint32Array(most), new Uint32Array(most), new Uint32Array(most)];
  const merged: RecordList = { sources: [...older.sources, ...newer.sources], source, starts, ends };
  let count = 0;
  const merge = (olderRange: Range, newerRange: Range): RecordList => {
    const begin = count;
    let [a, b] = [olderRange.from, newerRange.from];
    while (a < olderRange.to || b < newerRange.to) {
      const order =
        a === olderRange.to ? 1 : b === newerRange.to ? -1 : compareKeys(keyPlace(older, a), keyPlace(newer, b));
      const [list, index, firstSource] = order < 0 ? [older, a, 0] : [newer, b, older.sources.length];
      source[count] = firstSource + (list.source[index] ?? 0);
      starts[count] = list.starts[index] ?? 0;
      ends[count] = list.ends[index] ?? 0;
      count += 1;
      if (order <= 0) a += 1;
      if (order >= 0) b += 1;
    }
    return sliceList(merged, begin, count);
  };
  return { merge };
}

/** As `cutRecords`, as bodies. */
function cut(records: RecordList, blockBytes: number): readonly Buffer[] {
  return cutRecords(records, blockBytes).map(toBody);
}
