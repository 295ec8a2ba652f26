// Asks running runs, in whatever process, to pause: one by its uid, or all of them.

import { EngineError } from '../failures/engine-error.ts';
import type { Batch } from '../repositories/batch-repository.ts';
import { getBatch } from './find-batch.ts';
import type { Services } from './services.ts';

const MOST_RUNS = 1000;

/** Returns the runs that were asked; throws `not_found` or `usage` for a uid that cannot be paused. */
export async function pauseRuns({ store }: Services, uid: string | null): Promise<readonly Batch[]> {
  const runs = uid === null ? await listRunning(store) : [await getBatch(store, uid)];
  const asked: Batch[] = [];
  for (const run of runs) {
    if (run.status === 'running' && (await store.batches.requestAction(run.uid, 'pause'))) asked.push(run);
  }
  const [only] = runs;
  if (uid !== null && asked.length === 0 && only !== undefined) {
    const sentence = `The run ${uid} is not running (${only.status}). There is nothing to pause.`;
    throw new EngineError('usage', sentence, { details: { batch_uid: uid } });
  }
  return asked;
}

function listRunning(store: Services['store']): Promise<readonly Batch[]> {
  return store.batches.list({ status: 'running', limit: MOST_RUNS });
}
