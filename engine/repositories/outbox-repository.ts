// Chunks on their way: stored before they leave, gone in the transaction that records their outcome.

import type { Operation } from '../record/operation.ts';
import type { BkHash } from '../record/shapes.ts';
import type { Queryable } from './queryable.ts';

export interface OutboxChunk {
  /** Also the Idempotency-Key of the call. */
  readonly chunkUid: string;
  readonly entityName: string;
  readonly batchUid: string;
  readonly operation: Operation;
  /** In the order of the call. */
  readonly bkHashes: readonly BkHash[];
  readonly createdAt: string;
}

export type NewOutboxChunk = Omit<OutboxChunk, 'createdAt'> & { readonly at: string };

export interface OutboxRepository {
  add(chunk: NewOutboxChunk): Promise<void>;
  /** Oldest first. */
  listByEntity(entity: string): Promise<readonly OutboxChunk[]>;
  remove(chunkUids: readonly string[]): Promise<void>;
}

export declare function createOutboxRepository(db: Queryable): OutboxRepository;
