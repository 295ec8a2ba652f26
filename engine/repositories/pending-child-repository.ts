// Children that wait for a parent: stored in bulk, woken in the transaction that acknowledges the parent.

import type { BkHash } from '../record/shapes.ts';
import type { Page, PageRequest } from './page.ts';
import type { MissingParent, NewPendingChild, PendingChild, PendingFilter } from './pending-child.ts';
import type { Queryable } from './queryable.ts';

export interface PendingChildRepository {
  /** A child that already waits takes the newer payload and parent, waits on, and keeps its tries. */
  upsertMany(wait: {
    readonly entityName: string;
    readonly batchUid: string;
    readonly children: readonly NewPendingChild[];
    readonly at: string;
  }): Promise<void>;
  /** Makes the children of these parents ready; returns how many. */
  wake(parentEntity: string, parentBkHashes: readonly BkHash[], at: string): Promise<number>;
  /** Oldest first. */
  listReady(entity: string, limit: number): Promise<readonly PendingChild[]>;
  /** In order of uid: whatever the filter names, ready ones too. */
  listWaiting(filter: PendingFilter, request: PageRequest): Promise<Page<PendingChild>>;
  /** One more try without a parent for each waiting child, but for those that `exceptBatch` brought; returns how many. */
  increaseRetries(
    entity: string,
    options: { readonly exceptBatch?: string | undefined; readonly at: string },
  ): Promise<number>;
  /** Removes and returns up to `limit` waiting children without tries left, for the DLQ in the same transaction. */
  takeTriedOut(entity: string, limit: number): Promise<readonly PendingChild[]>;
  removeMany(entity: string, bkHashes: readonly BkHash[]): Promise<void>;
  listKeys(entity: string): Promise<readonly BkHash[]>;
  /** The missing parents, the one with most children first. */
  groupByParent(options: { readonly limit: number }): Promise<readonly MissingParent[]>;
  count(entity?: string): Promise<number>;
  entitiesWithReady(): Promise<readonly string[]>;
}

export declare function createPendingChildRepository(db: Queryable): PendingChildRepository;
