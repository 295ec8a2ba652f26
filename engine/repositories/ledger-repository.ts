// The ledger: what SyncFlow knows ScheduleHub holds, one record per acknowledged row. Many rows at once are appended to
// a log; whoever reads settles it first into blocks of records in order of key (docs/decisions/0011).
// Bulk only: every method takes or gives a page of records in few statements.

import type { CreatedRecords } from '../ledger/encode-created.ts';
import { decodeRow, encodeRows, keyOf } from '../ledger/record-codec.ts';
import {
  findInBlocks,
  markKeys,
  mergeRecords,
  removeKeys,
  type BlockChanges,
  type LedgerBlock,
} from '../ledger/merge-blocks.ts';
import { recordCount, recordStart } from '../ledger/record-list.ts';
import type { LedgerRow } from '../ledger/ledger-row.ts';
import { SORT_HERE, type PieceSorter } from '../ledger/sort-pieces.ts';
import { sortNewest } from '../ledger/sort-records.ts';
import type { BkHash } from '../record/shapes.ts';
import { toSortedBlobs } from './hash-blob.ts';
import { keysOf, listKeys, readBlocks, writeBlocks } from './ledger-blocks.ts';
import { LEDGER_LIMITS, type LedgerLimits } from './ledger-limits.ts';
import { appendCreated, appendToLog } from './ledger-log.ts';
import { atomically, type Queryable } from './queryable.ts';
import { isUnsettled, settleLedger } from './settle-ledger.ts';
import { scanRows, streamKeys, streamPrints } from './walk-ledger.ts';

export type { LedgerRow } from '../ledger/ledger-row.ts';

export interface LedgerRepository {
  /** Without writing: exact where the log is settled, else as exact as what `upsertMany` was told. */
  count(entity: string): Promise<number>;
  findMany(entity: string, bkHashes: readonly BkHash[]): Promise<ReadonlyMap<BkHash, LedgerRow>>;
  listExisting(entity: string, bkHashes: readonly BkHash[]): Promise<ReadonlySet<BkHash>>;
  /** `added`: how many of the rows the ledger does not have yet, as far as the caller knows; without it, all. */
  upsertMany(entity: string, rows: readonly LedgerRow[], known?: { readonly added: number }): Promise<void>;
  /** Adds records that the ledger does not have yet, as bytes. */
  addCreated(entity: string, created: readonly CreatedRecords[]): Promise<void>;
  removeMany(entity: string, bkHashes: readonly BkHash[]): Promise<void>;
  /** In order of `bkHash`, from the first one after `afterBkHash`. */
  scan(
    entity: string,
    range: { readonly afterBkHash?: BkHash | undefined; readonly limit: number },
  ): Promise<readonly LedgerRow[]>;
  /**
   * Keys and fingerprints of all rows, in order of `bkHash`: 32 bytes a row, end to end, many rows at once. A row without
   * a fingerprint has zeros.
   */
  streamFingerprints(entity: string): AsyncIterable<Uint8Array>;
  /** The keys alone: 16 bytes a row. */
  streamKeys(entity: string): AsyncIterable<Uint8Array>;
  /** Notes that the source holds more than one row with these business keys. */
  markDuplicates(entity: string, bkHashes: readonly BkHash[]): Promise<void>;
  /** Brings the log into the blocks now, in short transactions: otherwise the next read does. `sorter`: absent, this thread sorts. */
  settle(entity: string, sorter?: PieceSorter): Promise<void>;
}

