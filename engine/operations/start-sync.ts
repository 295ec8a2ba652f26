// Syncs entities in dependency order: parents before children, deletes in reverse, woken children at the end.

import { applyDeletePlan, planDeletes, type DeletePlan } from '../pipeline/delete-absent.ts';
import { dropGoneChildren } from '../pipeline/drop-gone-children.ts';
import { createPageReader, type PageReader } from '../pipeline/page-reader.ts';
import { runPipeline } from '../pipeline/pipeline.ts';
import { sourcePages } from '../pipeline/source-pages.ts';
import { endOf } from '../pipeline/run-control.ts';
import { EngineError } from '../failures/engine-error.ts';
import type { Batch, SyncType } from '../repositories/batch-repository.ts';
import { completeRun, failRun, interruptRun } from './end-run.ts';
import { orderByParents } from './entity-order.ts';
import { getEntity } from './find-entity.ts';
import { findUnfinishedSource, openBatch, startRun, type OpenBatch, type OpenRun } from './open-run.ts';
import { planOptionsOf, type SyncControl } from './prepare-run.ts';
import type { Services } from './services.ts';
import { retryDue } from './retry-due.ts';
import { sendReadyChildren } from './send-ready-children.ts';

export interface SyncRequest {
  readonly entities: readonly string[] | 'all';
  /** Null: incremental where a watermark is known, else full. */
  readonly syncType: SyncType | null;
  readonly dryRun: boolean;
  readonly pageSize?: number;
  readonly startedBy: string;
  readonly control: SyncControl;
  /** Uids that `reserveRuns` gave, by entity. */
  readonly batchUids?: ReadonlyMap<string, string> | undefined;
}

/** Failures of a run are in its batch; throws EngineError `usage` for unknown entities and missing settings. */
export async function startSync(services: Services, request: SyncRequest): Promise<readonly Batch[]> {
  const names = await entitiesInOrder(services, request.entities);
  // Both throw where a connection is not configured, before any run begins.
  services.apismith();
  services.schedulehub();
  const outcomes = new Map<string, EntityOutcome>();
  try {
    for (const name of names) {
      if (request.control.local() !== null) break;
      outcomes.set(name, await syncEntity(services, name, request));
    }
  } finally {
    // Also where an entity could not be begun: runs that wait with their deletes give their leases back.
    for (const [name, outcome] of [...outcomes].toReversed()) {
      await outcome.applyDeletes(await reasonToKeep(services, { name, names, outcomes }));
    }
  }
  if (!request.dryRun && request.control.local() === null) await sendWhatIsDue(services, request.control);
  return [...outcomes.values()].map((outcome) => outcome.batch());
}

/** Children whose parent has come, and failed records whose next try is due. */
async function sendWhatIsDue(services: Services, control: SyncControl): Promise<void> {
  await sendReadyChildren(services, control);
  if (await retryDue(services, control)) await sendReadyChildren(services, control);
}

interface Family {
  readonly name: string;
  /** The entities of this sync. */
  readonly names: readonly string[];
  readonly outcomes: ReadonlyMap<string, EntityOutcome>;
}

/** Children go first: a parent is not deleted while the sync of a child of its entity did not come to its end. */
async function reasonToKeep(services: Services, { name, names, outcomes }: Family): Promise<string | null> {
  const descendants = new Set([name]);
  // Parents come before children in this list, so that one pass finds all generations.
  const all = await services.store.entities.list();
  for (const child of orderByParents(all)) {
    const parents = all.find((entity) => entity.name === child)?.parents ?? [];
    if (parents.some((parent) => descendants.has(parent))) descendants.add(child);
  }
  descendants.delete(name);
  const unfinished = names.find((child) => descendants.has(child) && outcomes.get(child)?.isAtEnd() !== true);
  return unfinished === undefined ? null : `the sync of ${unfinished}, whose records go first, did not come to its end`;
}

/** The wanted entities, parents first; throws EngineError `usage` for an unknown one. */
export async function entitiesInOrder(services: Services, wanted: SyncRequest['entities']): Promise<readonly string[]> {
  const all = await services.store.entities.list();
  if (wanted === 'all') return orderByParents(all);
  for (const name of wanted) await getEntity(services.store, name);
  const ordered = orderByParents(all);
  return ordered.filter((name) => wanted.includes(name));
}

interface EntityOutcome {
  /** Deletes wait until every child entity of the same sync has had its turn; with a reason they are not sent. */
  applyDeletes(reasonToKeep: string | null): Promise<void>;
  batch(): Batch;
  /** Read to the end, or only its deletes are left. */
  isAtEnd(): boolean;
}

