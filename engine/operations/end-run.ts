// Ends a run: writes the outcome and, last of all, the watermark; gives the lease back.

import { failedChild } from '../pipeline/failed-child.ts';
import { nextWatermark, whyWatermarkStays } from '../pipeline/next-watermark.ts';
import type { PipelineEnd } from '../pipeline/run-control.ts';
import type { RunParts } from '../pipeline/run-parts.ts';
import { filtersKey } from '../pipeline/delete-absent.ts';
import { EngineError } from '../failures/engine-error.ts';
import { STAGES, type Stage } from '../failures/codes.ts';
import type { Batch, BatchOutcome } from '../repositories/batch-repository.ts';
import type { Repositories } from '../repositories/store.ts';
import { columnsKey } from './prepare-run.ts';
import type { OpenBatch, OpenRun } from './open-run.ts';
import type { Services } from './services.ts';

/** A run that read its source to the end: outcome, watermark and retries of waiting children in one transaction. */
export async function completeRun(services: Services, open: OpenBatch, opened: OpenRun): Promise<Batch> {
  const { run, parts } = opened;
  const doubt = whyWatermarkStays(run, parts.tracker.position());
  if (doubt !== null) parts.warn(doubt);
  const metrics = parts.totals.metrics();
  const status: BatchOutcome = metrics.failed > 0 ? 'completed_with_failures' : 'completed';
  return endBatch(services, open, {
    status,
    parts,
    watermarkTo: watermarkAfter(opened),
    preview: open.batch.dryRun ? 'previewed' : null,
    alsoWrite: async (repos, at) => {
      if (open.batch.dryRun) return;
      await countTries(services, repos, opened);
      await saveState(services, repos, { opened, at });
    },
  });
}

/** A replay (woken children, retries, approved deletes) has an outcome, but no position in the source. */
export async function completeReplay(services: Services, open: OpenBatch, parts: RunParts): Promise<Batch> {
  const status: BatchOutcome = parts.totals.metrics().failed > 0 ? 'completed_with_failures' : 'completed';
  return endBatch(services, open, { status, parts, watermarkTo: null, preview: null });
}

/** A run that was asked to pause keeps its batch and position; one that was asked to stop ends as cancelled. */
export async function interruptRun(
  services: Services,
  open: OpenBatch,
  how: { readonly end: Exclude<PipelineEnd, 'complete'>; readonly parts: RunParts },
): Promise<Batch> {
  if (how.end === 'stopped') {
    return endBatch(services, open, { status: 'cancelled', parts: how.parts, watermarkTo: null, preview: null });
  }
  const { uid } = open.batch;
  await writeLast(services, open, async ({ batches }) => {
    await batches.saveProgress(uid, how.parts.progress());
    await batches.requestAction(uid, null);
    await batches.setStatus(uid, 'paused');
  });
  return finished(services, open);
}

/** A run that could not go on. Its position stays; nothing that was acknowledged is lost. */
export async function failRun(
  services: Services,
  open: OpenBatch,
  how: { readonly error: unknown; readonly parts: RunParts | null },
): Promise<Batch> {
  const { error, parts } = how;
  services.log.error('A run failed', { entity: open.batch.entityName, batch: open.batch.uid, error: describe(error) });
  const preview = !open.batch.dryRun
    ? null
    : error instanceof EngineError && error.kind === 'unavailable'
      ? 'cannot_preview'
      : 'failed';
  return endBatch(services, open, {
    status: error instanceof EngineError && error.kind === 'stopped' ? 'cancelled' : 'failed',
    parts,
    watermarkTo: null,
    preview,
    errorMessage: sentenceOf(error),
    errorStage: stageOf(error),
  });
}

interface End {
  readonly status: BatchOutcome;
  readonly parts: RunParts | null;
  readonly watermarkTo: string | null;
  readonly preview: Batch['preview'];
  readonly errorMessage?: string;
  readonly errorStage?: Stage | null;
  readonly alsoWrite?: (repos: Repositories, at: string) => Promise<void>;
}

