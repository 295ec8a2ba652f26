// Reads where the rows of an entity really are: ScheduleHub over its own API, the rest from the state.

import type { Services } from '../../operations/services.ts';
import type { BkHash, DataHash } from '../../record/shapes.ts';
import type { ObservedRows } from './compare-rows.ts';

const RECORDS_PER_PAGE = 1000;

export async function observeRows(services: Services, entity: string, targetEntity: string): Promise<ObservedRows> {
  const { store } = services;
  const failed = new Map<string, { readonly stage: string; readonly code: string }>();
  for await (const record of store.failedRecords.stream({ entity, status: ['open', 'retrying', 'exhausted'] })) {
    if (record.sourceKey !== null) failed.set(record.sourceKey, { stage: record.stage, code: record.code });
  }
  const held = await store.heldDeletes.list(entity);
  return {
    target: await readTarget(services, targetEntity),
    failed,
    waiting: await readWaiting(services, entity),
    held: new Set(held.map((one) => one.bkHash)),
  };
}

async function readTarget(services: Services, entity: string): Promise<ObservedRows['target']> {
  const hashes = new Map<BkHash, readonly DataHash[]>();
  let cursor: string | null = null;
  do {
    const page = await services.schedulehub().listRecords(entity, { cursor, pageSize: RECORDS_PER_PAGE });
    for (const { bkHash, dataHash } of page.records) hashes.set(bkHash, [...(hashes.get(bkHash) ?? []), dataHash]);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return hashes;
}

async function readWaiting({ store }: Services, entity: string): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  let cursor: string | null = null;
  do {
    const page = await store.pendingChildren.listWaiting({ entity }, { limit: RECORDS_PER_PAGE, cursor });
    for (const { sourceKey } of page.items) if (sourceKey !== null) keys.add(sourceKey);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return keys;
}
