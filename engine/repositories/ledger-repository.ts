// The ledger: what SyncFlow knows ScheduleHub holds, one row per acknowledged record.
// Bulk only: every method takes or gives a page of records in a constant number of statements.

import type { BkHash, DataHash, Fingerprint } from '../record/shapes.ts';
import type { Queryable } from './queryable.ts';
import { allIn, insertMany, runIn } from './bulk.ts';
import { toBkHash, toBlob, toDataHash, toSortedBlobs } from './hash-blob.ts';
import { selectList } from './select-list.ts';

export interface LedgerRow {
  readonly bkHash: BkHash;
  readonly dataHash: DataHash;
  readonly hashSpec: string;
  readonly rowversion: string | null;
  readonly targetUid: string;
  readonly businessKey: string;
  readonly sourceKey: string | null;
  readonly mappingVersion: number;
  readonly hasDuplicate: boolean;
  /**
   * Only for writing, and only where it is that of the other values: without it the row is never known as unchanged by
   * its fingerprint. Rows that are read come without: what changes one of its values must not keep it.
   */
  readonly fingerprint?: Fingerprint | undefined;
}

export interface LedgerRepository {
  count(entity: string): Promise<number>;
  findMany(entity: string, bkHashes: readonly BkHash[]): Promise<ReadonlyMap<BkHash, LedgerRow>>;
  listExisting(entity: string, bkHashes: readonly BkHash[]): Promise<ReadonlySet<BkHash>>;
  upsertMany(entity: string, rows: readonly LedgerRow[]): Promise<void>;
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
  /** Notes that the source holds more than one row with these business keys. */
  markDuplicates(entity: string, bkHashes: readonly BkHash[]): Promise<void>;
}

const COLUMNS = [
  'bk_hash',
  'data_hash',
  'hash_spec',
  'rowversion',
  'target_uid',
  'business_key',
  'source_key',
  'mapping_version',
  'has_duplicate',
] as const;
const WRITTEN_COLUMNS = [...COLUMNS, 'fingerprint'] as const;

type SqlRow = Omit<LedgerRow, 'bkHash' | 'dataHash' | 'hasDuplicate' | 'fingerprint'> & {
  readonly bkHash: Uint8Array;
  readonly dataHash: Uint8Array;
  readonly hasDuplicate: number;
};

const FINGERPRINTS_AT_ONCE = 20_000;

export function createLedgerRepository(db: Queryable): LedgerRepository {
  const select = `select ${selectList(COLUMNS)} from ledger where entity_name = ?`;
  return {
    count: async (entity) => {
      const row = await db.get<{ count: number }>('select count(*) as count from ledger where entity_name = ?', [
        entity,
      ]);
      return row?.count ?? 0;
    },
    findMany: async (entity, bkHashes) => {
      const sql = (list: string) => `${select} and bk_hash in ${list}`;
      const rows = await allIn<SqlRow>(db, { sql, before: [entity], keys: toSortedBlobs(bkHashes) });
      return new Map(rows.map((row) => [toBkHash(row.bkHash), toLedgerRow(row)]));
    },
    listExisting: async (entity, bkHashes) => {
      const sql = (list: string) =>
        `select bk_hash as "bkHash" from ledger where entity_name = ? and bk_hash in ${list}`;
      const rows = await allIn<Pick<SqlRow, 'bkHash'>>(db, { sql, before: [entity], keys: toSortedBlobs(bkHashes) });
      return new Set(rows.map((row) => toBkHash(row.bkHash)));
    },
    upsertMany: (entity, rows) => upsertMany(db, entity, rows),
    removeMany: async (entity, bkHashes) => {
      const sql = (list: string) => `delete from ledger where entity_name = ? and bk_hash in ${list}`;
      await runIn(db, { sql, before: [entity], keys: toSortedBlobs(bkHashes) });
    },
    scan: async (entity, { afterBkHash, limit }) => {
      const after = afterBkHash === undefined ? new Uint8Array() : toBlob(afterBkHash);
      const sql = `${select} and bk_hash > ? order by bk_hash limit ?`;
      return (await db.all<SqlRow>(sql, [entity, after, limit])).map(toLedgerRow);
    },
    streamFingerprints: (entity) => streamFingerprints(db, entity),
    markDuplicates: async (entity, bkHashes) => {
      const sql = (list: string) => `update ledger set has_duplicate = 1, fingerprint = null
        where entity_name = ? and bk_hash in ${list}`;
      await runIn(db, { sql, before: [entity], keys: toSortedBlobs(bkHashes) });
    },
  };
}

/** Joined to one text by the database itself: a row by itself costs four times as much to hand over. */
async function* streamFingerprints(db: Queryable, entity: string): AsyncGenerator<Uint8Array> {
  const sql = `select group_concat(hex(bk_hash) || hex(coalesce(fingerprint, zeroblob(16))), '') as "rows",
      count(*) as "count", max(bk_hash) as "last"
    from (select bk_hash, fingerprint from ledger where entity_name = ? and bk_hash > ? order by bk_hash limit ?)`;
  let after: Uint8Array = new Uint8Array();
  for (;;) {
    const read = await db.get<{ rows: string | null; count: number; last: Uint8Array | null }>(sql, [
      entity,
      after,
      FINGERPRINTS_AT_ONCE,
    ]);
    if (read === null || read.rows === null || read.last === null) return;
    yield Buffer.from(read.rows, 'hex');
    if (read.count < FINGERPRINTS_AT_ONCE) return;
    after = read.last;
  }
}

async function upsertMany(db: Queryable, entity: string, rows: readonly LedgerRow[]): Promise<void> {
  // One row per key, the last one given; in order of key, which SQLite stores four times faster.
  const byKey = new Map(rows.map((row) => [row.bkHash, row]));
  const sorted = [...byKey.values()].sort((a, b) => (a.bkHash < b.bkHash ? -1 : 1));
  await insertMany(db, {
    into: `ledger (entity_name, ${WRITTEN_COLUMNS.join(', ')})`,
    rows: sorted.map((row) => [
      entity,
      toBlob(row.bkHash),
      toBlob(row.dataHash),
      row.hashSpec,
      row.rowversion,
      row.targetUid,
      row.businessKey,
      row.sourceKey,
      row.mappingVersion,
      row.hasDuplicate ? 1 : 0,
      row.fingerprint === undefined || row.hasDuplicate ? null : toBlob(row.fingerprint),
    ]),
    onConflict: `on conflict (entity_name, bk_hash) do update set ${WRITTEN_COLUMNS.slice(1)
      .map((column) => `${column} = excluded.${column}`)
      .join(', ')}`,
  });
}

function toLedgerRow(row: SqlRow): LedgerRow {
  return {
    ...row,
    bkHash: toBkHash(row.bkHash),
    dataHash: toDataHash(row.dataHash),
    hasDuplicate: row.hasDuplicate === 1,
  };
}
