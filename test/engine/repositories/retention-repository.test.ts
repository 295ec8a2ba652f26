import { describe, expect, test } from 'vitest';
import { newUuid } from '../../../engine/record/ids.ts';
import { ZERO_METRICS } from '../../../engine/contract/batch.ts';
import { completeStageMetrics } from '../../../engine/repositories/batch-metrics.ts';
import type { NewBatch } from '../../../engine/repositories/batch.ts';
import type { Store } from '../../../engine/repositories/store.ts';
import { DIALECTS, openStore } from '../../support/dialects.ts';
import { at, bk, collect, failure, leaseRequest, pendingChild, range, startBatch } from './samples.ts';

async function endedBatch(store: Store, minute: number, changes: Partial<NewBatch> = {}): Promise<string> {
  const uid = await startBatch(store, changes);
  await store.batches.finish(uid, {
    status: 'completed',
    completedAt: at(minute),
    metrics: ZERO_METRICS,
    stageMetrics: completeStageMetrics(),
    warnings: [],
    watermarkTo: null,
    durationMs: 1,
  });
  return uid;
}

async function uids(store: Store): Promise<readonly string[]> {
  return (await store.batches.list({ limit: 1000 })).map((batch) => batch.uid).toReversed();
}

async function sight(store: Store, batchUid: string, n: number): Promise<void> {
  const sighting = { entityName: 'part', batchUid, failures: [failure(n)], newUid: newUuid, nextRetryAt: null };
  await store.failedRecords.recordMany({ ...sighting, at: at(1) });
}

describe.each(DIALECTS)('retention on %s', (dialect) => {
  test('removes old batches with their plans and pages, but keeps the newest of each entity', async () => {
    const store = await openStore(dialect);
    const old = await endedBatch(store, 1);
    await store.readPages.add(old, 0, [bk(1)]);
    await store.plans.addMany(old, 0, [{ operation: 'INSERT', bkHash: bk(1), reference: 'r', changes: [] }]);
    const kept = [
      await endedBatch(store, 2, { entityName: 'order' }),
      await endedBatch(store, 3),
      await endedBatch(store, 4),
    ];
    expect(await store.retention.prune({ before: at(30), keepPerEntity: 2 })).toEqual({ batches: 1, failedRecords: 0 });
    expect(await uids(store)).toEqual(kept);
    expect(await store.plans.list(old, { limit: 10 })).toEqual([]);
    expect(await store.retention.prune({ before: at(30), keepPerEntity: 2 })).toEqual({ batches: 0, failedRecords: 0 });
  });

  test('removes only what completed before the time', async () => {
    const store = await openStore(dialect);
    await endedBatch(store, 1);
    const young = await endedBatch(store, 20);
    expect(await store.retention.prune({ before: at(20), keepPerEntity: 0 })).toMatchObject({ batches: 1 });
    expect(await uids(store)).toEqual([young]);
  });

  test('never removes a batch that something still names', async () => {
    const store = await openStore(dialect);
    const unfinished = await startBatch(store, { status: 'paused' });
    const withFailure = await endedBatch(store, 1);
    await sight(store, withFailure, 1);
    const withChild = await endedBatch(store, 1);
    const waiting = { entityName: 'line', batchUid: withChild, children: [pendingChild(1)], at: at(1) };
    await store.pendingChildren.upsertMany(waiting);
    const withChunk = await endedBatch(store, 1);
    const chunk = {
      chunkUid: 'c',
      entityName: 'part',
      batchUid: withChunk,
      operation: 'INSERT',
      bkHashes: [],
    } as const;
    await store.outbox.add({ ...chunk, at: at(1) });
    const withLease = await endedBatch(store, 1);
    await store.leases.acquire(leaseRequest({ batchUid: withLease }));
    await endedBatch(store, 1);
    expect(await store.retention.prune({ before: at(30), keepPerEntity: 0 })).toMatchObject({ batches: 1 });
    expect(await uids(store)).toEqual([unfinished, withFailure, withChild, withChunk, withLease]);
  });

  test('removes closed failed records with their history, never live ones', async () => {
    const store = await openStore(dialect);
    const batchUid = await endedBatch(store, 1);
    for (const n of range(4)) await sight(store, batchUid, n);
    const [gone] = await collect(store.failedRecords.stream({}));
    const closing = { status: 'resolved', message: 'sent' } as const;
    await store.failedRecords.closeMany('part', ['key-0'], { ...closing, at: at(5) });
    await store.failedRecords.closeMany('part', ['key-1'], { ...closing, at: at(25) });
    await store.failedRecords.ignore({ search: 'part=2' }, at(5));
    expect(await store.retention.prune({ before: at(20), keepPerEntity: 0 })).toEqual({ batches: 0, failedRecords: 2 });
    const left = await collect(store.failedRecords.stream({}));
    expect(left.map((record) => record.recordKey)).toEqual(['key-1', 'key-3']);
    expect(await store.failedRecords.find(gone?.uid ?? '')).toBeNull();
  });

  test('keeps an ignored record that still comes with every run', async () => {
    const store = await openStore(dialect);
    const batchUid = await endedBatch(store, 1);
    await sight(store, batchUid, 1);
    await store.failedRecords.ignore({}, at(2));
    const again = { entityName: 'part', batchUid, failures: [failure(1)], newUid: newUuid, nextRetryAt: null };
    await store.failedRecords.recordMany({ ...again, at: at(25) });
    expect(await store.retention.prune({ before: at(20), keepPerEntity: 0 })).toEqual({ batches: 0, failedRecords: 0 });
  });

  test('leaves the sync state without the batch it named', async () => {
    const store = await openStore(dialect);
    const lastBatchUid = await endedBatch(store, 1);
    await store.syncState.save({
      uid: 's',
      entityName: 'part',
      sourceSystem: 'apismith',
      targetSystem: 'schedulehub',
      lastSyncRowversion: '7',
      lastSyncTimestamp: null,
      totalRecordsSynced: 1,
      lastFullSyncAt: null,
      rowversionDistrusted: false,
      lastBatchUid,
    });
    await store.retention.prune({ before: at(30), keepPerEntity: 0 });
    expect(await store.syncState.find('part', 'apismith')).toMatchObject({
      lastBatchUid: null,
      lastSyncRowversion: '7',
    });
  });
});
