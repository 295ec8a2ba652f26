// Batches: one row per run, from the first page to the outcome.

import { BATCH_STATUSES, type BatchStatus, type RequestedAction } from '../contract/batch.ts';
import { SELECT_BATCH, SET_PROGRESS, toBatch, toProgressValues, type BatchRow } from './batch-row.ts';
import type { Batch, BatchEnd, BatchFilter, BatchProgress, DayOutcome, NewBatch } from './batch.ts';
import { allOf, type Condition } from './conditions.ts';
import type { Queryable } from './queryable.ts';

export type * from './batch.ts';

export interface BatchRepository {
  create(batch: NewBatch): Promise<void>;
  find(uid: string): Promise<Batch | null>;
  /** The newest pending, running or paused run of the entity; dry runs never count. */
  findUnfinished(entityName: string): Promise<Batch | null>;
  /** Newest first. */
  list(filter: BatchFilter): Promise<readonly Batch[]>;
  count(filter: Omit<BatchFilter, 'limit'>): Promise<number>;
  /** The newest run of each entity; dry runs never count. */
  listNewest(): Promise<readonly Batch[]>;
  saveProgress(uid: string, progress: BatchProgress): Promise<void>;
  setStatus(uid: string, status: BatchStatus): Promise<void>;
  /** Names the lease that a resumed run holds now. */
  setLease(uid: string, lease: { readonly owner: string; readonly fence: number }): Promise<void>;
  /** Writes the outcome and clears the requested action; the position stays. */
  finish(uid: string, end: BatchEnd): Promise<void>;
  /** Asks a run, in whatever process, to pause or stop; false where no unfinished batch has this uid. */
  requestAction(uid: string, action: RequestedAction | null): Promise<boolean>;
  getRequestedAction(uid: string): Promise<RequestedAction | null>;
  /** How runs ended, by the day (UTC) they began, from a time on; dry runs never count. */
  countByDay(from: string): Promise<readonly DayOutcome[]>;
  countByStatus(): Promise<Readonly<Record<BatchStatus, number>>>;
}

const IS_UNFINISHED = `status in ('pending', 'running', 'paused')`;
export function createBatchRepository(db: Queryable): BatchRepository {
  return {
    create: (batch) => create(db, batch),
    find: async (uid) => {
      const row = await db.get<BatchRow>(`${SELECT_BATCH} where uid = ?`, [uid]);
      return row && toBatch(row);
    },
    findUnfinished: async (entityName) => {
      const sql = `${SELECT_BATCH} where entity_name = ? and dry_run = 0 and ${IS_UNFINISHED} order by uid desc limit 1`;
      const row = await db.get<BatchRow>(sql, [entityName]);
      return row && toBatch(row);
    },
    list: (filter) => list(db, filter),
    count: async (filter) => {
      const { sql, params } = toCondition(filter);
      const row = await db.get<{ count: number }>(`select count(*) as count from sync_batches where ${sql}`, params);
      return row?.count ?? 0;
    },
    listNewest: async () => {
      const newest = 'select max(uid) from sync_batches where dry_run = 0 group by entity_name';
      return (await db.all<BatchRow>(`${SELECT_BATCH} where uid in (${newest})`)).map(toBatch);
    },
    saveProgress: async (uid, progress) => {
      const position = progress.position && JSON.stringify(progress.position);
      const sql = `update sync_batches set ${SET_PROGRESS}, position = ? where uid = ?`;
      await db.run(sql, [...toProgressValues(progress), position, uid]);
    },
    setStatus: async (uid, status) => {
      await db.run('update sync_batches set status = ? where uid = ?', [status, uid]);
    },
    setLease: async (uid, { owner, fence }) => {
      await db.run('update sync_batches set lease_owner = ?, fence = ? where uid = ?', [owner, fence, uid]);
    },
    finish: async (uid, end) => {
      const sql = `update sync_batches set ${SET_PROGRESS}, status = ?, completed_at = ?, error_message = ?, error_stage = ?,
        preview = ?, requested_action = null where uid = ?`;
      const { status, completedAt, errorMessage = null, errorStage = null, preview = null } = end;
      await db.run(sql, [...toProgressValues(end), status, completedAt, errorMessage, errorStage, preview, uid]);
    },
    requestAction: async (uid, action) => {
      const sql = `update sync_batches set requested_action = ? where uid = ? and ${IS_UNFINISHED}`;
      return (await db.run(sql, [action, uid])).changes > 0;
    },
    getRequestedAction: async (uid) => {
      const sql = 'select requested_action as action from sync_batches where uid = ?';
      return (await db.get<{ action: RequestedAction | null }>(sql, [uid]))?.action ?? null;
    },
    countByDay: (from) => {
      const sql = `select substr(started_at, 1, 10) as "day", status, count(*) as "count" from sync_batches
        where started_at >= ? and dry_run = 0 and completed_at is not null
        group by substr(started_at, 1, 10), status`;
      return db.all<DayOutcome>(sql, [from]);
    },
    countByStatus: async () => {
      const sql = 'select status, count(*) as count from sync_batches group by status';
      const rows = await db.all<{ status: BatchStatus; count: number }>(sql);
      const counts = new Map(rows.map((row) => [row.status, row.count]));
      // Safe: one entry for every member of the union.
      return Object.fromEntries(BATCH_STATUSES.map((status) => [status, counts.get(status) ?? 0])) as Record<
        BatchStatus,
        number
      >;
    },
  };
}

async function create(db: Queryable, batch: NewBatch): Promise<void> {
  const sql = `insert into sync_batches (uid, entity_name, sync_type, status, dry_run, started_by, mapping_version,
    started_at, watermark_from, lease_owner, fence) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
  await db.run(sql, [
    batch.uid,
    batch.entityName,
    batch.syncType,
    batch.status,
    batch.dryRun ? 1 : 0,
    batch.startedBy,
    batch.mappingVersion,
    batch.startedAt,
    batch.watermarkFrom,
    batch.leaseOwner,
    batch.fence,
  ]);
}

async function list(db: Queryable, filter: BatchFilter): Promise<readonly Batch[]> {
  const { sql: conditions, params } = toCondition(filter);
  const sql = `${SELECT_BATCH} where ${conditions} order by uid desc limit ?`;
  return (await db.all<BatchRow>(sql, [...params, filter.limit])).map(toBatch);
}

function toCondition(filter: Omit<BatchFilter, 'limit'>): Condition {
  return allOf([
    ['entity_name = ?', filter.entity],
    ['status = ?', filter.status],
    ['dry_run = ?', filter.dryRun === undefined ? undefined : Number(filter.dryRun)],
    ['uid < ?', filter.beforeUid],
  ]);
}
