// Looks a batch up by its uid.

import { EngineError } from '../failures/engine-error.ts';
import type { Batch } from '../repositories/batch-repository.ts';
import type { Store } from '../repositories/store.ts';

/** Throws EngineError `not_found`. */
export async function getBatch(store: Store, uid: string): Promise<Batch> {
  const batch = await store.batches.find(uid);
  if (batch !== null) return batch;
  const sentence = `There is no run ${uid}. Look for it in the history of runs; old ones are removed in time.`;
  throw new EngineError('not_found', sentence, { details: { code: 'unknown_run', batch_uid: uid } });
}
