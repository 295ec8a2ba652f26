// Deletes on hold: records that a complete read no longer found, waiting for an operator's approval.

import type { SqlValue } from '../db/database.ts';
import type { BkHash } from '../record/shapes.ts';
import { atomically, type Queryable } from './queryable.ts';
import { allIn, insertMany, runIn } from './bulk.ts';
import { toBkHash, toBlob, toSortedBlobs } from './hash-blob.ts';
import { selectList } from './select-list.ts';

export interface NewHeldDelete {
  readonly bkHash: BkHash;
  readonly reference: string;
  readonly reason: string;
}

export interface HeldDelete extends NewHeldDelete {
  readonly entityName: string;
  readonly batchUid: string;
  readonly detectedAt: string;
  readonly approvedAt: string | null;
}

export interface HeldDeleteRepository {
  /** The deletes of the entity are these now; one that was held before keeps its first date and its approval. */
  replaceAll(held: {
    readonly entityName: string;
    readonly batchUid: string;
    readonly rows: readonly NewHeldDelete[];
    readonly at: string;
  }): Promise<void>;
  list(entity?: string): Promise<readonly HeldDelete[]>;
  /** In order of entity and key; after the given one. */
  listPage(
    filter: { readonly entity?: string | undefined },
    range: { readonly limit: number; readonly after: Pick<HeldDelete, 'entityName' | 'bkHash'> | null },
  ): Promise<readonly HeldDelete[]>;
  listExisting(entity: string, bkHashes: readonly BkHash[]): Promise<ReadonlySet<BkHash>>;
  countByEntity(): Promise<ReadonlyMap<string, number>>;
  /** Returns how many were approved now. */
  approve(entity: string, which: readonly BkHash[] | 'all', at: string): Promise<number>;
  listApproved(entity: string): Promise<readonly HeldDelete[]>;
  /** Done or discarded: takes them off the list; returns how many. */
  remove(entity: string, which: readonly BkHash[] | 'all'): Promise<number>;
  count(entity?: string): Promise<number>;
}

const COLUMNS = ['entity_name', 'bk_hash', 'batch_uid', 'reference', 'reason', 'detected_at', 'approved_at'] as const;

type SqlRow = Omit<HeldDelete, 'bkHash'> & { readonly bkHash: Uint8Array };

export function createHeldDeleteRepository(db: Queryable): HeldDeleteRepository {
  const list = async (where: string, params: readonly SqlValue[]): Promise<readonly HeldDelete[]> => {
    const sql = `select ${selectList(COLUMNS)} from held_deletes where ${where} order by entity_name, bk_hash`;
    const rows = await db.all<SqlRow>(sql, params);
    return rows.map((row) => ({ ...row, bkHash: toBkHash(row.bkHash) }));
  };
  return {
    replaceAll: async ({ entityName, batchUid, rows, at }) => {
      const sorted = rows.toSorted((a, b) => (a.bkHash < b.bkHash ? -1 : 1));
      await atomically(db, async (tx) => {
        await insertMany(tx, {
          into: 'held_deletes (entity_name, bk_hash, batch_uid, reference, reason, detected_at)',
          rows: sorted.map((row) => [entityName, toBlob(row.bkHash), batchUid, row.reference, row.reason, at]),
          onConflict: `on conflict (entity_name, bk_hash) do update
            set batch_uid = excluded.batch_uid, reference = excluded.reference, reason = excluded.reason`,
        });
        await tx.run('delete from held_deletes where entity_name = ? and batch_uid <> ?', [entityName, batchUid]);
      });
    },
    list: (entity) => (entity === undefined ? list('true', []) : list('entity_name = ?', [entity])),
    listPage: async ({ entity }, { limit, after }) => {
      const conditions = [
        ...(entity === undefined ? [] : ['entity_name = ?']),
        ...(after === null ? [] : ['(entity_name > ? or (entity_name = ? and bk_hash > ?))']),
      ];
      const params = [
        ...(entity === undefined ? [] : [entity]),
        ...(after === null ? [] : [after.entityName, after.entityName, toBlob(after.bkHash)]),
      ];
      const sql = `select ${selectList(COLUMNS)} from held_deletes where ${['true', ...conditions].join(' and ')}
        order by entity_name, bk_hash limit ?`;
      const rows = await db.all<SqlRow>(sql, [...params, limit]);
      return rows.map((row) => ({ ...row, bkHash: toBkHash(row.bkHash) }));
    },
    listExisting: async (entity, bkHashes) => {
      const sql = (list: string) =>
        `select bk_hash as "bkHash" from held_deletes where entity_name = ? and bk_hash in ${list}`;
      const rows = await allIn<Pick<SqlRow, 'bkHash'>>(db, { sql, before: [entity], keys: toSortedBlobs(bkHashes) });
      return new Set(rows.map((row) => toBkHash(row.bkHash)));
    },
    countByEntity: async () => {
      const sql = 'select entity_name as entity, count(*) as count from held_deletes group by entity_name';
      const rows = await db.all<{ entity: string; count: number }>(sql);
      return new Map(rows.map((row) => [row.entity, row.count]));
    },
    approve: (entity, which, at) => {
      const sql = 'update held_deletes set approved_at = ? where entity_name = ? and approved_at is null';
      return runOn(db, { sql, params: [at, entity], which });
    },
    listApproved: (entity) => list('entity_name = ? and approved_at is not null', [entity]),
    remove: (entity, which) =>
      runOn(db, { sql: 'delete from held_deletes where entity_name = ?', params: [entity], which }),
    count: async (entity) => {
      const where = entity === undefined ? 'true' : 'entity_name = ?';
      const sql = `select count(*) as count from held_deletes where ${where}`;
      return (await db.get<{ count: number }>(sql, entity === undefined ? [] : [entity]))?.count ?? 0;
    },
  };
}

interface Choice {
  readonly sql: string;
  readonly params: readonly SqlValue[];
  readonly which: readonly BkHash[] | 'all';
}

async function runOn(db: Queryable, { sql, params, which }: Choice): Promise<number> {
  if (which === 'all') return (await db.run(sql, params)).changes;
  return runIn(db, { sql: (list) => `${sql} and bk_hash in ${list}`, before: params, keys: toSortedBlobs(which) });
}
