// One run per entity: a lease with a heartbeat, and a fence that only ever grows.
//
//   free ──acquire──▶ held(fence n) ──release──▶ free
//                        └─stale, or owner gone──▶ held by another (fence n + 1); the old holder's writes are refused

import assert from 'node:assert';
import { atomically, type Queryable } from './queryable.ts';
import { selectList } from './select-list.ts';

/** Proof of holding; `fence` makes it worthless as soon as another run takes over. */
export interface Lease {
  readonly entityName: string;
  readonly batchUid: string;
  readonly owner: string;
  readonly fence: number;
}

/** The row behind a lease; all but the fence are null while it is free. */
export interface LeaseRow {
  readonly entityName: string;
  readonly batchUid: string | null;
  readonly owner: string | null;
  readonly host: string | null;
  readonly pid: number | null;
  readonly processStarted: string | null;
  readonly heartbeatAt: string | null;
  readonly fence: number;
}

export interface LeaseRequest {
  readonly entityName: string;
  readonly batchUid: string;
  readonly owner: string;
  readonly host: string;
  readonly pid: number;
  readonly processStarted: string;
  readonly at: string;
  /** A heartbeat before this time is stale. */
  readonly staleBefore: string;
  /** True where the holder's process surely no longer runs (same host, other process). */
  readonly isOwnerGone: (row: LeaseRow) => boolean;
}

export interface HeldLease {
  readonly heldBy: Readonly<Pick<LeaseRow, 'owner' | 'host' | 'pid' | 'heartbeatAt' | 'batchUid'>>;
}

export interface LeaseRepository {
  acquire(request: LeaseRequest): Promise<Lease | HeldLease>;
  /** Renews the heartbeat; false where the lease is lost. */
  heartbeat(lease: Lease, at: string): Promise<boolean>;
  /** Gives the lease back, keeping its fence; false where it was lost before. */
  release(lease: Lease): Promise<boolean>;
  find(entityName: string): Promise<LeaseRow | null>;
}

export function createLeaseRepository(db: Queryable): LeaseRepository {
  return {
    acquire: (request) => acquire(db, request),
    heartbeat: async (lease, at) => {
      const sql = 'update leases set heartbeat_at = ? where entity_name = ? and owner = ? and fence = ?';
      return (await db.run(sql, [at, lease.entityName, lease.owner, lease.fence])).changes > 0;
    },
    release: async (lease) => {
      const sql = `update leases set batch_uid = null, owner = null, host = null, pid = null, process_started = null,
        heartbeat_at = null where entity_name = ? and owner = ? and fence = ?`;
      return (await db.run(sql, [lease.entityName, lease.owner, lease.fence])).changes > 0;
    },
    find: (entityName) => find(db, entityName),
  };
}

/** Two that try at once both read; the fence in the `where` lets one of them write, the other looks again. */
async function acquire(db: Queryable, request: LeaseRequest): Promise<Lease | HeldLease> {
  const { entityName, batchUid, owner, host, pid, processStarted, at } = request;
  return atomically(db, async (tx) => {
    await tx.run('insert into leases (entity_name, fence) values (?, 0) on conflict (entity_name) do nothing', [
      entityName,
    ]);
    for (;;) {
      const row = await find(tx, entityName);
      assert(row !== null, 'nothing in the engine deletes a lease row');
      if (!isFree(row, request)) return { heldBy: row };
      const fence = row.fence + 1;
      const { changes } = await tx.run(
        `update leases set batch_uid = ?, owner = ?, host = ?, pid = ?, process_started = ?, heartbeat_at = ?, fence = ?
        where entity_name = ? and fence = ?`,
        [batchUid, owner, host, pid, processStarted, at, fence, entityName, row.fence],
      );
      if (changes > 0) return { entityName, batchUid, owner, fence };
    }
  });
}

function isFree(row: LeaseRow, request: LeaseRequest): boolean {
  if (row.owner === null) return true;
  if (row.heartbeatAt === null || row.heartbeatAt < request.staleBefore) return true;
  return request.isOwnerGone(row);
}

function find(db: Queryable, entityName: string): Promise<LeaseRow | null> {
  return db.get<LeaseRow>(`select ${COLUMNS} from leases where entity_name = ?`, [entityName]);
}

const COLUMNS = selectList([
  'entity_name',
  'batch_uid',
  'owner',
  'host',
  'pid',
  'process_started',
  'heartbeat_at',
  'fence',
]);
