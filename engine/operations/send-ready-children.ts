// Children whose parent has arrived are sent at once, generation by generation.

import type { RawRow } from '../record/shapes.ts';
import type { Batch } from '../repositories/batch-repository.ts';
import type { Page } from '../repositories/page.ts';
import type { PendingChild } from '../repositories/pending-child-repository.ts';
import { EngineError } from '../failures/engine-error.ts';
import type { SyncControl } from './prepare-run.ts';
import { replayRows, type CapturedRow } from './replay-rows.ts';
import type { Services } from './services.ts';

const CHILDREN_PER_PAGE = 1000;

/** Returns one batch for each entity that had ready children; an entity that is being synced keeps them for later. */
export async function sendReadyChildren(services: Services, control: SyncControl): Promise<readonly Batch[]> {
  const batches: Batch[] = [];
  const tried = new Set<string>();
  for (;;) {
    const entity = (await services.store.pendingChildren.entitiesWithReady()).find((name) => !tried.has(name));
    if (entity === undefined || control.local() !== null) return batches;
    tried.add(entity);
    try {
      const pages = (): AsyncIterable<readonly CapturedRow[]> => readyPages(services, entity);
      const batch = await replayRows(services, { entity, startedBy: 'woken_children', retry: null, control, pages });
      batches.push(batch);
      // Its own children may have become ready meanwhile.
      if (batch.metrics.inserted > 0) for (const name of tried) if (name !== entity) tried.delete(name);
    } catch (error) {
      if (!(error instanceof EngineError) || error.kind !== 'conflict') throw error;
      services.log.info('Ready children wait for the run of their entity', { entity });
    }
  }
}

async function* readyPages(services: Services, entity: string): AsyncGenerator<readonly CapturedRow[]> {
  let cursor: string | null = null;
  do {
    const page: Page<PendingChild> = await services.store.pendingChildren.listWaiting(
      { entity, status: 'ready' },
      { limit: CHILDREN_PER_PAGE, cursor },
    );
    yield page.items.map((child) => ({
      // Safe: written by the pipeline as the JSON of the row it read.
      raw: JSON.parse(child.raw) as RawRow,
      sourceKey: child.sourceKey ?? '',
    }));
    cursor = page.nextCursor;
  } while (cursor !== null);
}
