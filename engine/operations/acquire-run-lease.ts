// Takes the lease of an entity for one batch and keeps it alive; says clearly who holds it otherwise.

import { EngineError } from '../failures/engine-error.ts';
import type { Lease } from '../repositories/lease-repository.ts';
import type { Services } from './services.ts';

/** A heartbeat older than this is stale: its owner is taken for dead. */
export const STALE_AFTER_MS = 60_000;
const HEARTBEAT_EVERY_MS = 10_000;

export interface HeldRunLease {
  readonly lease: Lease;
  /** Stops the heartbeat; the lease itself is released with the run's last transaction, or here. */
  release(): Promise<void>;
}

/** Throws EngineError `conflict` where another live process syncs the entity. */
export async function acquireRunLease(services: Services, entityName: string, batchUid: string): Promise<HeldRunLease> {
  const { clock, process: self, store } = services;
  const result = await store.leases.acquire({
    entityName,
    batchUid,
    owner: `${self.host}:${self.pid}:${batchUid}`,
    host: self.host,
    pid: self.pid,
    processStarted: self.started,
    at: new Date(clock.now()).toISOString(),
    staleBefore: new Date(clock.now() - STALE_AFTER_MS).toISOString(),
    isOwnerGone: ({ host, pid, processStarted }) => {
      if (host !== self.host || pid === null) return false;
      // In a container every process has the same number: the start tells the dead one from this one.
      return pid === self.pid ? processStarted !== self.started : self.isGone(pid, processStarted ?? '');
    },
  });
  if ('heldBy' in result) {
    const { host, pid, batchUid: otherBatch } = result.heldBy;
    throw new EngineError(
      'conflict',
      `${entityName} is being synced already, by process ${String(pid)} on ${host ?? 'another computer'} (run ${otherBatch ?? 'unknown'}). Nothing was changed. Wait for it, or stop that run.`,
      { details: { code: 'run_at_work', entity: entityName, batch_uid: otherBatch } },
    );
  }
  const lease = result;
  const beat = setInterval(() => {
    store.leases.heartbeat(lease, new Date(clock.now()).toISOString()).catch((error: unknown) => {
      services.log.warn('A heartbeat could not be written', { entity: entityName, error: String(error) });
    });
  }, HEARTBEAT_EVERY_MS);
  beat.unref();
  return {
    lease,
    release: async () => {
      clearInterval(beat);
      await store.leases.release(lease);
    },
  };
}