async function syncEntity(services: Services, name: string, request: SyncRequest): Promise<EntityOutcome> {
  const syncType = request.syncType ?? (await chooseSyncType(services, name));
  const open = await openBatch(services, {
    entity: name,
    syncType,
    dryRun: request.dryRun,
    startedBy: request.startedBy,
    kind: 'source',
    batchUid: request.batchUids?.get(name),
  });
  const { control } = request;
  let opened: OpenRun | null = null;
  let totalRows: number | null = null;
  let reader: PageReader | null = null;
  try {
    opened = await startRun(services, { open, control, retry: null, isReplay: false, totalRows: () => totalRows });
    await restoreSeenKeys(services, opened, open);
    const { run, parts } = opened;
    reader = pageReaderOf(services, opened);
    const pages = sourcePages({
      run,
      parts,
      watermark: opened.basis.state?.lastSyncRowversion ?? null,
      pageSize: request.pageSize ?? run.entity.source.page_size,
      onTotal: (total) => {
        totalRows = total;
      },
      reader,
    });
    const end = await runPipeline(run, parts, pages);
    // All is read: what follows needs the memory more than the page workers do.
    await reader?.endReading();
    for (const [column, what] of parts.drift) parts.warn(`The column ${column} is ${what} in some rows.`);
    if (end !== 'complete') return settled(await interruptRun(services, open, { end, parts }));
    await dropGoneChildren(run, parts, parts.tracker.position());
    const plan = await planDeletes(run, parts, parts.tracker.position());
    parts.forgetKeys();
    await reader?.settle();
    await reader?.close();
    return await finishOrWait(services, { open, opened, plan });
  } catch (error) {
    return settled(await endBroken(services, { open, opened, error }));
  } finally {
    await reader?.close();
  }
}

function pageReaderOf({ pageThreads: threads }: Services, { run, parts, basis }: OpenRun): PageReader | null {
  if (threads === undefined) return null;
  return createPageReader({ run, parts, threads, columns: basis.columns, planOptions: planOptionsOf(basis) });
}

interface Broken {
  readonly open: OpenBatch;
  readonly opened: OpenRun | null;
  readonly error: unknown;
}

/** A run that was asked to pause or stop while a system did not answer ends as it was asked to. */
async function endBroken(services: Services, { open, opened, error }: Broken): Promise<Batch> {
  const asked = opened === null ? null : await opened.run.control.requested();
  if (opened === null || asked === null || !(error instanceof EngineError) || !error.transient) {
    return failRun(services, open, { error, parts: opened?.parts ?? null });
  }
  return interruptRun(services, open, { end: endOf(asked), parts: opened.parts });
}

async function chooseSyncType(services: Services, name: string): Promise<SyncType> {
  const unfinished = await findUnfinishedSource(services.store, name);
  if (unfinished !== undefined) return unfinished.syncType;
  const { entity } = await getEntity(services.store, name);
  const api = await services
    .apismith()
    .getApiBySlug(entity.source.api)
    .catch(() => null);
  if (api === null) return 'full';
  const state = await services.store.syncState.find(name, api.connector);
  return (state?.lastSyncRowversion ?? null) === null ? 'full' : 'incremental';
}

/** A resumed full read has to know which records, and which rows without a key, it had seen before it was interrupted. */
async function restoreSeenKeys(services: Services, { parts }: OpenRun, open: OpenBatch): Promise<void> {
  const pagesRead = parts.tracker.position()?.pagesRead ?? 0;
  if (!open.isResumed || pagesRead === 0) return;
  for await (const bytes of services.store.readPages.listHashes(open.batch.uid, pagesRead)) parts.seen.addAll(bytes);
  for await (const failed of services.store.failedRecords.stream({ batchUid: open.batch.uid })) {
    if (failed.bkHash === null && failed.sourceKey !== null) parts.unidentified.add(failed.sourceKey);
  }
}

interface Finish {
  readonly open: OpenBatch;
  readonly opened: OpenRun;
  readonly plan: DeletePlan;
}

async function finishOrWait(services: Services, { open, opened, plan }: Finish): Promise<EntityOutcome> {
  const finish = async (last: DeletePlan): Promise<Batch> => {
    try {
      const end = await applyDeletePlan(opened, last);
      if (end !== 'complete') return await interruptRun(services, open, { end, parts: opened.parts });
      return await completeRun(services, open, opened);
    } catch (error) {
      return endBroken(services, { open, opened, error });
    }
  };
  if (plan.kind !== 'send') return settled(await finish(plan));
  let batch = open.batch;
  return {
    applyDeletes: async (reason) => {
      const kept = `0 of ${plan.records.length} deletes sent: ${reason}. The next full sync looks for them again.`;
      batch = await finish(reason === null ? plan : { kind: 'none', reason: kept });
    },
    batch: () => batch,
    isAtEnd: () => true,
  };
}

function settled(batch: Batch): EntityOutcome {
  const isAtEnd = batch.status === 'completed' || batch.status === 'completed_with_failures';
  return { applyDeletes: () => Promise.resolve(), batch: () => batch, isAtEnd: () => isAtEnd };
}
