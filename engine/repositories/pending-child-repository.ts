// Children that wait for a parent: stored in bulk, woken in the transaction that acknowledges the parent.

import type { BkHash } from '../record/shapes.ts';
import { allIn, insertMany, listIn, runIn } from './bulk.ts';
import { allOf } from './conditions.ts';
import { toBkHash, toBlob, toSortedBlobs } from './hash-blob.ts';
import { toPage, type Page, type PageRequest } from './page.ts';
import {
  PENDING_COLUMNS,
  PENDING_INSERT_COLUMNS,
  PENDING_UPDATE_COLUMNS,
  toPendingChild,
  toPendingInsert,
  type PendingChildRow,
} from './pending-child-row.ts';
import type { MissingParent, NewPendingChild, PendingChild, PendingChoice, PendingFilter } from './pending-child.ts';
import type { Queryable } from './queryable.ts';

export type * from './pending-child.ts';

export interface PendingChildRepository {
  /** A child that already waits takes the newer payload and parent, waits on, and keeps its tries. */
  upsertMany(wait: {
    readonly entityName: string;
    readonly batchUid: string;
    readonly children: readonly NewPendingChild[];
    readonly at: string;
  }): Promise<void>;
  /** Whether any child waits for a parent of this entity. */
  isAwaited(parentEntity: string): Promise<boolean>;
  /** Makes the children of these parents ready; returns how many. */
  wake(parentEntity: string, parentBkHashes: readonly BkHash[], at: string): Promise<number>;
  /** Oldest first. */
  listReady(entity: string, limit: number): Promise<readonly PendingChild[]>;
  /** In order of uid: whatever the filter names, ready ones too. */
  listWaiting(filter: PendingFilter, request: PageRequest): Promise<Page<PendingChild>>;
  /**
   * One more try without a parent for each waiting child, but for those that `exceptBatch` was the first to bring: one
   * that it only read again has waited through it. Returns how many.
   */
  increaseRetries(
    entity: string,
    options: { readonly exceptBatch?: string | undefined; readonly at: string },
  ): Promise<number>;
  /** Removes and returns up to `limit` waiting children without tries left, for the DLQ in the same transaction. */
  takeTriedOut(entity: string, limit: number): Promise<readonly PendingChild[]>;
  /**
   * Removes and returns up to `limit` waiting children by uid or parent, for the DLQ in the same transaction. Ready ones
   * stay: they may be on their way.
   */
  takeWaiting(which: PendingChoice, limit: number): Promise<readonly PendingChild[]>;
  removeMany(entity: string, bkHashes: readonly BkHash[]): Promise<void>;
  listKeys(entity: string): Promise<readonly BkHash[]>;
  findMany(entity: string, bkHashes: readonly BkHash[]): Promise<ReadonlyMap<BkHash, PendingChild>>;
  /** The missing parents, the one with most children first. */
  groupByParent(options: { readonly limit: number }): Promise<readonly MissingParent[]>;
  count(entity?: string): Promise<number>;
  countByEntity(): Promise<ReadonlyMap<string, number>>;
  entitiesWithReady(): Promise<readonly string[]>;
}

export function createPendingChildRepository(db: Queryable): PendingChildRepository {
  return {
    upsertMany: (wait) => upsertMany(db, wait),
    isAwaited: (parentEntity) => isAwaited(db, parentEntity),
    wake: async (parentEntity, parentBkHashes, at) => {
      if (!(await isAwaited(db, parentEntity))) return 0;
      const sql = (list: string) => `update pending_children set status = 'ready', last_tried_at = ?
        where status = 'waiting' and parent_entity = ? and parent_bk_hash in ${list}`;
      return runIn(db, { sql, before: [at, parentEntity], keys: toSortedBlobs(parentBkHashes) });
    },
    listReady: async (entity, limit) => {
      const sql = `select ${PENDING_COLUMNS} from pending_children
        where entity_name = ? and status = 'ready' order by uid limit ?`;
      return (await db.all<PendingChildRow>(sql, [entity, limit])).map(toPendingChild);
    },
    listWaiting: (filter, request) => listWaiting(db, filter, request),
    increaseRetries: async (entity, { exceptBatch, at }) => {
      const sql = `update pending_children set retry_count = retry_count + 1, last_tried_at = ?
        where entity_name = ? and status = 'waiting' and (
          batch_uid <> ? or created_at < (select started_at from sync_batches where uid = ?)
        )`;
      return (await db.run(sql, [at, entity, exceptBatch ?? '', exceptBatch ?? ''])).changes;
    },
    takeTriedOut: async (entity, limit) => {
      const sql = `delete from pending_children where uid in (
        select uid from pending_children
        where entity_name = ? and status = 'waiting' and retry_count >= max_retries order by uid limit ?
      ) returning ${PENDING_COLUMNS}`;
      return (await db.all<PendingChildRow>(sql, [entity, limit])).map(toPendingChild);
    },
    takeWaiting: async (which, limit) => {
      const { sql, params } =
        'uids' in which
          ? listIn('uid', which.uids)
          : {
              sql: 'parent_entity = ? and parent_bk_hash = ?',
              params: [which.parentEntity, toBlob(which.parentBkHash)],
            };
      const taken = `delete from pending_children where uid in (
        select uid from pending_children where status = 'waiting' and ${sql} order by uid limit ?
      ) returning ${PENDING_COLUMNS}`;
      return (await db.all<PendingChildRow>(taken, [...params, limit])).map(toPendingChild);
    },
    removeMany: async (entity, bkHashes) => {
      const sql = (list: string) => `delete from pending_children where entity_name = ? and bk_hash in ${list}`;
      await runIn(db, { sql, before: [entity], keys: toSortedBlobs(bkHashes) });
    },
    listKeys: async (entity) => {
      const sql = 'select bk_hash as "bkHash" from pending_children where entity_name = ? order by bk_hash';
      return (await db.all<Pick<PendingChildRow, 'bkHash'>>(sql, [entity])).map((row) => toBkHash(row.bkHash));
    },
    findMany: async (entity, bkHashes) => {
      const sql = (list: string) =>
        `select ${PENDING_COLUMNS} from pending_children where entity_name = ? and bk_hash in ${list}`;
      const rows = await allIn<PendingChildRow>(db, { sql, before: [entity], keys: toSortedBlobs(bkHashes) });
      return new Map(rows.map((row) => [toBkHash(row.bkHash), toPendingChild(row)]));
    },
    groupByParent: ({ limit }) => groupByParent(db, limit),
    count: async (entity) => {
      const { sql, params } = allOf([['entity_name = ?', entity]]);
      const row = await db.get<{ count: number }>(
        `select count(*) as count from pending_children where ${sql}`,
        params,
      );
      return row?.count ?? 0;
    },
    countByEntity: async () => {
      const sql = 'select entity_name as entity, count(*) as count from pending_children group by entity_name';
      const rows = await db.all<{ entity: string; count: number }>(sql);
      return new Map(rows.map((row) => [row.entity, row.count]));
    },
    entitiesWithReady: async () => {
      const sql = `select distinct entity_name as "entityName" from pending_children
        where status = 'ready' order by entity_name`;
      return (await db.all<{ entityName: string }>(sql)).map((row) => row.entityName);
    },
  };
}

