// Failed records (DLQ): kept whole until ScheduleHub has acknowledged the record or an operator decided.
// Live rows are open, retrying or exhausted: at most one per record. Every change leaves a row of history.

import type { BkHash } from '../record/shapes.ts';
import { allIn, runIn } from './bulk.ts';
import { toCondition, toCountCondition } from './failed-filter.ts';
import { countByDay, listGroups } from './failed-groups.ts';
import {
  FAILED_COLUMNS,
  HAS_STANDING_KEY,
  IS_IGNORED,
  IS_LIVE,
  toFailedRecord,
  type FailedRecordRow,
} from './failed-record-row.ts';
import { insertTriesSql, listTries } from './failed-record-tries.ts';
import {
  FAILED_STATUSES,
  type DayCount,
  type FailedFilter,
  type FailedGroupWithDays,
  type FailedRecord,
  type FailedRecordWithTries,
  type FailedState,
  type FailedStatus,
  type FailedTry,
  type ListOrder,
  type Sightings,
} from './failed-record.ts';
import { toBkHash, toSortedBlobs } from './hash-blob.ts';
import { toPage, type Page, type PageRequest } from './page.ts';
import { atomically, type Queryable } from './queryable.ts';
import { recordFailures } from './record-failures.ts';
import {
  claimFailures,
  ignoreFailures,
  releaseFailures,
  reopenIgnored,
  reopenRetrying,
  savePatch,
  saveTries,
} from './retry-failures.ts';

export type * from './failed-record.ts';

export interface FailedRecordRepository {
  /**
   * Records that failed in a run: new ones open, known ones are seen once more. A live row keeps its status and due
   * time unless its raw row changed, then it opens again with all its tries; an ignored row whose raw row and signature
   * are still the same stays ignored.
   */
  recordMany(sightings: Sightings): Promise<void>;
  /** Keys of all records of the entity whose failure still stands: live or ignored. */
  listLiveKeys(entity: string): Promise<ReadonlySet<string>>;
  /** The status of the failures that still stand of records with these keys: live ones before ignored ones. */
  listStandingByKey(entity: string, bkHashes: readonly BkHash[]): Promise<ReadonlyMap<BkHash, FailedStatus>>;
  /** Closes what still stands of these records; returns how many rows. */
  closeMany(
    entity: string,
    recordKeys: readonly string[],
    closing: { readonly status: 'resolved' | 'superseded'; readonly at: string; readonly message: string },
  ): Promise<number>;
  find(uid: string): Promise<FailedRecordWithTries | null>;
  /** Newest first where not asked otherwise. */
  list(filter: FailedFilter, request: PageRequest & { readonly order?: ListOrder }): Promise<Page<FailedRecord>>;
  /** How they stand now, in no order; unknown uids are left out. */
  listStates(uids: readonly string[]): Promise<readonly FailedState[]>;
  count(filter: FailedFilter): Promise<number>;
  /** Live records by entity. */
  countLive(): Promise<ReadonlyMap<string, number>>;
  /** All matches, oldest first, read in pages: what exports use. */
  stream(filter: FailedFilter): AsyncIterable<FailedRecord>;
  /** Largest group first. */
  listGroups(filter: FailedFilter): Promise<readonly FailedGroupWithDays[]>;
  /** How many records were first seen on each day (UTC), by signature and entity. */
  countByDay(filter: FailedFilter): Promise<readonly DayCount[]>;
  /**
   * Takes up to `limit` records for a retry, oldest first; two callers never get the same one.
   * Ignored records are taken only where they are named by uid or status, and never beside a live row of the record.
   */
  claim(which: readonly string[] | FailedFilter, options: { readonly limit: number }): Promise<readonly FailedRecord[]>;
  /** Gives claimed records back untried. */
  release(uids: readonly string[]): Promise<void>;
  /** Records what became of claimed records, all in one go. */
  saveTries(tries: readonly (FailedTry & { readonly uid: string })[]): Promise<void>;
  saveTry(uid: string, attempt: FailedTry): Promise<void>;
  /** Keeps an operator's edit beside the original; false where the record is closed or unknown. */
  savePatch(uid: string, patchJson: string | null, at: string): Promise<boolean>;
  /** Open and exhausted matches become ignored, `at` is when they closed; the reason goes to their history. */
  ignore(filter: FailedFilter, at: string, reason?: string): Promise<number>;
  /**
   * Undoes ignoring, by uid or by when it was done: records are as before; returns how many. Left alone are those of which
   * a live row or a newer ignored one stands.
   */
  reopen(which: { readonly uids: readonly string[] } | { readonly ignoredAt: string }, at: string): Promise<number>;
  /** After a crash: gives back what a dead process had claimed; returns how many. */
  reopenRetrying(entity: string): Promise<number>;
  /** Open records whose retry is due, the longest due first. */
  listDue(now: string, limit: number): Promise<readonly FailedRecord[]>;
  /** Whether any failed record names a parent of this entity. */
  isAwaited(parentEntity: string): Promise<boolean>;
  /** Parents have arrived: their children among the failed records are due at once; returns how many. */
  dueForParents(parentEntity: string, parentBkHashes: readonly BkHash[], at: string): Promise<number>;
  counts(): Promise<Readonly<Record<FailedStatus, number>>>;
}

