import { describe, expect, test } from 'vitest';
import type { NewPendingChild } from '../../../engine/repositories/pending-child.ts';
import type { Store } from '../../../engine/repositories/store.ts';
import { DIALECTS, openStore } from '../../support/dialects.ts';
import { at, bk, dh, naughtyStrings, pendingChild, range, startBatch } from './samples.ts';

interface Wait {
  readonly entityName?: string;
  readonly batchUid?: string;
  readonly minute?: number;
}

async function wait(store: Store, children: readonly NewPendingChild[], options: Wait = {}): Promise<string> {
  const { entityName = 'line', minute = 1 } = options;
  const batchUid = options.batchUid ?? (await startBatch(store, { entityName }));
  await store.pendingChildren.upsertMany({ entityName, batchUid, children, at: at(minute) });
  return batchUid;
}

describe.each(DIALECTS)('waiting children on %s', (dialect) => {
  test('keeps a child with everything that is needed to send it', async () => {
    const store = await openStore(dialect);
    const child = pendingChild(1, { sourceKey: '["1"]', rowversion: '17' });
    const batchUid = await wait(store, [child]);
    const page = await store.pendingChildren.listWaiting({}, { limit: 10 });
    expect(page).toEqual({
      items: [
        {
          ...child,
          entityName: 'line',
          batchUid,
          status: 'waiting',
          retryCount: 0,
          maxRetries: 5,
          createdAt: at(1),
          lastTriedAt: null,
        },
      ],
      nextCursor: null,
    });
  });

  test('takes the newer payload of a child that already waits and keeps its tries', async () => {
    const store = await openStore(dialect);
    await wait(store, [pendingChild(1)]);
    await store.pendingChildren.increaseRetries('line', { at: at(2) });
    await store.pendingChildren.wake('order', [bk(1_000_000)], at(3));
    const newer = pendingChild(1, { dataJson: '{"line":"new"}', dataHash: dh(9), parentBkHash: bk(7), raw: '{}' });
    const batchUid = await wait(store, [newer], { minute: 4 });
    const { uid: _newUid, ...payload } = newer;
    expect((await store.pendingChildren.listWaiting({}, { limit: 10 })).items).toEqual([
      expect.objectContaining({ ...payload, batchUid, status: 'waiting', retryCount: 1, createdAt: at(1) }),
    ]);
  });

  test('wakes the children of parents that have arrived, and no others', async () => {
    const store = await openStore(dialect);
    await wait(store, [pendingChild(1), pendingChild(2, { parentBkHash: bk(7) }), pendingChild(3, { parentEntity: 'part' })]); // prettier-ignore
    await wait(store, [pendingChild(4)], { entityName: 'note' });
    expect(await store.pendingChildren.entitiesWithReady()).toEqual([]);
    expect(await store.pendingChildren.wake('order', [bk(1_000_000), bk(8)], at(2))).toBe(2);
    expect(await store.pendingChildren.wake('order', [bk(1_000_000)], at(3))).toBe(0);
    expect((await store.pendingChildren.listReady('line', 10)).map((child) => child.bkHash)).toEqual([bk(1)]);
    expect(await store.pendingChildren.entitiesWithReady()).toEqual(['line', 'note']);
  });

  test('stores, wakes and removes a thousand children in one call each', async () => {
    const store = await openStore(dialect);
    const children = range(1000).map((n) => pendingChild(n, { parentBkHash: bk(n + 5000) }));
    await wait(store, children);
    await wait(store, children, { minute: 2 });
    expect(await store.pendingChildren.count('line')).toBe(1000);
    expect(await store.pendingChildren.wake('order', children.map((child) => child.parentBkHash), at(3))).toBe(1000); // prettier-ignore
    expect((await store.pendingChildren.listReady('line', 400)).map((child) => child.bkHash)).toEqual(range(400).map(bk).toSorted((a, b) => uidOf(children, a) < uidOf(children, b) ? -1 : 1)); // prettier-ignore
    await store.pendingChildren.removeMany('line', range(999).map(bk));
    expect(await store.pendingChildren.listKeys('line')).toEqual([bk(999)]);
  });

  test('burns a try of each waiting child but for those that the run itself brought', async () => {
    const store = await openStore(dialect);
    await wait(store, [pendingChild(1), pendingChild(2, { parentBkHash: bk(7) })]);
    const current = await wait(store, [pendingChild(3)]);
    await wait(store, [pendingChild(4)], { entityName: 'note' });
    await store.pendingChildren.wake('order', [bk(7)], at(2));
    expect(await store.pendingChildren.increaseRetries('line', { exceptBatch: current, at: at(3) })).toBe(1);
    const { items } = await store.pendingChildren.listWaiting({}, { limit: 10 });
    expect(items.map((child) => [child.bkHash, child.retryCount, child.lastTriedAt])).toEqual([
      [bk(1), 1, at(3)],
      [bk(2), 0, at(2)],
      [bk(3), 0, null],
      [bk(4), 0, null],
    ]);
  });

  test('gives out what has no tries left, once, and up to the limit', async () => {
    const store = await openStore(dialect);
    await wait(store, range(3).map((n) => pendingChild(n))); // prettier-ignore
    for (const n of range(4)) await store.pendingChildren.increaseRetries('line', { at: at(n) });
    expect(await store.pendingChildren.takeTriedOut('line', 10)).toEqual([]);
    await store.pendingChildren.increaseRetries('line', { at: at(5) });
    expect(await store.pendingChildren.takeTriedOut('note', 10)).toEqual([]);
    const taken = await store.pendingChildren.takeTriedOut('line', 2);
    expect(taken).toHaveLength(2);
    expect(taken[0]).toMatchObject({ retryCount: 5, dataJson: '{"line":0}', parentReference: 'order=1000000' });
    expect(await store.pendingChildren.takeTriedOut('line', 2)).toHaveLength(1);
    expect(await store.pendingChildren.count()).toBe(0);
  });

  test('filters and pages the list', async () => {
    const store = await openStore(dialect);
    await wait(store, [pendingChild(1), pendingChild(2, { parentEntity: 'part' }), pendingChild(3)]);
    await wait(store, [pendingChild(4, { parentBkHash: bk(7) })], { entityName: 'note' });
    await store.pendingChildren.wake('part', [bk(1_000_000)], at(2));
    const keys = async (filter: Parameters<typeof store.pendingChildren.listWaiting>[0]) =>
      (await store.pendingChildren.listWaiting(filter, { limit: 10 })).items.map((child) => child.bkHash);
    expect(await keys({ entity: 'line' })).toEqual([bk(1), bk(2), bk(3)]);
    expect(await keys({ parentEntity: 'order' })).toEqual([bk(1), bk(3), bk(4)]);
    expect(await keys({ parentBkHash: bk(7) })).toEqual([bk(4)]);
    expect(await keys({ status: 'ready' })).toEqual([bk(2)]);
    const first = await store.pendingChildren.listWaiting({}, { limit: 3 });
    const second = await store.pendingChildren.listWaiting({}, { limit: 3, cursor: first.nextCursor });
    expect([...first.items, ...second.items].map((child) => child.bkHash)).toEqual([bk(1), bk(2), bk(3), bk(4)]);
    expect(second.nextCursor).toBeNull();
  });

  test('counts the children of each missing parent, over all entities', async () => {
    const store = await openStore(dialect);
    const lonely = { parentBkHash: bk(7), parentReference: 'order=7' };
    await wait(store, [pendingChild(1), pendingChild(2), pendingChild(3, lonely)], { minute: 2 });
    await wait(store, [pendingChild(4)], { entityName: 'note', minute: 1 });
    await wait(store, [pendingChild(5, { parentEntity: 'part' })], { minute: 3 });
    await store.pendingChildren.wake('part', [bk(1_000_000)], at(4));
    const most = {
      parentEntity: 'order',
      parentBkHash: bk(1_000_000),
      parentReference: 'order=1000000',
      children: 3,
      entities: ['line', 'note'],
      oldest: at(1),
    };
    const least = { parentEntity: 'order', ...lonely, children: 1, entities: ['line'], oldest: at(2) };
    expect(await store.pendingChildren.groupByParent({ limit: 10 })).toEqual([most, least]);
    expect(await store.pendingChildren.groupByParent({ limit: 1 })).toEqual([most]);
  });

  test('stores naughty strings unharmed', async () => {
    const store = await openStore(dialect);
    const children = naughtyStrings().map((text, n) =>
      pendingChild(n, {
        reference: text,
        parentReference: text,
        raw: text,
        dataJson: text,
        businessKey: text,
        sourceKey: text,
        rowversion: text,
      }),
    );
    await wait(store, children);
    const { items } = await store.pendingChildren.listWaiting({}, { limit: 10_000 });
    expect(items).toMatchObject(children);
  });
});

function uidOf(children: readonly NewPendingChild[], key: string): string {
  return children.find((child) => child.bkHash === key)?.uid ?? '';
}
