// Opens a run: takes the lease, finds or creates the batch, settles what a dead run left, builds the moving parts.

import { ZERO_METRICS } from '../contract/batch.ts';
import { resumedMetrics } from '../pipeline/page-tracker.ts';
import { createRunParts, type RunParts } from '../pipeline/run-parts.ts';
import { createPlanRecorder, createRealSenders, type SendChunk, type Senders } from '../pipeline/send-chunk.ts';
import type { Retry } from '../pipeline/pending-fate.ts';
import { callRested } from '../pipeline/run-control.ts';
import { settleOutbox } from '../pipeline/settle-outbox.ts';
import { isoNow, type Run } from '../pipeline/run.ts';
import { completeStageMetrics } from '../repositories/batch-metrics.ts';
import type { Batch, SyncType } from '../repositories/batch-repository.ts';
import { acquireRunLease, type HeldRunLease } from './acquire-run-lease.ts';
import { getEntity } from './find-entity.ts';
import { createControl, createRun, readRunBasis, type RunBasis, type SyncControl } from './prepare-run.ts';
import type { Services } from './services.ts';

export interface OpenRequest {
  readonly entity: string;
  readonly syncType: SyncType;
  readonly dryRun: boolean;
  readonly startedBy: string;
  /** `source`: an unfinished run of the same type goes on where it stopped. `replay`: such a run is left alone. */
  readonly kind: 'source' | 'replay';
  /** The mapping version to run with; the current one when absent. */
  readonly mappingVersion?: number | undefined;
  /** The uid a new batch gets, where it was told before the run began. */
  readonly batchUid?: string | undefined;
}

/** A batch that holds its lease, before anything was asked of the two systems. */
export interface OpenBatch {
  readonly batch: Batch;
  readonly held: HeldRunLease | null;
  readonly isResumed: boolean;
}

/** Takes the lease and the batch; throws `conflict` where another process syncs the entity. */
export async function openBatch(services: Services, request: OpenRequest): Promise<OpenBatch> {
  const { store } = services;
  const { version } = await getEntity(store, request.entity, request.mappingVersion);
  if (request.dryRun)
    return createBatch(services, { request, version, uid: request.batchUid ?? services.newUid(), held: null });
  const wanted = findResumable(await listUnfinished(store, request.entity), request, version);
  const uid = wanted?.uid ?? request.batchUid ?? services.newUid();
  const held = await acquireRunLease(services, request.entity, uid);
  try {
    // Looked at again with the lease in hand: its last owner may have gone on, or come to the end, in between.
    const unfinished = await listUnfinished(store, request.entity);
    const resumable = findResumable(unfinished, request, version);
    if (resumable?.uid === wanted?.uid) {
      await closeDeadRuns(services, request, { unfinished, resumable });
      if (resumable !== undefined) return await resumeBatch(services, resumable, held);
      return await createBatch(services, { request, version, uid, held });
    }
  } catch (error) {
    // Whoever comes next need not wait for a run that never began.
    await held.release();
    throw error;
  }
  await held.release();
  return openBatch(services, request);
}

function findResumable(batches: readonly Batch[], request: OpenRequest, version: number): Batch | undefined {
  if (request.kind !== 'source') return undefined;
  return batches.find(
    (batch) => isSourceRun(batch) && batch.syncType === request.syncType && batch.mappingVersion === version,
  );
}

interface Unfinished {
  readonly unfinished: readonly Batch[];
  readonly resumable: Batch | undefined;
}

/** With the lease in hand every other unfinished batch is a dead one. A source run may still be gone on with later. */
async function closeDeadRuns(services: Services, request: OpenRequest, of: Unfinished): Promise<void> {
  // What a dead process had claimed; the claims of a retry are this run's own.
  if (request.startedBy !== 'retry') await services.store.failedRecords.reopenRetrying(request.entity);
  for (const batch of of.unfinished) {
    const isKept = batch.uid === of.resumable?.uid || (request.kind === 'replay' && isSourceRun(batch));
    if (!isKept) await closeUnfinished(services, batch);
  }
}

async function resumeBatch(services: Services, batch: Batch, held: HeldRunLease): Promise<OpenBatch> {
  const { batches } = services.store;
  await batches.requestAction(batch.uid, null);
  await batches.setStatus(batch.uid, 'running');
  await batches.setLease(batch.uid, held.lease);
  return { batch: { ...batch, status: 'running', metrics: resumedMetrics(batch) }, held, isResumed: true };
}