const STREAMED_AT_ONCE = 200;
const SELECT = `select ${FAILED_COLUMNS} from failed_records`;

export function createFailedRecordRepository(db: Queryable): FailedRecordRepository {
  return {
    recordMany: (sightings) => recordFailures(db, sightings),
    listLiveKeys: async (entity) => {
      const keysOf = (condition: string) =>
        `select record_key as "recordKey" from failed_records where entity_name = ? and ${condition}`;
      const sql = `${keysOf(IS_LIVE)} union all ${keysOf(IS_IGNORED)}`;
      return new Set((await db.all<{ recordKey: string }>(sql, [entity, entity])).map((row) => row.recordKey));
    },
    listStandingByKey: async (entity, bkHashes) => {
      // In the words of the partial index, so that it is used.
      const sql = (list: string) => `select bk_hash as "bkHash", status from failed_records
        where entity_name = ? and bk_hash in ${list} and ${HAS_STANDING_KEY}`;
      type Row = { readonly bkHash: Uint8Array; readonly status: FailedStatus };
      const rows = await allIn<Row>(db, { sql, before: [entity], keys: toSortedBlobs(bkHashes) });
      const ignoredFirst = rows.toSorted((a, b) => Number(b.status === 'ignored') - Number(a.status === 'ignored'));
      return new Map(ignoredFirst.map((row) => [toBkHash(row.bkHash), row.status]));
    },
    closeMany: (entity, recordKeys, closing) => closeMany(db, { entity, recordKeys, ...closing }),
    find: async (uid) => {
      const row = await db.get<FailedRecordRow>(`${SELECT} where uid = ?`, [uid]);
      return row && { ...toFailedRecord(row), tries: await listTries(db, uid) };
    },
    list: async (filter, { limit, cursor, order = 'newest' }) => {
      const { sql, params } = toCondition(filter);
      const [beyond, direction] = order === 'newest' ? ['<', 'desc'] : ['>', 'asc'];
      const query = `${SELECT} where ${sql} ${cursor ? `and uid ${beyond} ?` : ''} order by uid ${direction} limit ?`;
      const rows = await db.all<FailedRecordRow>(query, [...params, ...(cursor ? [cursor] : []), limit + 1]);
      return toPage(rows.map(toFailedRecord), limit);
    },
    listStates: (uids) => {
      const sql = (list: string) => `select uid, entity_name as "entityName", reference, status, message,
        retry_count as "retryCount" from failed_records where uid in ${list}`;
      return allIn<FailedState>(db, { sql, keys: uids });
    },
    countLive: async () => {
      const sql = `select entity_name as entity, count(*) as count from failed_records where ${IS_LIVE} group by entity_name`;
      const rows = await db.all<{ entity: string; count: number }>(sql);
      return new Map(rows.map((row) => [row.entity, row.count]));
    },
    count: async (filter) => {
      const { sql, params } = toCountCondition(filter);
      const row = await db.get<{ count: number }>(`select count(*) as count from failed_records where ${sql}`, params);
      return row?.count ?? 0;
    },
    stream: (filter) => stream(db, filter),
    listGroups: (filter) => listGroups(db, filter),
    countByDay: (filter) => countByDay(db, filter),
    claim: (which, { limit }) => claimFailures(db, isUids(which) ? { uids: which } : which, limit),
    release: (uids) => releaseFailures(db, uids),
    saveTries: (tries) => saveTries(db, tries),
    saveTry: (uid, attempt) => saveTries(db, [{ uid, ...attempt }]),
    savePatch: (uid, json, at) => savePatch(db, uid, { json, at }),
    ignore: (filter, at, reason) => ignoreFailures(db, filter, { at, reason }),
    reopen: (which, at) => reopenIgnored(db, which, at),
    reopenRetrying: (entity) => reopenRetrying(db, entity),
    listDue: async (now, limit) => {
      const sql = `${SELECT} where status = 'open' and next_retry_at is not null and next_retry_at <= ?
        order by next_retry_at, uid limit ?`;
      return (await db.all<FailedRecordRow>(sql, [now, limit])).map(toFailedRecord);
    },
    isAwaited: (parentEntity) => isAwaited(db, parentEntity),
    dueForParents: async (parentEntity, parentBkHashes, at) => {
      if (!(await isAwaited(db, parentEntity))) return 0;
      // Their trouble is gone, so that they have all their tries again.
      const sql = (list: string) => `update failed_records set status = 'open', retry_count = 0, next_retry_at = ?
        where status in ('open', 'exhausted') and code = 'parent_missing' and parent_entity = ?
          and parent_bk_hash in ${list}`;
      return runIn(db, { sql, before: [at, parentEntity], keys: toSortedBlobs(parentBkHashes) });
    },
    counts: async () => {
      const sql = 'select status, count(*) as count from failed_records group by status';
      const rows = await db.all<{ status: FailedStatus; count: number }>(sql);
      const counts = new Map(rows.map((row) => [row.status, row.count]));
      // Safe: one entry for every member of the union.
      return Object.fromEntries(FAILED_STATUSES.map((status) => [status, counts.get(status) ?? 0])) as Record<
        FailedStatus,
        number
      >;
    },
  };
}

