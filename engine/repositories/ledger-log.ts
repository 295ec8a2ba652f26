// The log of the ledger in SQL: records that are acknowledged and not yet in the blocks.
// Promises: an append is a few rows at the end of the table, however large the ledger is.

import { encodeCreated, type CreatedRecords, type LogBody } from '../ledger/encode-created.ts';
import { encodeRows } from '../ledger/record-codec.ts';
import { freeMemory } from '../record/free-memory.ts';
import { recordCount, pickRecords, sourceOf, startOf, toBody, type RecordList } from '../ledger/record-list.ts';
import type { LedgerRow } from '../ledger/ledger-row.ts';
import { insertMany } from './bulk.ts';
import { highestVersion } from './ledger-blocks.ts';
import type { Queryable } from './queryable.ts';

/** Each part is a range of keys that is settled by itself. More of them cost the append a page of the index each; the table would take four bits. */
const PART_BITS = 3;
export const PARTS = 2 ** PART_BITS;

/**
 * Appends rows; of several with one key the last one counts. Up to `added` of them are new to the ledger; returns how
 * many that can be.
 */
export async function appendToLog(
  tx: Queryable,
  entity: string,
  { rows, added }: { readonly rows: readonly LedgerRow[]; readonly added: number },
): Promise<number> {
  const all = Math.min(added, rows.length);
  await appendBodies(tx, entity, { bodies: splitIntoParts(encodeRows(rows)), records: rows.length, added: all });
  return all;
}

/** Appends records that are all new to the ledger. */
export async function appendCreated(tx: Queryable, entity: string, created: readonly CreatedRecords[]): Promise<void> {
  const records = created.reduce((sum, { count }) => sum + count, 0);
  const bodies = encodeCreated(created, PART_BITS);
  await appendBodies(tx, entity, { bodies, records, added: records });
  for (const { body } of bodies) freeMemory(body);
}

interface Append {
  readonly bodies: readonly LogBody[];
  readonly records: number;
  readonly added: number;
}

async function appendBodies(tx: Queryable, entity: string, { bodies, records, added }: Append): Promise<void> {
  let [before, told] = [0, 0];
  const rows = bodies.map(({ part, body }) => {
    before += recordCount(body);
    // Spread evenly, so that a part that is settled takes its share along.
    const toldWithIt = Math.round((added * before) / records);
    const share = toldWithIt - told;
    told = toldWithIt;
    return [entity, part, recordCount(body), share, highestVersion(body), body];
  });
  await insertMany(tx, {
    into: 'ledger_log (entity_name, part, record_count, added, mapping_version, body)',
    rows,
  });
}

/** The last id of the log as it is now; null where there is nothing in it. */
export async function findLastId(db: Queryable, entity: string): Promise<number | null> {
  const row = await db.get<{ id: number | null }>('select max(id) as id from ledger_log where entity_name = ?', [
    entity,
  ]);
  return row?.id ?? null;
}

export interface LogParts {
  readonly entity: string;
  readonly fromPart: number;
  readonly toPart: number;
}

/** How many records each part has in the log, in order of part; only parts that have some. */
export async function countParts(
  db: Queryable,
  { entity, fromPart, toPart }: LogParts,
): Promise<readonly { readonly part: number; readonly records: number }[]> {
  return db.all(
    `select part, sum(record_count) as records from ledger_log
    where entity_name = ? and part between ? and ? group by part order by part`,
    [entity, fromPart, toPart],
  );
}

/** A place in the log, in order of part and, within a part, of time. */
export interface LogPlace {
  readonly part: number;
  readonly id: number;
}

export interface LogPiece extends LogPlace {
  readonly body: Buffer;
}

export interface PieceRange {
  readonly after: LogPlace;
  readonly lastId: number;
  readonly limit: number;
}

/** The next `limit` pieces of some parts after a place, but for those after `lastId`. */
export async function readPieces(
  db: Queryable,
  { entity, toPart }: LogParts,
  { after, lastId, limit }: PieceRange,
): Promise<readonly LogPiece[]> {
  const rows = await db.all<LogPlace & { readonly body: Uint8Array }>(
    `select part, id, body from ledger_log
    where entity_name = ? and (part, id) > (?, ?) and part <= ? and id <= ? order by part, id limit ?`,
    [entity, after.part, after.id, toPart, lastId, limit],
  );
  return rows.map(({ part, id, body }) => ({ part, id, body: Buffer.from(body.buffer, body.byteOffset, body.length) }));
}

/** Those that `readPieces` reads, in its order. */
export async function listPieceIds(
  db: Queryable,
  { entity, fromPart, toPart }: LogParts,
  lastId: number,
): Promise<readonly number[]> {
  const rows = await db.all<{ readonly id: number }>(
    'select id from ledger_log where entity_name = ? and part between ? and ? and id <= ? order by part, id',
    [entity, fromPart, toPart, lastId],
  );
  return rows.map(({ id }) => id);
}

/** Up to an id: what was appended later stays. */
export async function removePieces(
  tx: Queryable,
  { entity, fromPart, toPart }: LogParts,
  upToId: number,
): Promise<void> {
  const sql = 'delete from ledger_log where entity_name = ? and part between ? and ? and id <= ?';
  await tx.run(sql, [entity, fromPart, toPart, upToId]);
}

/** In the order of the rows: settling sorts them, and takes the last one of a key. */
function splitIntoParts(list: RecordList): readonly LogBody[] {
  const byPart = Map.groupBy(list.starts.keys(), (index) => partOf(list, index));
  return Array.from(byPart, ([part, places]) => ({ part, body: toBody(pickRecords(list, Uint32Array.from(places))) }));
}

function partOf(list: RecordList, index: number): number {
  return (sourceOf(list, index)[startOf(list, index)] ?? 0) >> (8 - PART_BITS);
}
