// Sets failed records aside: those that are there now, never ones that come later. Can be undone.

import type { FailedFilter } from '../repositories/failed-record.ts';
import type { Services } from './services.ts';

export interface Ignored {
  readonly ignored: number;
  /** What undoes exactly this. */
  readonly ignoredAt: string;
}

export async function ignoreFailed(
  { store, clock }: Services,
  filter: FailedFilter,
  reason?: string,
): Promise<Ignored> {
  const ignoredAt = new Date(clock.now()).toISOString();
  return { ignored: await store.failedRecords.ignore(filter, ignoredAt, reason), ignoredAt };
}

/** Returns how many are open again. */
export async function reopenFailed(
  { store, clock }: Services,
  which: { readonly uids: readonly string[] } | { readonly ignoredAt: string },
): Promise<number> {
  return store.failedRecords.reopen(which, new Date(clock.now()).toISOString());
}
