// Ends a run: writes the outcome and, last of all, the watermark; gives the lease back.

import { recordKeyOf } from '../pipeline/pending-fate.ts';
import type { PipelineEnd } from '../pipeline/pipeline.ts';
import type { RunParts } from '../pipeline/run-parts.ts';
import { filtersKey } from '../pipeline/delete-absent.ts';
import { EngineError } from '../failures/engine-error.ts';
import { reject } from '../failures/reject.ts';
import { STAGES, type Stage } from '../failures/codes.ts';
import { compareRowversions } from '../record/rowversion.ts';
import type { RawRow } from '../record/shapes.ts';
import type { Batch, BatchOutcome } from '../repositories/batch-repository.ts';
import type { PendingChild } from '../repositories/pending-child-repository.ts';
import type { Repositories } from '../repositories/store.ts';
import { watermarkOf } from '../stages/1-fetch.ts';
import { toFailure } from '../stages/9-track.ts';
import { columnsKey, targetSystem } from './prepare-run.ts';
import type { OpenBatch, OpenRun } from './open-run.ts';
import type { Services } from './services.ts';

/** A run that read its source to the end: outcome, watermark and retries of waiting children in one transaction. */
export async function completeRun(services: Services, open: OpenBatch, opened: OpenRun): Promise<Batch> {
  const { parts } = opened;
  const metrics = parts.totals.metrics();
  const status: BatchOutcome = metrics.failed > 0 ? 'completed_with_failures' : 'completed';
  return endBatch(services, open, {
    status,
    parts,
    watermarkTo: nextWatermark(opened),
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
  const { store } = services;
  await store.batches.saveProgress(open.batch.uid, how.parts.progress());
  await store.batches.requestAction(open.batch.uid, null);
  await store.batches.setStatus(open.batch.uid, 'paused');
  await open.held?.release();
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
  if (open.held === null) await services.store.transaction(write);
  else await services.store.fenced(open.held.lease, at, write);
  await open.held?.release();
  return finished(services, open);
}

async function finished(services: Services, open: OpenBatch): Promise<Batch> {
  const batch = (await services.store.batches.find(open.batch.uid)) ?? open.batch;
  services.events.emit('run:finished', { batchUid: batch.uid, entity: batch.entityName, status: batch.status });
  return batch;
}

/** A watermark only moves forward in an incremental run; a complete full read says where it is. */
function nextWatermark({ run, basis, parts }: OpenRun): string | null {
  const before = basis.state?.lastSyncRowversion ?? null;
  const position = parts.tracker.position();
  const kind = run.rowversion?.kind ?? null;
  if (position === null || kind === null) return before;
  const after = watermarkOf(position, kind);
  if (after === null || before === null || run.batch.syncType !== 'incremental') return after ?? before;
  return compareRowversions(kind, after, before) > 0 ? after : before;
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
    targetSystem: isFull || basis.state === null ? targetSystem(services) : basis.state.targetSystem,
    lastSyncRowversion: nextWatermark(opened),
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

function failedChild(child: PendingChild): ReturnType<typeof toFailure> {
  const message = `The parent ${child.parentEntity} (${child.parentReference}) did not come in ${child.retryCount} runs.`;
  // Safe: both were written by the pipeline as JSON of flat objects.
  const raw = JSON.parse(child.raw) as RawRow;
  const why = reject('resolve', 'parent_missing', null, message);
  const sourceKey = child.sourceKey ?? child.bkHash;
  const failure = toFailure(
    {
      rejects: [why],
      sourceKey,
      raw,
      normalized: null,
      mapped: null,
      bkHash: child.bkHash,
      reference: child.reference,
      rowversion: child.rowversion,
      operation: 'INSERT',
      parent: { entity: child.parentEntity, bkHash: child.parentBkHash, reference: child.parentReference },
    },
    { recordKey: recordKeyOf({ sourceKey, bkHash: child.bkHash }, why), mappingVersion: child.mappingVersion },
  );
  return { ...failure, mapped: child.dataJson };
}

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
