import { describe, expect, it } from 'vitest';
import { findUnfinishedSource, openBatch, type OpenRequest } from '../../../engine/operations/open-run.ts';
import type { Services } from '../../../engine/operations/services.ts';
import { newBatch } from '../repositories/samples.ts';
import { createOfflineEngine } from './offline-engine.ts';

const PART: OpenRequest = { entity: 'part', syncType: 'full', dryRun: false, startedBy: 'operator', kind: 'source' };

async function servicesWithPart(): Promise<Services> {
  const engine = await createOfflineEngine();
  await engine.importEntity({
    name: 'part',
    source: { api: 'parts' },
    business_key: ['id'],
    mappings: [{ source_field: 'ID', target_field: 'id' }],
  });
  return engine.services;
}

/** A batch that a process left unfinished at page 3, with ten rows counted. */
async function leaveUnfinished(services: Services, more: Parameters<typeof newBatch>[0] = {}): Promise<string> {
  const { uid } = newBatch();
  await services.store.batches.create(newBatch({ uid, ...more }));
  const batch = (await services.store.batches.find(uid))!;
  await services.store.batches.saveProgress(uid, {
    ...batch,
    position: { pagesRead: 3 },
    metrics: { ...batch.metrics, totalFetched: 10, totalProcessed: 10, inserted: 10 },
  });
  return uid;
}

const statusOf = async (services: Services, uid: string) => (await services.store.batches.find(uid))?.status;

describe('opening a batch', () => {
  it('begins a new one with the lease in hand', async () => {
    const services = await servicesWithPart();
    const open = await openBatch(services, PART);
    const stored = await services.store.batches.find(open.batch.uid);
    expect(stored).toEqual(open.batch);
    expect([open.isResumed, stored?.status, stored?.fence]).toEqual([false, 'running', open.held?.lease.fence]);
    expect((await services.store.leases.find('part'))?.batchUid).toBe(open.batch.uid);
    await open.held?.release();
  });

  it('of a dry run takes no lease and leaves other runs alone', async () => {
    const services = await servicesWithPart();
    const unfinished = await leaveUnfinished(services);
    const open = await openBatch(services, { ...PART, dryRun: true });
    expect([open.held, open.batch.dryRun, open.isResumed]).toEqual([null, true, false]);
    expect([await services.store.leases.find('part'), await statusOf(services, unfinished)]).toEqual([null, 'running']);
  });

  it('goes on with an unfinished run of the same kind, from its place and its counts', async () => {
    const services = await servicesWithPart();
    const uid = await leaveUnfinished(services, { status: 'paused' });
    await services.store.batches.requestAction(uid, 'pause');
    const open = await openBatch(services, PART);
    expect([open.isResumed, open.batch.uid, open.batch.position]).toEqual([true, uid, { pagesRead: 3 }]);
    expect(open.batch.metrics.inserted).toBe(10);
    const stored = await services.store.batches.find(uid);
    expect([stored?.status, stored?.requestedAction, stored?.fence]).toEqual(['running', null, open.held?.lease.fence]);
    await open.held?.release();
  });

  it.each([
    ['another sync type', { syncType: 'incremental' as const }],
    ['another mapping version', { mappingVersion: 7 }],
    ['captures instead of the source', { startedBy: 'retry' }],
  ])('ends an unfinished run of %s and begins anew', async (_what, more) => {
    const services = await servicesWithPart();
    const uid = await leaveUnfinished(services, more);
    const open = await openBatch(services, PART);
    const closed = await services.store.batches.find(uid);
    expect([open.isResumed, open.batch.uid === uid]).toEqual([false, false]);
    expect([closed?.status, closed?.metrics.inserted]).toEqual(['cancelled', 10]);
    expect(closed?.errorMessage).toBe('Another run was started in its place. What was acknowledged stays.');
    await open.held?.release();
  });

  it('of a replay leaves an unfinished read of the source to be gone on with later', async () => {
    const services = await servicesWithPart();
    const read = await leaveUnfinished(services);
    const replay = await leaveUnfinished(services, { startedBy: 'woken_children' });
    const open = await openBatch(services, { ...PART, syncType: 'incremental', startedBy: 'retry', kind: 'replay' });
    expect([await statusOf(services, read), await statusOf(services, replay)]).toEqual(['running', 'cancelled']);
    expect((await findUnfinishedSource(services.store, 'part'))?.uid).toBe(read);
    await open.held?.release();
  });

  it('is refused while another run has the lease, and changes nothing', async () => {
    const services = await servicesWithPart();
    const first = await openBatch(services, PART);
    await expect(openBatch(services, PART)).rejects.toMatchObject({ kind: 'conflict' });
    expect(await services.store.batches.find(first.batch.uid)).toEqual(first.batch);
    await first.held?.release();
  });

  it('is refused for an entity that is not stored', async () => {
    const services = await servicesWithPart();
    await expect(openBatch(services, { ...PART, entity: 'order' })).rejects.toMatchObject({ kind: 'usage' });
    await expect(openBatch(services, { ...PART, mappingVersion: 9 })).rejects.toMatchObject({ kind: 'usage' });
  });

  /** Lets something happen to the state right before the lease is taken for the first time. */
  function beforeLease(services: Services, happen: () => Promise<unknown>): Services {
    let isFirst = true;
    const leases: Services['store']['leases'] = {
      ...services.store.leases,
      acquire: async (request) => {
        if (isFirst) await happen();
        isFirst = false;
        return services.store.leases.acquire(request);
      },
    };
    return { ...services, store: { ...services.store, leases } };
  }

  it('does not go on with a run that came to its end right before the lease was taken', async () => {
    const services = await servicesWithPart();
    const uid = await leaveUnfinished(services);
    const batch = (await services.store.batches.find(uid))!;
    const racing = beforeLease(services, () =>
      services.store.batches.finish(uid, { ...batch, status: 'completed', completedAt: batch.startedAt }),
    );
    const open = await openBatch(racing, PART);
    expect([open.isResumed, await statusOf(services, uid)]).toEqual([false, 'completed']);
    expect((await services.store.leases.find('part'))?.batchUid).toBe(open.batch.uid);
    await open.held?.release();
  });

  it('goes on from the place that was stored last before the lease was taken', async () => {
    const services = await servicesWithPart();
    const uid = await leaveUnfinished(services);
    const batch = (await services.store.batches.find(uid))!;
    const racing = beforeLease(services, () =>
      services.store.batches.saveProgress(uid, { ...batch, position: { pagesRead: 5 } }),
    );
    const open = await openBatch(racing, PART);
    expect(open.batch.position).toEqual({ pagesRead: 5 });
    await open.held?.release();
  });

  // Once, the lease stayed with the process and its heartbeat kept every other run away.
  it('gives the lease back where the batch could not be stored', async () => {
    const services = await servicesWithPart();
    const batches = { ...services.store.batches, create: () => Promise.reject(new Error('disk full')) };
    const full: Services = { ...services, store: { ...services.store, batches } };
    await expect(openBatch(full, PART)).rejects.toThrow('disk full');
    expect((await services.store.leases.find('part'))?.owner).toBeNull();
    const next = await openBatch(services, PART);
    await next.held?.release();
  });
});
