// Syncs entities in dependency order: parents before children, deletes in reverse, woken children at the end.

import { applyDeletePlan, planDeletes, type DeletePlan } from '../pipeline/delete-absent.ts';
import { dropGoneChildren } from '../pipeline/drop-gone-children.ts';
import { runPipeline } from '../pipeline/pipeline.ts';
import type { Batch, SyncType } from '../repositories/batch-repository.ts';
import { completeRun, failRun, interruptRun } from './end-run.ts';
import { orderByParents } from './entity-order.ts';
import { getEntity } from './find-entity.ts';
import { findUnfinishedSource, openBatch, startRun, type OpenBatch, type OpenRun } from './open-run.ts';
import type { SyncControl } from './prepare-run.ts';
import type { Services } from './services.ts';
import { sendReadyChildren } from './send-ready-children.ts';
import { sourcePages } from './source-pages.ts';

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
  const outcomes: EntityOutcome[] = [];
  for (const name of names) {
    if (request.control.local() !== null) break;
    outcomes.push(await syncEntity(services, name, request));
  }
  for (const outcome of outcomes.toReversed()) await outcome.applyDeletes();
  if (!request.dryRun && request.control.local() === null) await sendReadyChildren(services, request.control);
  return outcomes.map((outcome) => outcome.batch());
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
  /** Deletes wait until every child entity of the same sync has had its turn. */
  applyDeletes(): Promise<void>;
  batch(): Batch;
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
  try {
    opened = await startRun(services, { open, control, retry: null, isReplay: false, totalRows: () => totalRows });
    await restoreSeenKeys(services, opened, open);
    const { run, parts } = opened;
    const pages = sourcePages(opened, {
      pageSize: request.pageSize ?? run.entity.source.page_size,
      onTotal: (total) => {
        totalRows = total;
      },
    });
    const end = await runPipeline(run, parts, pages);
    for (const [column, what] of parts.drift) parts.warn(`The column ${column} is ${what} in some rows.`);
    if (end !== 'complete') return settled(await interruptRun(services, open, { end, parts }));
    await dropGoneChildren(run, parts, parts.tracker.position());
    const plan = await planDeletes(run, parts, parts.tracker.position());
    return await finishOrWait(services, { open, opened, plan });
  } catch (error) {
    return settled(await failRun(services, open, { error, parts: opened?.parts ?? null }));
  }
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

/** A resumed full read has to know which records it had seen before it was interrupted. */
async function restoreSeenKeys(services: Services, { parts }: OpenRun, open: OpenBatch): Promise<void> {
  const pagesRead = parts.tracker.position()?.pagesRead ?? 0;
  if (!open.isResumed || pagesRead === 0) return;
  for await (const bytes of services.store.readPages.listHashes(open.batch.uid, pagesRead)) parts.seen.addAll(bytes);
}

interface Finish {
  readonly open: OpenBatch;
  readonly opened: OpenRun;
  readonly plan: DeletePlan;
}

async function finishOrWait(services: Services, { open, opened, plan }: Finish): Promise<EntityOutcome> {
  const finish = async (): Promise<Batch> => {
    try {
      await applyDeletePlan(opened, plan);
      return await completeRun(services, open, opened);
    } catch (error) {
      return failRun(services, open, { error, parts: opened.parts });
    }
  };
  if (plan.kind !== 'send') return settled(await finish());
  let batch = open.batch;
  return {
    applyDeletes: async () => {
      batch = await finish();
    },
    batch: () => batch,
  };
}

function settled(batch: Batch): EntityOutcome {
  return { applyDeletes: () => Promise.resolve(), batch: () => batch };
}
