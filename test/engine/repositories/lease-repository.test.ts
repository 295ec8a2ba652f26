import { describe, expect, test } from 'vitest';
import type { HeldLease, Lease } from '../../../engine/repositories/lease-repository.ts';
import { createStateDatabase, DIALECTS, openStore } from '../../support/dialects.ts';
import { at, ledgerRow, leaseRequest, range } from './samples.ts';

function held(answer: Lease | HeldLease): Lease {
  if ('heldBy' in answer) throw new Error('expected to get the lease');
  return answer;
}

describe.each(DIALECTS)('leases on %s', (dialect) => {
  test('gives a free lease, and says who holds a taken one', async () => {
    const { leases } = await openStore(dialect);
    expect(await leases.find('part')).toBeNull();
    const lease = await leases.acquire(leaseRequest());
    expect(lease).toEqual({ entityName: 'part', batchUid: 'batch-1', owner: 'owner-1', fence: 1 });
    const answer = await leases.acquire(leaseRequest({ owner: 'owner-2', batchUid: 'batch-2' }));
    expect(answer).toMatchObject({
      heldBy: { owner: 'owner-1', host: 'host-1', pid: 100, heartbeatAt: at(10), batchUid: 'batch-1' },
    });
    expect(await leases.find('part')).toMatchObject({ owner: 'owner-1', processStarted: at(0), fence: 1 });
  });

  test('holds entities apart', async () => {
    const { leases } = await openStore(dialect);
    held(await leases.acquire(leaseRequest()));
    expect(held(await leases.acquire(leaseRequest({ entityName: 'order' }))).fence).toBe(1);
  });

  test('refuses a second run of the same owner', async () => {
    const { leases } = await openStore(dialect);
    held(await leases.acquire(leaseRequest()));
    expect(await leases.acquire(leaseRequest({ batchUid: 'batch-2' }))).toHaveProperty('heldBy');
  });

  test('never lets a fence go back, not even after a release', async () => {
    const { leases } = await openStore(dialect);
    for (const fence of [1, 2, 3]) {
      const lease = held(await leases.acquire(leaseRequest()));
      expect(lease.fence).toBe(fence);
      expect(await leases.release(lease)).toBe(true);
      expect(await leases.release(lease)).toBe(false);
      expect(await leases.find('part')).toMatchObject({ owner: null, batchUid: null, heartbeatAt: null, fence });
    }
  });

  test('hands a stale lease over, and only a stale one', async () => {
    const { leases } = await openStore(dialect);
    const first = held(await leases.acquire(leaseRequest({ at: at(10) })));
    const second = leaseRequest({ owner: 'owner-2', at: at(30), staleBefore: at(20) });
    expect(await leases.heartbeat(first, at(20))).toBe(true);
    expect(await leases.acquire(second)).toHaveProperty('heldBy');
    expect(held(await leases.acquire({ ...second, staleBefore: at(21) }))).toMatchObject({
      owner: 'owner-2',
      fence: 2,
    });
    expect(await leases.heartbeat(first, at(31))).toBe(false);
    expect(await leases.release(first)).toBe(false);
  });

  test('hands the lease of a dead process over at once', async () => {
    const { leases } = await openStore(dialect);
    held(await leases.acquire(leaseRequest()));
    const asked: unknown[] = [];
    const isOwnerGone = (row: { readonly host: string | null; readonly pid: number | null }) => {
      asked.push([row.host, row.pid]);
      return true;
    };
    expect(held(await leases.acquire(leaseRequest({ owner: 'owner-2', isOwnerGone }))).fence).toBe(2);
    expect(asked).toEqual([['host-1', 100]]);
  });

  test('gives the lease to exactly one of many stores that try at once', async () => {
    const state = createStateDatabase(dialect);
    const stores = [await state.openStore(), await state.openStore(), await state.openStore()];
    const answers = await Promise.all(
      range(12).map(async (i) => stores[i % 3]?.leases.acquire(leaseRequest({ owner: `owner-${i}` }))),
    );
    const winners = answers.filter((answer) => answer !== undefined && !('heldBy' in answer));
    expect(winners).toHaveLength(1);
    expect(winners[0]).toMatchObject({ fence: 1 });
  });

  test('refuses every write of a run whose lease another process has taken over', async () => {
    const state = createStateDatabase(dialect);
    const zombie = await state.openStore();
    const heir = await state.openStore();
    const old = held(await zombie.leases.acquire(leaseRequest()));
    await zombie.fenced(old, at(11), (repos) => repos.ledger.upsertMany('part', [ledgerRow(1)]));
    const current = held(await heir.leases.acquire(leaseRequest({ owner: 'owner-2', isOwnerGone: () => true })));

    const late = zombie.fenced(old, at(12), (repos) => repos.ledger.upsertMany('part', [ledgerRow(2)]));
    await expect(late).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('Another run has taken part over'),
    });
    expect(await heir.ledger.count('part')).toBe(1);

    await heir.fenced(current, at(13), (repos) => repos.ledger.upsertMany('part', [ledgerRow(3)]));
    expect(await zombie.ledger.count('part')).toBe(2);
    expect(await zombie.leases.find('part')).toMatchObject({ owner: 'owner-2', heartbeatAt: at(13) });
  });

  test('keeps nothing of a fenced step that throws, nor its heartbeat', async () => {
    const store = await openStore(dialect);
    const lease = held(await store.leases.acquire(leaseRequest()));
    const step = store.fenced(lease, at(40), async (repos) => {
      await repos.ledger.upsertMany('part', [ledgerRow(1)]);
      throw new Error('on purpose');
    });
    await expect(step).rejects.toThrow('on purpose');
    expect(await store.ledger.count('part')).toBe(0);
    expect((await store.leases.find('part'))?.heartbeatAt).toBe(at(10));
  });

  test('makes the work of several repositories one', async () => {
    const store = await openStore(dialect);
    const work = store.transaction(async (repos) => {
      await repos.settings.set('a', '1', at(1));
      await repos.ledger.upsertMany('part', [ledgerRow(1)]);
      expect(await repos.ledger.count('part')).toBe(1);
      throw new Error('on purpose');
    });
    await expect(work).rejects.toThrow('on purpose');
    expect(await store.settings.get('a')).toBeNull();
    expect(await store.transaction(async (repos) => repos.ledger.count('part'))).toBe(0);
  });

  test('refuses further work once it is closed', async () => {
    const store = await openStore(dialect);
    await store.close();
    await expect(store.settings.get('a')).rejects.toMatchObject({ kind: 'state' });
  });
});
