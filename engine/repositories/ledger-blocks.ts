// The settled part of the ledger in SQL: finds the blocks that can hold given keys, and stores what changes in blocks.

import assert from 'node:assert/strict';
import type { BlockChanges, LedgerBlock } from '../ledger/merge-blocks.ts';
import { mappingVersionOf } from '../ledger/record-codec.ts';
import { compareKeys, keyBytes, keyPlaceIn, recordCount, recordStart, type RecordList } from '../ledger/record-list.ts';
import type { SqlValue } from '../db/database.ts';
import { allIn, insertMany, runIn } from './bulk.ts';
import type { Queryable } from './queryable.ts';
import { KEY_BYTES } from '../record/key-set.ts';

/** From here on it is asked whether the keys lie so close that a range of blocks is read faster than each by itself. */
const KEYS_FOR_A_RANGE = 256;
/** A block that is found by its key costs about as much as so many blocks that are read in order. */
const BLOCKS_PER_KEY = 4;

interface BlockRow {
  readonly id: number;
  readonly body: Uint8Array;
}

/** Keys in order, made when they are asked for. */
export interface KeyList {
  readonly count: number;
  readonly keyAt: (index: number) => Buffer;
}

export function keysOf(records: RecordList): KeyList {
  return { count: records.starts.length, keyAt: (index) => keyBytes(records, index) };
}

export function listKeys(keys: readonly Buffer[]): KeyList {
  return { count: keys.length, keyAt: (index) => keys[index] ?? assert.fail('A key is asked for that is not there.') };
}

/** The blocks that hold keys, or would, in order; and maybe others between them. The keys are in order. */
export async function readBlocks(db: Queryable, entity: string, keys: KeyList): Promise<readonly LedgerBlock[]> {
  const { count, keyAt } = keys;
  if (count === 0) return [];
  const [first, last] = [keyAt(0), keyAt(count - 1)];
  if (count >= KEYS_FOR_A_RANGE && (await areClose(db, { entity, first, last, count }))) {
    const rows = await db.all<BlockRow>(
      `select id, body from ledger_blocks where entity_name = ? and first_key <= ? and first_key >= coalesce(
        (select max(first_key) from ledger_blocks where entity_name = ? and first_key <= ?), ?) order by first_key`,
      [entity, last, entity, first, first],
    );
    return rows.map(toBlock);
  }
  // What is before all blocks belongs to the first one.
  const sql = (_: string, values: string) => `with wanted (bk_hash) as (${values})
    select id, body from ledger_blocks where id in (
      select coalesce(
        (select id from ledger_blocks where entity_name = ? and first_key <= bk_hash order by first_key desc limit 1),
        (select id from ledger_blocks where entity_name = ? order by first_key limit 1)) from wanted)
    order by first_key`;
  const wanted = Array.from({ length: count }, (_, index) => keyAt(index));
  const rows = await allIn<BlockRow>(db, { sql, keys: wanted, after: [entity, entity] });
  // The block that ends one list of keys may begin the next.
  return rows.filter((row, index) => row.id !== rows[index - 1]?.id).map(toBlock);
}

/** Up to `limit` blocks in order, from the one that can hold the first key after `after`. */
export async function readBlocksFrom(
  db: Queryable,
  entity: string,
  { after, limit }: { readonly after: Uint8Array; readonly limit: number },
): Promise<readonly LedgerBlock[]> {
  const rows = await db.all<BlockRow>(
    `select id, body from ledger_blocks where entity_name = ? and first_key >= coalesce(
      (select max(first_key) from ledger_blocks where entity_name = ? and first_key <= ?), ?) order by first_key limit ?`,
    [entity, entity, after, after, limit],
  );
  return rows.map(toBlock);
}

/** Whether no block has keys between those of these bodies, which are in order: then they can stand as blocks themselves. */
export async function hasNoBlocksAmong(db: Queryable, entity: string, bodies: readonly Buffer[]): Promise<boolean> {
  const [first, last] = [bodies[0], bodies.at(-1)];
  if (first === undefined || last === undefined) return true;
  const before = await db.get<BlockRow>(
    'select id, body from ledger_blocks where entity_name = ? and first_key <= ? order by first_key desc limit 1',
    [entity, lastKey(last)],
  );
  return before === null || Buffer.compare(lastKey(toBlock(before).body), firstKey(first)) < 0;
}

/** Stores changes of blocks that were read in the same transaction. */
export async function writeBlocks(
  tx: Queryable,
  entity: string,
  { before, changes }: { readonly before: readonly LedgerBlock[]; readonly changes: BlockChanges },
): Promise<void> {
  const bodies = new Map(before.map(({ id, body }) => [id, body]));
  const [inPlace, moved]: [SqlValue[][], SqlValue[][]] = [[], []];
  for (const { id, body } of changes.updated) {
    const old = bodies.get(id);
    // The index is left alone where it says the same.
    if (old !== undefined && hasSameEntry(old, body)) inPlace.push([highestVersion(body), body, id]);
    else moved.push([firstKey(body), recordCount(body), highestVersion(body), body, id]);
  }
  const set = 'mapping_version = ?, body = ? where id = ?';
  if (inPlace.length > 0) await tx.runMany(`update ledger_blocks set ${set}`, inPlace);
  if (moved.length > 0) await tx.runMany(`update ledger_blocks set first_key = ?, record_count = ?, ${set}`, moved);
  await runIn(tx, { sql: (list) => `delete from ledger_blocks where id in ${list}`, keys: changes.removed });
  await insertMany(tx, {
    into: 'ledger_blocks (entity_name, first_key, record_count, mapping_version, body)',
    rows: changes.inserted.map((body) => [entity, firstKey(body), recordCount(body), highestVersion(body), body]),
  });
}

/** The highest mapping version among the records of a body. */
export function highestVersion(body: Buffer): number {
  const count = recordCount(body);
  let highest = 0;
  for (let index = 0; index < count; index += 1) {
    highest = Math.max(highest, mappingVersionOf(body, recordStart(body, index, count)));
  }
  return highest;
}

interface KeyRange {
  readonly entity: string;
  readonly first: Buffer;
  readonly last: Buffer;
  readonly count: number;
}

async function areClose(db: Queryable, { entity, first, last, count }: KeyRange): Promise<boolean> {
  const most = count * BLOCKS_PER_KEY;
  const row = await db.get<{ blocks: number }>(
    `select count(*) as blocks from (
      select 1 from ledger_blocks where entity_name = ? and first_key > ? and first_key <= ? limit ?) between_them`,
    [entity, first, last, most],
  );
  return row !== null && row.blocks < most;
}

function firstKey(body: Buffer): Buffer {
  const start = recordStart(body, 0, recordCount(body));
  return body.subarray(start, start + KEY_BYTES);
}

function lastKey(body: Buffer): Buffer {
  const count = recordCount(body);
  const start = recordStart(body, count - 1, count);
  return body.subarray(start, start + KEY_BYTES);
}

function hasSameEntry(a: Buffer, b: Buffer): boolean {
  return recordCount(a) === recordCount(b) && compareKeys(keyPlaceIn(a, 0), keyPlaceIn(b, 0)) === 0;
}

function toBlock({ id, body }: BlockRow): LedgerBlock {
  return { id, body: Buffer.from(body.buffer, body.byteOffset, body.byteLength) };
}
