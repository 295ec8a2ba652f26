import { describe, expect, it } from 'vitest';
import { pauseRuns } from '../../../engine/operations/pause-runs.ts';
import { stopRun } from '../../../engine/operations/stop-run.ts';
import type { Services } from '../../../engine/operations/services.ts';
import { newBatch } from '../repositories/samples.ts';
import { createOfflineEngine } from './offline-engine.ts';

const SELF = { host: 'here', pid: 1, started: 'a', isGone: (pid: number) => pid === 666 };

/** A running batch whose lease is held by the process. */
async function createRun(services: Services, holder: { host: string; pid: number; heartbeatAt?: string }) {
  const batch = newBatch({ status: 'running' });
  const now = new Date(services.clock.now()).toISOString();
  await services.store.batches.create(batch);
  await services.store.leases.acquire({
    entityName: batch.entityName,
    batchUid: batch.uid,
    owner: 'owner',
    host: holder.host,
    pid: holder.pid,
    processStarted: 'b',
    at: holder.heartbeatAt ?? now,
    staleBefore: now,
    isOwnerGone: () => true,
  });
  return batch.uid;
}

describe('stopping a run', () => {
  it('asks a living process to end it softly', async () => {
    const { services } = await createOfflineEngine({ process: SELF });
    const uid = await createRun(services, { host: 'here', pid: 7 });
    expect(await stopRun(services, uid)).toBe('asked');
    expect(await services.store.batches.getRequestedAction(uid)).toBe('stop');
    expect((await services.store.batches.find(uid))?.status).toBe('running');
  });

  it('asks a process of another host as long as its heartbeat is fresh', async () => {
    const { services } = await createOfflineEngine({ process: SELF });
    expect(await stopRun(services, await createRun(services, { host: 'elsewhere', pid: 666 }))).toBe('asked');
  });

  it.each([
    ['this host whose process is gone', { host: 'here', pid: 666 }],
    ['another host whose heartbeat is stale', { host: 'elsewhere', pid: 7, heartbeatAt: '2025-01-01T00:00:00.000Z' }],
  ])('ends a run of %s here', async (_name, holder) => {
    const { services } = await createOfflineEngine({ process: SELF });
    const uid = await createRun(services, holder);
    expect(await stopRun(services, uid)).toBe('ended');
    const batch = await services.store.batches.find(uid);
    expect(batch?.status).toBe('cancelled');
    expect(batch?.completedAt).not.toBeNull();
    await expect(stopRun(services, uid)).rejects.toMatchObject({ kind: 'usage' });
  });

  it('knows no run of another uid', async () => {
    const { services } = await createOfflineEngine();
    await expect(stopRun(services, 'nope')).rejects.toMatchObject({ kind: 'not_found' });
  });
});

describe('pausing runs', () => {
  it('asks all that are at work, or the one that is named', async () => {
    const { services } = await createOfflineEngine({ process: SELF });
    const uid = await createRun(services, { host: 'here', pid: 7 });
    const paused = newBatch({ status: 'paused', entityName: 'other' });
    await services.store.batches.create(paused);
    expect((await pauseRuns(services, null)).map((batch) => batch.uid)).toEqual([uid]);
    expect(await services.store.batches.getRequestedAction(uid)).toBe('pause');
    expect(await pauseRuns(services, uid)).toHaveLength(1);
    await expect(pauseRuns(services, paused.uid)).rejects.toMatchObject({ kind: 'usage' });
  });
});
