// Says which batches a sync is going to have before it begins, so that who starts it need not wait for its end.

import { EngineError } from '../failures/engine-error.ts';
import type { Batch } from '../repositories/batch-repository.ts';
import { isHeld } from './is-at-work.ts';
import { findUnfinishedSource } from './open-run.ts';
import { listUnfinishedRuns } from './resume-runs.ts';
import type { Services } from './services.ts';
import { entitiesInOrder, type SyncRequest } from './start-sync.ts';

export interface ReservedRun {
  readonly entity: string;
  readonly batchUid: string;
  /** An unfinished run that goes on. */
  readonly isResumed: boolean;
}

/** Throws what `startSync` would throw before its first run, and `conflict` where an entity is being synced. */
export async function reserveRuns(
  services: Services,
  request: Pick<SyncRequest, 'entities' | 'dryRun' | 'syncType'>,
): Promise<readonly ReservedRun[]> {
  const names = await entitiesInOrder(services, request.entities);
  if (names.length === 0) throw new EngineError('usage', 'There are no entities yet. Import or map one first.');
  requireConnections(services);
  const runs: ReservedRun[] = [];
  for (const entity of names) {
    const unfinished = request.dryRun ? undefined : await findResumable(services, entity, request.syncType);
    if (!request.dryRun) await refuseBusy(services, entity);
    runs.push({ entity, batchUid: unfinished?.uid ?? services.newUid(), isResumed: unfinished !== undefined });
  }
  return runs;
}

/** The runs that `resumeRuns` goes on with; null: all. Throws `usage` for a run that cannot go on. */
export async function reserveResumes(services: Services, batchUid: string | null): Promise<readonly ReservedRun[]> {
  const unfinished = await listUnfinishedRuns(services);
  const wanted = batchUid === null ? unfinished : unfinished.filter((run) => run.uid === batchUid);
  if (wanted.length === 0) {
    const which =
      batchUid === null ? 'No run is paused or interrupted' : `The run ${batchUid} is not paused or interrupted`;
    throw new EngineError('usage', `${which}. There is nothing to go on with.`, { details: { batch_uid: batchUid } });
  }
  requireConnections(services);
  for (const run of wanted) await refuseBusy(services, run.entityName);
  return Promise.all(wanted.map((run) => toReserved(services, run)));
}

/** Both throw where a connection is not configured. */
function requireConnections(services: Services): void {
  services.apismith();
  services.schedulehub();
}

/** As `openBatch` decides: same type, same mapping version. */
async function findResumable(
  { store }: Services,
  entity: string,
  syncType: SyncRequest['syncType'],
): Promise<Batch | undefined> {
  const unfinished = await findUnfinishedSource(store, entity);
  const version = (await store.entities.find(entity))?.version;
  const fits = (syncType === null || unfinished?.syncType === syncType) && unfinished?.mappingVersion === version;
  return fits ? unfinished : undefined;
}

/** A run of an older mapping version ends, and a new one takes its place. */
async function toReserved(services: Services, run: Batch): Promise<ReservedRun> {
  const resumable = await findResumable(services, run.entityName, run.syncType);
  const isResumed = resumable?.uid === run.uid;
  return { entity: run.entityName, batchUid: isResumed ? run.uid : services.newUid(), isResumed };
}

async function refuseBusy(services: Services, entity: string): Promise<void> {
  const lease = await services.store.leases.find(entity);
  const batchUid = lease?.batchUid ?? null;
  if (batchUid === null || !isHeld(services, lease, batchUid)) return;
  throw new EngineError(
    'conflict',
    `${entity} is being synced already (run ${batchUid}). Nothing was started. Wait for it, or stop it first.`,
    { details: { entity, batch_uid: batchUid } },
  );
}
