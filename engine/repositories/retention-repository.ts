// Forgetting: finished batches and closed failed records that are old enough. Never what something still needs.

import type { Queryable } from './queryable.ts';

export interface Pruned {
  readonly batches: number;
  readonly failedRecords: number;
}

export interface RetentionRepository {
  /**
   * Removes failed records closed before `before`, then batches completed before it, but keeps the newest
   * `keepPerEntity` of each entity and every batch that a failed record, pending child, outbox chunk or lease names.
   */
  prune(rule: { readonly before: string; readonly keepPerEntity: number }): Promise<Pruned>;
}

export declare function createRetentionRepository(db: Queryable): RetentionRepository;
