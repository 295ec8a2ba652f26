import { describe, expect, test } from 'vitest';
import { ZERO_METRICS } from '../../../engine/contract/batch.ts';
import { completeStageMetrics } from '../../../engine/repositories/batch-metrics.ts';
import type { BatchProgress, BatchStatus } from '../../../engine/repositories/batch.ts';
import { DIALECTS, openStore } from '../../support/dialects.ts';
import { at, naughtyStrings, newBatch, startBatch } from './samples.ts';

const METRICS = {
  totalFetched: 11,
  totalProcessed: 10,
  inserted: 9,
  updated: 8,
  deleted: 7,
  skipped: 6,
  failed: 5,
  waiting: 4,
  duplicates: 3,
  stale: 2,
  heldDeletes: 1,
};

const PROGRESS: BatchProgress = {
  metrics: METRICS,
  stageMetrics: completeStageMetrics({ map: { rowsIn: 10, rowsOut: 9, failed: 1, ms: 12.5 } }),
  warnings: ['COLOR is new'],
  position: { cursor: 'abc', page: 3, pages: [1, 2] },
  durationMs: 1500,
  watermarkTo: '0000000000000A1F',
};

describe.each(DIALECTS)('batches on %s', (dialect) => {
  test('gives a new batch back with zero metrics', async () => {
    const { batches } = await openStore(dialect);
    const batch = newBatch({ dryRun: true, watermarkFrom: '17', leaseOwner: 'me', fence: 4 });
    await batches.create(batch);
    expect(await batches.find(batch.uid)).toEqual({
      ...batch,
      preview: null,
      completedAt: null,
      durationMs: 0,
      metrics: ZERO_METRICS,
      stageMetrics: completeStageMetrics(),
      warnings: [],
      watermarkTo: null,
      position: null,
      requestedAction: null,
      errorMessage: null,
      errorStage: null,
    });
    expect(await batches.find('unknown')).toBeNull();
  });

  test('keeps progress, then the outcome, and the position through both', async () => {
    const store = await openStore(dialect);
    const uid = await startBatch(store);
    await store.batches.saveProgress(uid, PROGRESS);
    expect(await store.batches.find(uid)).toMatchObject({ ...PROGRESS, status: 'running' });
    const end = {
      ...PROGRESS,
      metrics: { ...METRICS, inserted: 99 },
      status: 'failed',
      completedAt: at(9),
      errorMessage: 'ScheduleHub does not answer.',
      errorStage: 'ingest',
      preview: 'cannot_preview',
    } as const;
    await store.batches.requestAction(uid, 'stop');
    await store.batches.finish(uid, end);
    expect(await store.batches.find(uid)).toMatchObject({ ...end, position: PROGRESS.position, requestedAction: null });
  });

  test('forgets the position when progress has none', async () => {
    const store = await openStore(dialect);
    const uid = await startBatch(store);
    await store.batches.saveProgress(uid, PROGRESS);
    await store.batches.saveProgress(uid, { ...PROGRESS, position: null });
    expect((await store.batches.find(uid))?.position).toBeNull();
  });

  test('finds the newest unfinished run of the entity, never a dry run', async () => {
    const store = await openStore(dialect);
    await startBatch(store, { status: 'paused' });
    const newest = await startBatch(store, { status: 'pending' });
    await startBatch(store, { status: 'completed' });
    await startBatch(store, { status: 'running', dryRun: true });
    await startBatch(store, { status: 'running', entityName: 'order' });
    expect((await store.batches.findUnfinished('part'))?.uid).toBe(newest);
    expect(await store.batches.findUnfinished('other')).toBeNull();
  });

  test('lists newest first, filtered, page by page', async () => {
    const store = await openStore(dialect);
    const a = await startBatch(store);
    const b = await startBatch(store, { status: 'failed' });
    const c = await startBatch(store, { entityName: 'order' });
    const d = await startBatch(store, { dryRun: true });
    const uids = async (filter: Partial<Parameters<typeof store.batches.list>[0]>) =>
      (await store.batches.list({ limit: 10, ...filter })).map((batch) => batch.uid);
    expect(await uids({})).toEqual([d, c, b, a]);
    expect(await uids({ limit: 2 })).toEqual([d, c]);
    expect(await uids({ limit: 2, beforeUid: c })).toEqual([b, a]);
    expect(await uids({ entity: 'part' })).toEqual([d, b, a]);
    expect(await uids({ status: 'failed' })).toEqual([b]);
    expect(await uids({ dryRun: false, entity: 'part' })).toEqual([b, a]);
    expect(await uids({ dryRun: true })).toEqual([d]);
  });

  test('lets another process ask an unfinished run to pause or stop', async () => {
    const store = await openStore(dialect);
    const uid = await startBatch(store);
    expect(await store.batches.getRequestedAction(uid)).toBeNull();
    expect(await store.batches.requestAction(uid, 'pause')).toBe(true);
    expect(await store.batches.getRequestedAction(uid)).toBe('pause');
    expect(await store.batches.requestAction(uid, null)).toBe(true);
    expect(await store.batches.getRequestedAction(uid)).toBeNull();
    await store.batches.setStatus(uid, 'completed');
    expect(await store.batches.requestAction(uid, 'stop')).toBe(false);
    expect(await store.batches.getRequestedAction('unknown')).toBeNull();
  });

  test('names the lease of a resumed run', async () => {
    const store = await openStore(dialect);
    const uid = await startBatch(store, { leaseOwner: 'first', fence: 1 });
    await store.batches.setLease(uid, { owner: 'second', fence: 2 });
    expect(await store.batches.find(uid)).toMatchObject({ leaseOwner: 'second', fence: 2 });
  });

  test('counts by status, zero where there is none', async () => {
    const store = await openStore(dialect);
    const statuses: readonly BatchStatus[] = ['running', 'completed', 'completed'];
    for (const status of statuses) await startBatch(store, { status });
    expect(await store.batches.countByStatus()).toEqual({
      pending: 0,
      running: 1,
      paused: 0,
      completed: 2,
      completed_with_failures: 0,
      cancelled: 0,
      failed: 0,
    });
  });

  test('stores naughty strings unharmed', async () => {
    const store = await openStore(dialect);
    const uid = await startBatch(store);
    const warnings = naughtyStrings();
    await store.batches.saveProgress(uid, { ...PROGRESS, warnings, position: { warnings } });
    expect(await store.batches.find(uid)).toMatchObject({ warnings, position: { warnings } });
  });
});
