// One run per entity: a lease with a heartbeat, and a fence that only ever grows.
//
//   free ──acquire──▶ held(fence n) ──release──▶ free
//                        └─stale, or owner gone──▶ held by another (fence n + 1); the old holder's writes are refused

import type { Queryable } from './queryable.ts';

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

export declare function createLeaseRepository(db: Queryable): LeaseRepository;
