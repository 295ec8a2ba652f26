// Deletes on hold: records that a complete read no longer found, waiting for an operator's approval.

import type { BkHash } from '../record/shapes.ts';
import type { Queryable } from './queryable.ts';

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
  /** Returns how many were approved now. */
  approve(entity: string, which: readonly BkHash[] | 'all', at: string): Promise<number>;
  listApproved(entity: string): Promise<readonly HeldDelete[]>;
  /** Done or discarded: takes them off the list; returns how many. */
  remove(entity: string, which: readonly BkHash[] | 'all'): Promise<number>;
  count(entity?: string): Promise<number>;
}

export declare function createHeldDeleteRepository(db: Queryable): HeldDeleteRepository;