async function upsertMany(
  db: Queryable,
  { entityName, batchUid, children, at }: Parameters<PendingChildRepository['upsertMany']>[0],
): Promise<void> {
  // One row per child, the last one given.
  const byKey = new Map(children.map((child) => [child.bkHash, child]));
  const sorted = [...byKey.values()].sort((a, b) => (a.bkHash < b.bkHash ? -1 : 1));
  const updates = PENDING_UPDATE_COLUMNS.map((column) => `${column} = excluded.${column}`);
  await insertMany(db, {
    into: `pending_children (${PENDING_INSERT_COLUMNS.join(', ')})`,
    rows: sorted.map((child) => toPendingInsert({ ...child, entityName, batchUid, createdAt: at })),
    onConflict: `on conflict (entity_name, bk_hash) do update set ${updates.join(', ')}`,
  });
}

async function listWaiting(
  db: Queryable,
  filter: PendingFilter,
  { limit, cursor }: PageRequest,
): Promise<Page<PendingChild>> {
  const { sql, params } = allOf([
    ['entity_name = ?', filter.entity],
    ['parent_entity = ?', filter.parentEntity],
    ['parent_bk_hash = ?', filter.parentBkHash && toBlob(filter.parentBkHash)],
    ['status = ?', filter.status],
    ['uid > ?', cursor ?? undefined],
  ]);
  const query = `select ${PENDING_COLUMNS} from pending_children where ${sql} order by uid limit ?`;
  const rows = await db.all<PendingChildRow>(query, [...params, limit + 1]);
  return toPage(rows.map(toPendingChild), limit);
}

async function groupByParent(db: Queryable, limit: number): Promise<readonly MissingParent[]> {
  const sql = `select c.parent_entity as "parentEntity", c.parent_bk_hash as "parentBkHash",
      c.entity_name as "entityName", min(c.parent_reference) as "parentReference", count(*) as "children",
      min(c.created_at) as "oldest"
    from (
      select parent_entity, parent_bk_hash, count(*) as children from pending_children where status = 'waiting'
      group by parent_entity, parent_bk_hash order by count(*) desc, parent_entity, parent_bk_hash limit ?
    ) top join pending_children c on c.parent_entity = top.parent_entity and c.parent_bk_hash = top.parent_bk_hash
    where c.status = 'waiting'
    group by c.parent_entity, c.parent_bk_hash, c.entity_name order by c.entity_name`;
  type SqlGroup = Omit<MissingParent, 'parentBkHash' | 'entities'> & {
    readonly parentBkHash: Uint8Array;
    readonly entityName: string;
  };
  // A parent whose children are of two entities has two rows.
  const parents = new Map<string, MissingParent>();
  for (const { entityName, ...row } of await db.all<SqlGroup>(sql, [limit])) {
    const parentBkHash = toBkHash(row.parentBkHash);
    const key = `${row.parentEntity} ${parentBkHash}`;
    const known = parents.get(key);
    parents.set(key, {
      ...row,
      parentBkHash,
      children: row.children + (known?.children ?? 0),
      entities: [...(known?.entities ?? []), entityName],
      oldest: known !== undefined && known.oldest < row.oldest ? known.oldest : row.oldest,
    });
  }
  return [...parents.values()].sort(
    (a, b) => b.children - a.children || (a.parentReference < b.parentReference ? -1 : 1),
  );
}

async function isAwaited(db: Queryable, parentEntity: string): Promise<boolean> {
  const sql = 'select 1 as "any" from pending_children where parent_entity = ? limit 1';
  return (await db.get(sql, [parentEntity])) !== null;
}
