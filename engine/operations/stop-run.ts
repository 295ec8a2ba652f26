// Ends a run: one at work is asked to stop softly; one that is paused, or whose process is gone, is ended here.

import { EngineError } from '../failures/engine-error.ts';
import type { Batch } from '../repositories/batch-repository.ts';
import { getBatch } from './find-batch.ts';
import { isHeld } from './is-at-work.ts';
import type { Services } from './services.ts';

/** `asked`: the run ends soon; `ended`: it has ended. */
export type StopOutcome = 'asked' | 'ended';

/** Throws EngineError `not_found` for an unknown uid, `usage` for a run that has ended. */
export async function stopRun(services: Services, uid: string): Promise<StopOutcome> {
  const { store, clock } = services;
  await getBatch(store, uid);
  return store.transaction(async ({ batches, leases, readPages }) => {
    const batch = await batches.find(uid);
    if (batch === null || batch.completedAt !== null) throw hasEnded(uid, batch);
    const isAtWork = batch.status !== 'paused' && isHeld(services, await leases.find(batch.entityName), uid);
    if (isAtWork || batch.dryRun) {
      await batches.requestAction(uid, 'stop');
      return 'asked';
    }
    await batches.finish(uid, { ...batch, status: 'cancelled', completedAt: new Date(clock.now()).toISOString() });
    await readPages.removeAll(uid);
    return 'ended';
  });
}

function hasEnded(uid: string, batch: Batch | null): EngineError {
  const how = batch === null ? 'is gone' : `has ended already (${batch.status})`;
  return new EngineError('usage', `The run ${uid} ${how}. There is nothing to stop.`, { details: { batch_uid: uid } });
}