async function endBatch(services: Services, open: OpenBatch, end: End): Promise<Batch> {
  const at = new Date(services.clock.now()).toISOString();
  const progress = end.parts?.progress() ?? open.batch;
  const write = async (repos: Repositories): Promise<void> => {
    await repos.batches.finish(open.batch.uid, {
      ...progress,
      status: end.status,
      completedAt: at,
      watermarkTo: end.watermarkTo,
      preview: end.preview,
      errorMessage: end.errorMessage ?? null,
      errorStage: end.errorStage ?? null,
    });
    if (end.status !== 'failed') await repos.readPages.removeAll(open.batch.uid);
    await end.alsoWrite?.(repos, at);
  };
  await writeLast(services, open, write);
  return finished(services, open);
}

/** The run's last transaction; whatever becomes of it, the lease is given back and its heartbeat stops. */
async function writeLast(
  services: Services,
  { held }: OpenBatch,
  write: (repos: Repositories) => Promise<void>,
): Promise<void> {
  if (held === null) {
    await services.store.transaction(write);
    return;
  }
  try {
    // In short transactions of its own, so that the state at rest has no log and counts are exact.
    await services.store.ledger.settle(held.lease.entityName);
    await services.store.fenced(held.lease, new Date(services.clock.now()).toISOString(), write);
  } finally {
    await held.release();
  }
}

async function finished(services: Services, open: OpenBatch): Promise<Batch> {
  const batch = (await services.store.batches.find(open.batch.uid)) ?? open.batch;
  services.events.emit('run:finished', { batchUid: batch.uid, entity: batch.entityName, status: batch.status });
  return batch;
}

function watermarkAfter({ run, basis, parts }: OpenRun): string | null {
  return nextWatermark(run, parts.tracker.position(), basis.state?.lastSyncRowversion ?? null);
}

async function saveState(
  services: Services,
  repos: Repositories,
  { opened, at }: { readonly opened: OpenRun; readonly at: string },
): Promise<void> {
  const { run, basis, parts } = opened;
  const isFull = run.batch.syncType !== 'incremental';
  const name = run.entity.name;
  // Those the run went by: drift that is not accepted stays drift until the entity is saved anew.
  await repos.settings.set(columnsKey(name, run.mappingVersion), JSON.stringify(basis.columns), at);
  if (isFull) await repos.settings.set(filtersKey(name), JSON.stringify(run.entity.source.filters), at);
  await repos.syncState.save({
    uid: services.newUid(),
    entityName: name,
    sourceSystem: basis.api.connector,
    // An incremental run has not looked at every record: only a full one proves a new address.
    targetSystem: isFull || basis.state === null ? basis.targetSystem : basis.state.targetSystem,
    lastSyncRowversion: watermarkAfter(opened),
    lastSyncTimestamp: at,
    totalRecordsSynced: await repos.ledger.count(name),
    lastFullSyncAt: isFull ? at : (basis.state?.lastFullSyncAt ?? null),
    rowversionDistrusted:
      run.entity.delta.strategy === 'auto' && run.strategy !== 'hash' && parts.delta.strategy === 'hash',
    lastBatchUid: run.batch.uid,
  });
}

/** Children that waited through one more run; those without tries left become failed records in the same transaction. */
async function countTries(services: Services, repos: Repositories, { run }: OpenRun): Promise<void> {
  if (run.parentRules.length === 0) return;
  const at = new Date(services.clock.now()).toISOString();
  const entityName = run.entity.name;
  await repos.pendingChildren.increaseRetries(entityName, { exceptBatch: run.batch.uid, at });
  for (;;) {
    const triedOut = await repos.pendingChildren.takeTriedOut(entityName, CHILDREN_AT_ONCE);
    if (triedOut.length === 0) return;
    await repos.failedRecords.recordMany({
      entityName,
      batchUid: run.batch.uid,
      failures: triedOut.map(failedChild),
      at,
      newUid: services.newUid,
      nextRetryAt: null,
    });
  }
}

const CHILDREN_AT_ONCE = 1000;

function stageOf(error: unknown): Stage | null {
  const stage = error instanceof EngineError ? error.details['stage'] : undefined;
  return STAGES.find((name) => name === stage) ?? null;
}

function sentenceOf(error: unknown): string {
  if (error instanceof EngineError) return error.message;
  return 'An unexpected error ended the run; what was acknowledged stays. The log has the details. Start the run again.';
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
