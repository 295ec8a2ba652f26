// Ends the waiting of records whose parent will not come: each becomes a failed record, whole, in the same transaction.

import { discardedChild } from '../pipeline/failed-child.ts';
import type { PendingChild, PendingChoice } from '../repositories/pending-child.ts';
import type { Repositories } from '../repositories/store.ts';
import type { Services } from './services.ts';

export interface Discarding {
  readonly which: PendingChoice;
  /** For the operator who finds the failed record. */
  readonly reason: string;
}

const CHILDREN_AT_ONCE = 1000;

/** Returns how many. Children whose parent has come are left alone. */
export async function discardWaiting(services: Services, { which, reason }: Discarding): Promise<number> {
  let discarded = 0;
  for (;;) {
    const taken = await services.store.transaction(async (repos) => {
      const children = await repos.pendingChildren.takeWaiting(which, CHILDREN_AT_ONCE);
      await recordFailures(services, repos, { children, reason });
      return children.length;
    });
    discarded += taken;
    if (taken < CHILDREN_AT_ONCE) return discarded;
  }
}

/** A failed record names the batch that brought the child. */
async function recordFailures(
  { clock, newUid }: Services,
  { failedRecords }: Repositories,
  { children, reason }: { readonly children: readonly PendingChild[]; readonly reason: string },
): Promise<void> {
  const groups = Map.groupBy(children, ({ entityName, batchUid }) => `${entityName} ${batchUid}`);
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    await failedRecords.recordMany({
      entityName: first.entityName,
      batchUid: first.batchUid,
      failures: group.map((child) => discardedChild(child, reason)),
      at: new Date(clock.now()).toISOString(),
      newUid,
      nextRetryAt: null,
    });
  }
}
