// Forgetting: finished batches and closed failed records that are old enough. Never what something still needs.

import { atomically, type Queryable } from './queryable.ts';

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

/** Uids are in order of time. */
const NEWEST_PER_ENTITY = `select uid from (
  select uid, row_number() over (partition by entity_name order by uid desc) as age from sync_batches
) aged where age <= ?`;

export function createRetentionRepository(db: Queryable): RetentionRepository {
  return {
    prune: ({ before, keepPerEntity }) =>
      atomically(db, async (tx) => {
        // An ignored record that still comes with every run is seen again and again: it stays.
        const failedRecords = await tx.run(
          `delete from failed_records
          where status in ('resolved', 'ignored', 'superseded') and closed_at < ? and last_seen_at < ?`,
          [before, before],
        );
        const batches = await tx.run(
          `delete from sync_batches where completed_at < ? and uid not in (${NEWEST_PER_ENTITY})
            and not exists (select 1 from failed_records where failed_records.batch_uid = sync_batches.uid)
            and not exists (select 1 from pending_children where pending_children.batch_uid = sync_batches.uid)
            and not exists (select 1 from outbox where outbox.batch_uid = sync_batches.uid)
            and not exists (select 1 from leases where leases.batch_uid = sync_batches.uid)`,
          [before, keepPerEntity],
        );
        return { batches: batches.changes, failedRecords: failedRecords.changes };
      }),
  };
}
