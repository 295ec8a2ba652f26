// Children that wait for a parent, with everything needed to send them once it has arrived.
//
//   waiting ──parent acknowledged──▶ ready ──sent──▶ removed
//      └──no parent after max_retries runs──▶ taken out, for the DLQ

import type { BkHash, DataHash } from '../record/shapes.ts';
import type { Page, PageRequest } from './page.ts';
import type { Queryable } from './queryable.ts';

export type PendingStatus = 'waiting' | 'ready';

export interface PendingChild {
  readonly uid: string;
  readonly entityName: string;
  readonly batchUid: string;
  readonly bkHash: BkHash;
  readonly reference: string;
  readonly parentEntity: string;
  readonly parentBkHash: BkHash;
  readonly parentReference: string;
  /** JSON text of the row as it was read. */
  readonly raw: string;
  /** Canonical JSON of the mapped record. */
  readonly dataJson: string;
  readonly dataHash: DataHash;
  readonly businessKey: string;
  readonly sourceKey: string | null;
  readonly rowversion: string | null;
  readonly mappingVersion: number;
  readonly status: PendingStatus;
  readonly retryCount: number;
  readonly maxRetries: number;
  readonly createdAt: string;
  readonly lastTriedAt: string | null;
}

export type NewPendingChild = Omit<
  PendingChild,
  'entityName' | 'batchUid' | 'status' | 'retryCount' | 'maxRetries' | 'createdAt' | 'lastTriedAt'
>;

export interface PendingFilter {
  readonly entity?: string | undefined;
  readonly parentEntity?: string | undefined;
  readonly parentBkHash?: BkHash | undefined;
  readonly status?: PendingStatus | undefined;
}

export interface MissingParent {
  readonly parentEntity: string;
  readonly parentBkHash: BkHash;
  readonly parentReference: string;
  readonly children: number;
  /** The entities of the children, in order of name. */
  readonly entities: readonly string[];
  /** When the child that waits longest began to wait. */
  readonly oldest: string;
}

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