async function createBatch(services: Services, parts: NewBatchParts): Promise<OpenBatch> {
  const batch = newBatch(parts, isoNow(services.clock));
  await services.store.batches.create(batch);
  return { batch, held: parts.held, isResumed: false };
}

/** Who starts batches that read captures instead of the source. */
const REPLAYS: ReadonlySet<string> = new Set(['woken_children', 'retry', 'approved_deletes']);

/** The unfinished run of the entity that reads its source, if there is one. */
export async function findUnfinishedSource(store: Services['store'], entity: string): Promise<Batch | undefined> {
  return (await listUnfinished(store, entity)).find(isSourceRun);
}

/** One that reads its source and may go on; one that died before it heard that it should stop may not. */
function isSourceRun(batch: Batch): boolean {
  return !REPLAYS.has(batch.startedBy) && batch.requestedAction !== 'stop';
}

async function listUnfinished(store: Services['store'], entity: string): Promise<readonly Batch[]> {
  const lists = (['pending', 'running', 'paused'] as const).map((status) =>
    store.batches.list({ entity, status, dryRun: false, limit: 100 }),
  );
  return (await Promise.all(lists)).flat();
}

async function closeUnfinished(services: Services, batch: Batch): Promise<void> {
  await services.store.batches.finish(batch.uid, {
    ...batch,
    status: 'cancelled',
    completedAt: isoNow(services.clock),
    errorMessage: 'Another run was started in its place. What was acknowledged stays.',
  });
  await services.store.readPages.removeAll(batch.uid);
}

interface NewBatchParts {
  readonly uid: string;
  readonly request: OpenRequest;
  readonly version: number;
  readonly held: HeldRunLease | null;
}

function newBatch({ uid, request, version, held }: NewBatchParts, now: string): Batch {
  return {
    uid,
    entityName: request.entity,
    syncType: request.syncType,
    status: 'running',
    dryRun: request.dryRun,
    preview: null,
    startedBy: request.startedBy,
    mappingVersion: version,
    startedAt: now,
    completedAt: null,
    durationMs: 0,
    metrics: ZERO_METRICS,
    stageMetrics: completeStageMetrics(),
    warnings: [],
    watermarkFrom: null,
    watermarkTo: null,
    position: null,
    requestedAction: null,
    errorMessage: null,
    errorStage: null,
    leaseOwner: held?.lease.owner ?? null,
    fence: held?.lease.fence ?? null,
  };
}

/** Everything a run works with, once both systems have answered. */
export interface OpenRun {
  readonly run: Run;
  readonly basis: RunBasis;
  readonly parts: RunParts;
  readonly sendChunk: SendChunk;
}

export interface StartRequest {
  readonly open: OpenBatch;
  readonly control: SyncControl;
  readonly retry: Retry | null;
  readonly isReplay: boolean;
  readonly totalRows: () => number | null;
}

/** Asks both systems about the entity and builds the run; what a dead run left in the outbox is settled first. */
export async function startRun(services: Services, request: StartRequest): Promise<OpenRun> {
  const { batch, held, isResumed } = request.open;
  const control = createControl(services, batch, request.control);
  const basis = await callRested(control, () => readRunBasis(services, batch, control.signal));
  const run = await createRun(services, { basis, batch, lease: held?.lease ?? null, control });
  const settled = await settleOutbox(run);
  const senders: Senders =
    held === null ? { sendChunk: createPlanRecorder(run), newRows: null } : createRealSenders(run, held.lease);
  const parts = createRunParts({
    run,
    ...senders,
    retry: request.retry,
    liveKeys: await services.store.failedRecords.listLiveKeys(batch.entityName),
    pendingKeys: new Set(await services.store.pendingChildren.listKeys(batch.entityName)),
    isReplay: request.isReplay,
    totalRows: request.totalRows,
  });
  if (settled > 0)
    parts.warn(`${settled} record(s) of an interrupted run were looked up in ScheduleHub, not sent again.`);
  for (const sentence of basis.drift) parts.warn(`The source changed: ${sentence}.`);
  services.events.emit('run:started', { batchUid: batch.uid, entity: batch.entityName, isResumed });
  return { run, basis, parts, sendChunk: senders.sendChunk };
}