function isUids(which: readonly string[] | FailedFilter): which is readonly string[] {
  return Array.isArray(which);
}

interface Closing {
  readonly entity: string;
  readonly recordKeys: readonly string[];
  readonly status: 'resolved' | 'superseded';
  readonly at: string;
  readonly message: string;
}

async function closeMany(db: Queryable, { entity, recordKeys, status, at, message }: Closing): Promise<number> {
  return atomically(db, async (tx) => {
    let closed = 0;
    for (const condition of [IS_LIVE, IS_IGNORED]) {
      const where = (list: string) => `entity_name = ? and ${condition} and record_key in ${list}`;
      await runIn(tx, {
        sql: (list) => insertTriesSql(where(list)),
        before: [at, 'closed', status, message, entity],
        keys: recordKeys,
      });
      closed += await runIn(tx, {
        sql: (list) => `update failed_records set status = ?, closed_at = ?, next_retry_at = null where ${where(list)}`,
        before: [status, at, entity],
        keys: recordKeys,
      });
    }
    return closed;
  });
}

async function* stream(db: Queryable, filter: FailedFilter): AsyncGenerator<FailedRecord> {
  const { sql, params } = toCondition(filter);
  const query = `${SELECT} where ${sql} and uid > ? order by uid limit ${STREAMED_AT_ONCE}`;
  let afterUid = '';
  for (;;) {
    const rows = await db.all<FailedRecordRow>(query, [...params, afterUid]);
    yield* rows.map(toFailedRecord);
    const last = rows.at(-1);
    if (last === undefined || rows.length < STREAMED_AT_ONCE) return;
    afterUid = last.uid;
  }
}

async function isAwaited(db: Queryable, parentEntity: string): Promise<boolean> {
  const sql = 'select 1 as "any" from failed_records where parent_entity = ? and parent_bk_hash is not null limit 1';
  return (await db.get(sql, [parentEntity])) !== null;
}
