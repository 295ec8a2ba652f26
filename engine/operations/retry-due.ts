// Failed records whose next try is due, most of them because their parent has arrived: tried with the mapping of today.

import { EngineError } from '../failures/engine-error.ts';
import type { SyncControl } from './prepare-run.ts';
import { retryFailed } from './retry-failed.ts';
import type { Services } from './services.ts';

/** What is left over is due again at the next sync. */
const RECORDS_AT_ONCE = 10_000;

/** True where records were tried; an entity that is being synced elsewhere keeps its records for later. */
export async function retryDue(services: Services, control: SyncControl): Promise<boolean> {
  const now = new Date(services.clock.now()).toISOString();
  const due = await services.store.failedRecords.listDue(now, RECORDS_AT_ONCE);
  if (due.length === 0) return false;
  try {
    const which = due.map((record) => record.uid);
    await retryFailed(services, { which, mode: 'current_mapping', steps: [], control });
    return true;
  } catch (error) {
    if (!(error instanceof EngineError) || error.kind !== 'conflict') throw error;
    services.log.info('Failed records that are due wait for the run of their entity');
    return false;
  }
}
