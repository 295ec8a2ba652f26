// Whether a run that is said to be running still has a process that works on it.

import type { Batch } from '../repositories/batch-repository.ts';
import type { LeaseRow } from '../repositories/lease-repository.ts';
import { STALE_AFTER_MS } from './acquire-run-lease.ts';
import type { Services } from './services.ts';

/** True where a live process holds the lease for this batch. */
export function isHeld({ process: self, clock }: Services, lease: LeaseRow | null, uid: string): boolean {
  if (lease?.batchUid !== uid || lease.heartbeatAt === null || lease.pid === null) return false;
  if (lease.host === self.host) return !self.isGone(lease.pid, lease.processStarted ?? '');
  return Date.parse(lease.heartbeatAt) >= clock.now() - STALE_AFTER_MS;
}

/** The running batches among these whose process is gone. Dry runs hold no lease, so nothing can be said of them. */
export async function findInterrupted(services: Services, batches: readonly Batch[]): Promise<ReadonlySet<string>> {
  const running = batches.filter((batch) => batch.status === 'running' && !batch.dryRun);
  const leases = await Promise.all(running.map((batch) => services.store.leases.find(batch.entityName)));
  const gone = running.filter((batch, at) => !isHeld(services, leases[at] ?? null, batch.uid));
  return new Set(gone.map((batch) => batch.uid));
}
