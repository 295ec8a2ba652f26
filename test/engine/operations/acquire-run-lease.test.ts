import { afterEach, describe, expect, it, vi } from 'vitest';
import { acquireRunLease, STALE_AFTER_MS } from '../../../engine/operations/acquire-run-lease.ts';
import type { ProcessIdentity, Services } from '../../../engine/operations/services.ts';
import { createFakeClock, type FakeClock } from '../clients/fake-clock.ts';
import { createOfflineEngine } from './offline-engine.ts';

afterEach(() => {
  vi.useRealTimers();
});

interface Process {
  readonly services: Services;
  readonly clock: FakeClock;
}

/** Two processes on one state, on one host unless told otherwise. */
async function twoProcesses(second: Partial<ProcessIdentity> = {}): Promise<readonly [Process, Process]> {
  const clock = createFakeClock();
  const { services } = await createOfflineEngine({ clock });
  const first = { ...services, process: { host: 'plant', pid: 7, started: 'Monday', isGone: () => false } };
  const other = { ...services, process: { ...first.process, pid: 8, started: 'Tuesday', ...second } };
  return [
    { services: first, clock },
    { services: other, clock },
  ];
}

describe('the lease of a run', () => {
  it('is refused while a living process has it, with who that is and how to end it', async () => {
    const [{ services }, other] = await twoProcesses();
    const held = await acquireRunLease(services, 'part', 'batch-1');
    await expect(acquireRunLease(other.services, 'part', 'batch-2')).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringMatching(
        /^part is being synced already, by process 7 on plant \(run batch-1\)\. .*stop that run\.$/,
      ),
      details: { code: 'run_at_work', entity: 'part', batch_uid: 'batch-1' },
    });
    const another = await acquireRunLease(other.services, 'order', 'batch-3');
    await another.release();
    await held.release();
  });

  it('is free again after its release, and its fence grows', async () => {
    const [{ services }, other] = await twoProcesses();
    const held = await acquireRunLease(services, 'part', 'batch-1');
    await held.release();
    const next = await acquireRunLease(other.services, 'part', 'batch-2');
    expect(next.lease.fence).toBeGreaterThan(held.lease.fence);
    await next.release();
  });

  it.each<[string, Partial<ProcessIdentity>]>([
    ['a process that is gone', { isGone: () => true }],
    ['a process whose number this one has now, as after a restart in a container', { pid: 7, started: 'Tuesday' }],
  ])('is taken over at once from %s', async (_what, second) => {
    const [{ services }, other] = await twoProcesses(second);
    const dead = await acquireRunLease(services, 'part', 'batch-1');
    const taken = await acquireRunLease(other.services, 'part', 'batch-2');
    expect(taken.lease.fence).toBe(dead.lease.fence + 1);
    await dead.release();
    expect((await services.store.leases.find('part'))?.owner).toBe(taken.lease.owner);
    await taken.release();
  });

  it.each<[string, Partial<ProcessIdentity>]>([
    ['of another host, which may look gone from here', { host: 'office', isGone: () => true }],
    ['of this very process', { pid: 7, started: 'Monday', isGone: () => true }],
  ])('is not taken over at once from a process %s', async (_what, second) => {
    const [{ services }, other] = await twoProcesses(second);
    const held = await acquireRunLease(services, 'part', 'batch-1');
    await expect(acquireRunLease(other.services, 'part', 'batch-2')).rejects.toMatchObject({ kind: 'conflict' });
    await held.release();
  });

  it('is taken over from another host only when its heartbeat is stale', async () => {
    const [{ services, clock }, other] = await twoProcesses({ host: 'office' });
    const held = await acquireRunLease(services, 'part', 'batch-1');
    clock.advance(STALE_AFTER_MS);
    await expect(acquireRunLease(other.services, 'part', 'batch-2')).rejects.toMatchObject({ kind: 'conflict' });
    clock.advance(1);
    const taken = await acquireRunLease(other.services, 'part', 'batch-2');
    await held.release();
    await taken.release();
  });

  it('is kept alive by a heartbeat every ten seconds, until it is released', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const [{ services, clock }] = await twoProcesses();
    const held = await acquireRunLease(services, 'part', 'batch-1');
    const heartbeat = async () => (await services.store.leases.find('part'))?.heartbeatAt;
    const first = await heartbeat();
    clock.advance(10_000);
    vi.advanceTimersByTime(10_000);
    await vi.waitFor(async () => {
      expect(await heartbeat()).toBe(new Date(Date.parse(first ?? '') + 10_000).toISOString());
    });
    await held.release();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('survives a heartbeat that could not be written, and tells the log', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const [{ services }] = await twoProcesses();
    const told = Promise.withResolvers<string>();
    const failing: Services = {
      ...services,
      log: { ...services.log, warn: told.resolve },
      store: {
        ...services.store,
        leases: { ...services.store.leases, heartbeat: () => Promise.reject(new Error('disk full')) },
      },
    };
    const held = await acquireRunLease(failing, 'part', 'batch-1');
    vi.advanceTimersByTime(10_000);
    expect(await told.promise).toBe('A heartbeat could not be written');
    await held.release();
  });
});
