// After a crash: failed records that a dead retry had claimed are given back, so that they can be tried again.

import { EngineError } from '../failures/engine-error.ts';
import { acquireRunLease } from './acquire-run-lease.ts';
import type { Services } from './services.ts';

/** Who holds an entity's lease proves that nobody retries its records; an entity that is being synced is left alone. */
export async function giveBackDeadClaims(services: Services): Promise<void> {
  const { entities, failedRecords } = services.store;
  if ((await failedRecords.count({ status: ['retrying'] })) === 0) return;
  for (const { name } of await entities.list()) {
    if ((await failedRecords.count({ entity: name, status: ['retrying'] })) === 0) continue;
    try {
      const held = await acquireRunLease(services, name, services.newUid());
      await failedRecords.reopenRetrying(name).finally(() => held.release());
    } catch (error) {
      if (!(error instanceof EngineError) || error.kind !== 'conflict') throw error;
    }
  }
}
