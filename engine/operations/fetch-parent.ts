// "Fetch the parent now": reads a missing parent's row from the ERP and sends it, which wakes its children.

import { EngineError } from '../failures/engine-error.ts';
import type { BkHash } from '../record/shapes.ts';
import type { Batch } from '../repositories/batch-repository.ts';
import { sourceKeyOf } from '../record/source-key.ts';
import { getEntity } from './find-entity.ts';
import type { OpenRun } from './open-run.ts';
import type { SyncControl } from './prepare-run.ts';
import { replayRows, type CapturedRow } from './replay-rows.ts';
import { sendReadyChildren } from './send-ready-children.ts';
import type { Services } from './services.ts';

export interface FetchParentRequest {
  /** The parent's entity. */
  readonly entity: string;
  readonly bkHash: BkHash;
  readonly control: SyncControl;
}

export interface FetchParentResult {
  readonly batch: Batch;
  readonly isFound: boolean;
  readonly freedChildren: number;
}

/** The ERP cannot be asked by a mapped key, so its rows are read until the parent's key turns up. */
export async function fetchParent(services: Services, request: FetchParentRequest): Promise<FetchParentResult> {
  await getEntity(services.store, request.entity);
  const waiting = await services.store.pendingChildren.listWaiting(
    { parentEntity: request.entity, parentBkHash: request.bkHash },
    { limit: 1 },
  );
  if (waiting.items.length === 0) {
    throw new EngineError(
      'usage',
      `No child waits for this record of ${request.entity}. Nothing was fetched. Look at the missing parents again.`,
      { details: { code: 'no_child_waits', entity: request.entity } },
    );
  }
  const search = { bkHash: request.bkHash, isFound: false };
  const batch = await replayRows(services, {
    entity: request.entity,
    startedBy: 'retry',
    retry: null,
    control: request.control,
    pages: (opened) => findParent(opened, search),
  });
  const woken = search.isFound ? await sendReadyChildren(services, request.control) : [];
  return { batch, isFound: search.isFound, freedChildren: woken.reduce((sum, one) => sum + one.metrics.inserted, 0) };
}

async function* findParent(
  { run }: OpenRun,
  search: { readonly bkHash: BkHash; isFound: boolean },
): AsyncGenerator<readonly CapturedRow[]> {
  const pages = run.apismith.executeApiAllPages(
    run.api.slug,
    { pageSize: run.entity.source.page_size },
    { signal: run.control.signal },
  );
  for await (const page of pages) {
    for (const raw of page.items) {
      const { normalized } = run.plan.normalize(raw);
      if (run.plan.keyOf(normalized, raw, null)?.bkHash !== search.bkHash) continue;
      search.isFound = true;
      yield [{ raw, sourceKey: sourceKeyOf(raw, run.api.keyColumns) }];
      return;
    }
  }
}
