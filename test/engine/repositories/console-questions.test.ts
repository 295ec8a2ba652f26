// What the console asks of the store: counts by entity and day, newest runs, pages of held deletes, what came after a list.

import { describe, expect, test } from 'vitest';
import { newUuid } from '../../../engine/record/ids.ts';
import { DIALECTS, openStore } from '../../support/dialects.ts';
import { sight } from './failed-samples.ts';
import { at, bk, failure, newBatch, pendingChild, startBatch } from './samples.ts';

describe.each(DIALECTS)('the store on %s', (dialect) => {
  test('counts batches of a filter, and knows the newest of each entity but for dry runs', async () => {
    const { batches } = await openStore(dialect);
    const uids = [newUuid(), newUuid(), newUuid(), newUuid()];
    await batches.create(newBatch({ uid: uids[0]! }));
    await batches.create(newBatch({ uid: uids[1]! }));
    await batches.create(newBatch({ uid: uids[2]!, entityName: 'order' }));
    await batches.create(newBatch({ uid: uids[3]!, dryRun: true }));
    expect(await batches.count({})).toBe(4);
    expect(await batches.count({ entity: 'part', dryRun: false })).toBe(2);
    expect(new Set((await batches.listNewest()).map((batch) => batch.uid))).toEqual(new Set([uids[1], uids[2]]));
  });

  test('counts failed records by the day they were first seen', async () => {
    const store = await openStore(dialect);
    await sight(store, [failure(1), failure(2)]);
    const counts = await store.failedRecords.countByDay({ status: ['open'] });
    expect(counts).toMatchObject([{ entityName: 'part', count: 2, day: at(0).slice(0, 10) }]);
    expect(await store.failedRecords.countByDay({ status: ['resolved'] })).toEqual([]);
  });

  test('tells groups with their days, one of their records each, and live records by entity', async () => {
    const store = await openStore(dialect);
    const batchUid = await sight(store, [failure(1), failure(2)]);
    await sight(store, [failure(3)], { entityName: 'order' });
    const [group, ...others] = await store.failedRecords.listGroups({});
    expect([group?.count, others]).toEqual([3, []]);
    expect(group?.days.map(({ entityName, count }) => [entityName, count]).toSorted()).toEqual([
      ['order', 1],
      ['part', 2],
    ]);
    expect(await store.failedRecords.listGroups({ batchUid })).toMatchObject([{ count: 2 }]);
    expect(await store.failedRecords.listGroups({ code: 'required' })).toEqual([]);
    expect(await store.failedRecords.count({ code: 'not_a_number', status: ['open', 'retrying', 'exhausted'] })).toBe(
      3,
    );
    await store.failedRecords.ignore({ entity: 'order' }, at(3));
    expect(await store.failedRecords.countLive()).toEqual(new Map([['part', 2]]));
  });

  test('finds what still stands of records by their keys', async () => {
    const store = await openStore(dialect);
    await sight(store, [failure(1, { bkHash: bk(1) }), failure(2, { bkHash: bk(2) })]);
    const [first] = (await store.failedRecords.list({}, { limit: 1, order: 'oldest' })).items;
    await store.failedRecords.ignore({ uids: [first!.uid] }, at(2));
    expect(await store.failedRecords.listStandingByKey('part', [bk(1), bk(2), bk(3)])).toEqual(
      new Map([
        [bk(1), 'ignored'],
        [bk(2), 'open'],
      ]),
    );
  });

  test('counts how runs ended by the day they began', async () => {
    const { batches } = await openStore(dialect);
    const [uid] = [newUuid()];
    await batches.create(newBatch({ uid }));
    expect(await batches.countByDay('2000-01-01')).toEqual([]);
    const { metrics, stageMetrics, durationMs } = (await batches.find(uid))!;
    const end = { metrics, stageMetrics, durationMs, warnings: [], watermarkTo: null, completedAt: at(5) };
    await batches.finish(uid, { ...end, status: 'completed' });
    expect(await batches.countByDay('2000-01-01')).toEqual([
      { day: at(0).slice(0, 10), status: 'completed', count: 1 },
    ]);
    expect(await batches.countByDay('9999-01-01')).toEqual([]);
  });

  test('leaves out failed records that came after a uid', async () => {
    const store = await openStore(dialect);
    await sight(store, [failure(1)]);
    const upToUid = newUuid();
    await sight(store, [failure(2)]);
    expect(await store.failedRecords.count({})).toBe(2);
    expect(await store.failedRecords.count({ upToUid })).toBe(1);
  });

  test('takes a patch back', async () => {
    const store = await openStore(dialect);
    await sight(store, [failure(1)]);
    const [record] = (await store.failedRecords.list({}, { limit: 1 })).items;
    await store.failedRecords.savePatch(record!.uid, '{"QTY":"1"}', at(1));
    expect(await store.failedRecords.savePatch(record!.uid, null, at(2))).toBe(true);
    expect((await store.failedRecords.find(record!.uid))?.patch).toBeNull();
  });

  test('pages through deletes on hold of all entities, and counts them', async () => {
    const { heldDeletes } = await openStore(dialect);
    const rows = [3, 1, 2].map((n) => ({ bkHash: bk(n), reference: `part=${n}`, reason: 'gone' }));
    await heldDeletes.replaceAll({ entityName: 'part', batchUid: 'batch-1', rows, at: at(1) });
    await heldDeletes.replaceAll({ entityName: 'order', batchUid: 'batch-1', rows: rows.slice(0, 2), at: at(1) });
    const everything = await heldDeletes.list();
    const first = await heldDeletes.listPage({}, { limit: 3, after: null });
    const second = await heldDeletes.listPage({}, { limit: 3, after: first.at(-1)! });
    expect([...first, ...second]).toEqual(everything);
    const ofPart = await heldDeletes.listPage({ entity: 'part' }, { limit: 3, after: null });
    expect(ofPart).toEqual(await heldDeletes.list('part'));
    expect(await heldDeletes.countByEntity()).toEqual(
      new Map([
        ['order', 2],
        ['part', 3],
      ]),
    );
  });

  test('counts waiting children by entity', async () => {
    const store = await openStore(dialect);
    const batchUid = await startBatch(store);
    const children = [pendingChild(1), pendingChild(2)];
    await store.pendingChildren.upsertMany({ entityName: 'order', batchUid, children, at: at(1) });
    expect(await store.pendingChildren.countByEntity()).toEqual(new Map([['order', 2]]));
  });
});
