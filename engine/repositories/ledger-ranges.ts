// Ranges of keys in which the log is settled: whole parts while they are small, else a part in several ranges.

import { listRecords, pickRecords, sourceOf, startOf, toBody, type RecordList } from '../ledger/record-list.ts';
import { freeMemory } from '../record/free-memory.ts';
import type { LedgerLimits } from './ledger-limits.ts';
import { countParts, listPieceIds, PARTS, readPieces, type LogParts, type LogPiece } from './ledger-log.ts';
import type { Queryable } from './queryable.ts';

/** Where a range begins: the first word of a key, whose first bits are the part. */
export interface RangePlace {
  readonly part: number;
  readonly word: number;
}

/** What the log holds of a range of keys, in the order of time. */
export interface LogRange {
  readonly from: RangePlace;
  readonly parts: LogParts;
  /** Of all pieces of these parts, whether they have records of the range or not. */
  readonly ids: readonly number[];
  readonly pieces: readonly Buffer[];
  /** No range of these parts comes after it. */
  readonly endsItsParts: boolean;
  /** Where the next range begins; null after the last part. */
  readonly next: RangePlace | null;
}

interface RangeAt {
  readonly entity: string;
  /** Later pieces are left alone. */
  readonly lastId: number;
  readonly from: RangePlace;
  readonly limits: Pick<LedgerLimits, 'recordsPerStep' | 'recordsPerRange'>;
}

/** Keys are XXH128 and spread evenly: a range of first words holds its share of a part's records. */
const WORDS_PER_PART = 2 ** 32 / PARTS;
const PIECES_AT_ONCE = 100;
/** More pieces than parts of a few records can have. */
const ALL = 2 ** 31 - 1;

/** Reads the range that begins at a place; null where the log has nothing from there on. */
export async function takeRange(db: Queryable, at: RangeAt): Promise<LogRange | null> {
  const { entity, lastId, from, limits } = at;
  const [first, ...others] = await countParts(db, { entity, fromPart: from.part, toPart: PARTS - 1 });
  if (first === undefined) return null;
  if (first.records > limits.recordsPerRange) return takeWords(db, at, first);
  let [toPart, count] = [first.part, first.records];
  for (const { part, records } of others) {
    if (count + records > limits.recordsPerStep) break;
    [toPart, count] = [part, count + records];
  }
  const parts = { entity, fromPart: first.part, toPart };
  const read = await readPieces(db, parts, { after: { part: first.part, id: 0 }, lastId, limit: ALL });
  return {
    from: { part: first.part, word: 0 },
    parts,
    ids: read.map(({ id }) => id),
    pieces: read.map(({ body }) => body),
    endsItsParts: true,
    next: afterPart(toPart),
  };
}

/** Some words of a part that has too many records to be read at once. */
async function takeWords(
  db: Queryable,
  { entity, lastId, from, limits }: RangeAt,
  { part, records }: { readonly part: number; readonly records: number },
): Promise<LogRange> {
  const parts = { entity, fromPart: part, toPart: part };
  const [partStart, partEnd] = [part * WORDS_PER_PART, (part + 1) * WORDS_PER_PART];
  const start = Math.max(from.word, partStart);
  const end = Math.min(partEnd, start + Math.ceil(WORDS_PER_PART / Math.ceil(records / limits.recordsPerRange)));
  const ids: number[] = [];
  const pieces: Buffer[] = [];
  let after: Pick<LogPiece, 'part' | 'id'> = { part, id: 0 };
  for (;;) {
    const read = await readPieces(db, parts, { after, lastId, limit: PIECES_AT_ONCE });
    const last = read.at(-1);
    if (last === undefined) break;
    // Copied, so that the pieces themselves can go.
    pieces.push(toBody(pickWords(listRecords(read.map(({ body }) => body)), start, end)));
    for (const { id, body } of read) {
      ids.push(id);
      freeMemory(body);
    }
    after = last;
  }
  const endsItsParts = end === partEnd;
  const next = endsItsParts ? afterPart(part) : { part, word: end };
  return { from: { part, word: start }, parts, ids, pieces, endsItsParts, next };
}

function afterPart(part: number): RangePlace | null {
  return part + 1 === PARTS ? null : { part: part + 1, word: 0 };
}

/** Whether the log still has just the pieces that were read, up to `lastId`. */
export async function isStillInLog(db: Queryable, { parts, ids }: LogRange, lastId: number): Promise<boolean> {
  const now = await listPieceIds(db, parts, lastId);
  return now.length === ids.length && now.every((id, index) => id === ids[index]);
}

function pickWords(list: RecordList, start: number, end: number): RecordList {
  const places: number[] = [];
  for (const place of list.starts.keys()) {
    const word = sourceOf(list, place).readUInt32BE(startOf(list, place));
    if (word >= start && word < end) places.push(place);
  }
  return pickRecords(list, Uint32Array.from(places));
}