export function createLedgerRepository(db: Queryable, limits: LedgerLimits = LEDGER_LIMITS): LedgerRepository {
  const settle = (entity: string, sorter = SORT_HERE): Promise<void> => settleLedger(db, entity, { limits, sorter });
  return {
    settle,
    count: (entity) => countRows(db, entity),
    findMany: async (entity, bkHashes) => {
      await settle(entity);
      const found = new Map<BkHash, LedgerRow>();
      await findRecords(db, { entity, bkHashes, limits }, (body, start) => {
        const row = decodeRow(body, start);
        found.set(row.bkHash, row);
      });
      return found;
    },
    listExisting: async (entity, bkHashes) => {
      await settle(entity);
      const found = new Set<BkHash>();
      await findRecords(db, { entity, bkHashes, limits }, (body, start) => found.add(keyOf(body, start)));
      return found;
    },
    upsertMany: (entity, rows, known) => upsertMany(db, { entity, rows, added: known?.added ?? rows.length, limits }),
    addCreated: (entity, created) => atomically(db, (tx) => appendCreated(tx, entity, created)),
    removeMany: (entity, bkHashes) => changeBlocks(db, { entity, bkHashes, limits }, removeKeys),
    scan: async (entity, range) => {
      await settle(entity);
      return scanRows(db, { entity, ...range, blocksAtOnce: limits.blocksAtOnce });
    },
    streamFingerprints: async function* (entity) {
      await settle(entity);
      yield* streamPrints(db, { entity, blocksAtOnce: limits.blocksAtOnce });
    },
    streamKeys: async function* (entity) {
      await settle(entity);
      yield* streamKeys(db, { entity, blocksAtOnce: limits.blocksAtOnce });
    },
    markDuplicates: (entity, bkHashes) => changeBlocks(db, { entity, bkHashes, limits }, markKeys),
  };
}

async function countRows(db: Queryable, entity: string): Promise<number> {
  const row = await db.get<{ count: number }>(
    `select (select coalesce(sum(record_count), 0) from ledger_blocks where entity_name = ?)
      + (select coalesce(sum(added), 0) from ledger_log where entity_name = ?)
      + (select count(*) from ledger where entity_name = ?) as count`,
    [entity, entity, entity],
  );
  return row?.count ?? 0;
}

interface Keys {
  readonly entity: string;
  readonly bkHashes: readonly BkHash[];
  readonly limits: LedgerLimits;
}

async function findRecords(
  db: Queryable,
  { entity, bkHashes, limits }: Keys,
  take: (body: Buffer, start: number) => void,
): Promise<void> {
  for (const keys of slicesOf(toSortedBlobs(bkHashes), limits.keysAtOnce)) {
    for (const { block, places } of findInBlocks(await readBlocks(db, entity, listKeys(keys)), keys)) {
      const count = recordCount(block.body);
      for (const place of places) take(block.body, recordStart(block.body, place, count));
    }
  }
}

async function changeBlocks(
  db: Queryable,
  { entity, bkHashes, limits }: Keys,
  change: (blocks: readonly LedgerBlock[], keys: readonly Buffer[]) => BlockChanges,
): Promise<void> {
  if (bkHashes.length === 0) return;
  // In short transactions first; what comes in between is settled in that of the change.
  await settleLedger(db, entity, { limits });
  await atomically(db, async (tx) => {
    await settleLedger(tx, entity, { limits });
    for (const keys of slicesOf(toSortedBlobs(bkHashes), limits.keysAtOnce)) {
      const before = await readBlocks(tx, entity, listKeys(keys));
      await writeBlocks(tx, entity, { before, changes: change(before, keys) });
    }
  });
}

interface Upsert {
  readonly entity: string;
  readonly rows: readonly LedgerRow[];
  readonly added: number;
  readonly limits: LedgerLimits;
}

async function upsertMany(db: Queryable, { entity, rows, added, limits }: Upsert): Promise<void> {
  if (rows.length === 0) return;
  await atomically(db, async (tx) => {
    if (rows.length >= limits.appendFrom || (await isUnsettled(tx, entity))) {
      let left = added;
      for (const some of slicesOf(rows, limits.rowsPerAppend)) {
        left -= await appendToLog(tx, entity, { rows: some, added: left });
      }
      return;
    }
    const records = sortNewest(encodeRows(rows));
    const before = await readBlocks(tx, entity, keysOf(records));
    await writeBlocks(tx, entity, { before, changes: mergeRecords(before, records, limits.blockBytes) });
  });
}

function slicesOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}
