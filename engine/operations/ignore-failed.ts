// Sets failed records aside: those that are there now, never ones that come later.

import type { FailedFilter } from '../repositories/failed-record.ts';
import type { Services } from './services.ts';

/** Returns how many were ignored. */
export async function ignoreFailed({ store, clock }: Services, filter: FailedFilter): Promise<number> {
  return store.failedRecords.ignore(filter, new Date(clock.now()).toISOString());
}
