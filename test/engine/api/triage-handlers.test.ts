// Waiting children and deletes on hold through the router.

import { afterEach, describe, expect, it } from 'vitest';
import { addEntity, partEntity, partRows, partsTable, startFlow, type Flow } from '../../flows/flow.ts';
import { createTestApi, type TestApi } from '../../support/test-api.ts';

let flow: Flow;
let test: TestApi;
afterEach(async () => {
  await test.close();
  await flow.close();
});

/** Stock of two parts that ScheduleHub does not have, six rows. */
async function startWaiting(): Promise<void> {
  flow = await startFlow();
  flow.servers.addTable(partsTable({ rows: partRows(2) }));
  flow.servers.addTable({
    slug: 'stocks',
    columns: [
      { name: 'ID', type: 'VARCHAR2', length: 40 },
      { name: 'PART', type: 'VARCHAR2', length: 40 },
    ],
    rows: ['P00', 'P00', 'P00', 'P00', 'P01', 'P01'].map((part, at) => ({ ID: `S${at}`, PART: part })),
  });
  await addEntity(flow, partEntity());
  await addEntity(flow, {
    name: 'stock',
    source: { api: 'stocks' },
    business_key: ['id'],
    parents: [{ entity: 'part', fields: { id: 'part' } }],
    mappings: [
      { source_field: 'ID', target_field: 'id' },
      { source_field: 'PART', target_field: 'part' },
    ],
  });
  await flow.sync('stock');
  test = createTestApi(flow.engine.services);
}

describe('waiting children', () => {
  it('are told by missing parent, with the number each would free', async () => {
    await startWaiting();
    const { groups, total } = await test.client.waiting.groups({});
    expect(total).toBe(6);
    expect(groups.map(({ parent_reference, children, entities }) => [parent_reference, children, entities])).toEqual([
      ['id=P00', 4, ['stock']],
      ['id=P01', 2, ['stock']],
    ]);
    const page = await test.client.waiting.list({ entity: 'stock', limit: 4 });
    expect([page.total, page.rows.length]).toEqual([6, 4]);
    expect((await test.client.waiting.list({ limit: 4, cursor: page.next })).rows).toHaveLength(2);
  });

  it('say where their parents are', async () => {
    await startWaiting();
    const places = async () => {
      const { groups } = await test.client.waiting.groups({});
      return groups.map((group) => [group.parent_reference, group.place]);
    };
    expect(await places()).toEqual([
      ['id=P00', 'unseen'],
      ['id=P01', 'unseen'],
    ]);
    const table = flow.servers.apismith.tables.get('parts')!;
    table.rows = partRows(1, () => ({ QTY: 'broken' }));
    await flow.sync('part');
    expect((await places())[0]).toEqual(['id=P00', 'failed']);
    const [failed] = (await test.client.failed.list({})).rows;
    await test.client.failed.ignore({ which: { kind: 'uids', uids: [failed!.uid] } });
    expect((await places())[0]).toEqual(['id=P00', 'ignored']);
  });

  it('become failed records when they are discarded, whole and with the reason', async () => {
    await startWaiting();
    const [group] = (await test.client.waiting.groups({})).groups;
    const { parent_entity, parent_bk_hash } = group!;
    const which = { kind: 'parent' as const, parent_entity, parent_bk_hash };
    expect(await test.client.waiting.discard({ which, reason: 'The part was never built.' })).toEqual({ discarded: 4 });
    expect(await test.client.waiting.discard({ which })).toEqual({ discarded: 0 });
    expect((await test.client.waiting.groups({})).total).toBe(2);
    const { rows } = await test.client.failed.list({ filter: { code: 'parent_missing' } });
    expect(rows.map((row) => row.reference).toSorted()).toEqual(['id=S0', 'id=S1', 'id=S2', 'id=S3']);
    const record = await test.client.failed.get({ uid: rows[0]!.uid });
    expect(record).toMatchObject({
      error_type: 'parent',
      stage: 'resolve',
      raw: { PART: 'P00' },
      mapped: { part: 'P00' },
    });
    expect(record.message).toContain('no longer waits for it. The part was never built.');
  });

  it('are discarded one by one, and go by themselves when their parent comes after all', async () => {
    await startWaiting();
    const [first] = (await test.client.waiting.list({ limit: 1 })).rows;
    const which = { kind: 'uids' as const, uids: [first!.uid] };
    expect(await test.client.waiting.discard({ which })).toEqual({ discarded: 1 });
    expect((await test.client.failed.list({})).rows).toHaveLength(1);
    await flow.sync('part');
    expect((await test.client.failed.list({})).rows).toEqual([]);
    expect(flow.held('stock')).toHaveProperty(first!.reference.replace('id=', ''));
  });

  it('are left alone once their parent has come: they may be on their way', async () => {
    await startWaiting();
    const [first] = (await test.client.waiting.list({ limit: 1 })).rows;
    const { pendingChildren } = flow.engine.services.store;
    const [group] = await pendingChildren.groupByParent({ limit: 1 });
    await pendingChildren.wake(group!.parentEntity, [group!.parentBkHash], '2026-01-01T00:00:00.000Z');
    const which = { kind: 'uids' as const, uids: [first!.uid] };
    expect(await test.client.waiting.discard({ which })).toEqual({ discarded: 0 });
  });

  it('go with their parent when it is fetched', async () => {
    await startWaiting();
    const [group] = (await test.client.waiting.groups({})).groups;
    const { parent_entity, parent_bk_hash } = group!;
    const { job_uid: jobUid } = await test.client.waiting.fetch_parent({ parent_entity, parent_bk_hash });
    expect(await test.ended(jobUid)).toMatchObject({
      state: 'completed',
      work: { kind: 'fetch_parent', is_found: true, freed_children: 4 },
    });
    expect((await test.client.waiting.groups({})).total).toBe(2);
  });

  it('cannot be helped by a parent that nobody waits for: the job says so', async () => {
    await startWaiting();
    const parent = { parent_entity: 'part', parent_bk_hash: '0'.repeat(32) };
    const { job_uid: jobUid } = await test.client.waiting.fetch_parent(parent);
    const job = await test.ended(jobUid);
    expect([job.state, job.error]).toEqual(['failed', expect.stringContaining('No child waits')]);
  });
});

async function startHeld(): Promise<void> {
  flow = await startFlow();
  const table = flow.servers.addTable(partsTable({ rows: partRows(6) }));
  await addEntity(flow, partEntity({ deletes: { policy: 'hold' } }));
  await flow.sync('part');
  table.rows = table.rows.slice(3);
  await flow.sync('part', { syncType: 'full' });
  test = createTestApi(flow.engine.services);
}

describe('deletes on hold', () => {
  it('come in pages', async () => {
    await startHeld();
    const first = await test.client.deletes.list({ limit: 2 });
    const second = await test.client.deletes.list({ entity: 'part', limit: 2, cursor: first.next });
    expect([first.total, first.rows.length, second.rows.length, second.next]).toEqual([3, 2, 1, null]);
    expect(await test.refusal(test.client.deletes.list({ cursor: 'nonsense' }))).toMatchObject({
      code: 'UNPROCESSABLE_CONTENT',
    });
  });

  it('are approved as a job, after another look at the ERP', async () => {
    await startHeld();
    const { job_uid: jobUid } = await test.client.deletes.approve({
      entity: 'part',
      which: { kind: 'all', expected: 3 },
    });
    expect(await test.ended(jobUid)).toMatchObject({ state: 'completed', work: { deleted: 3, kept: 0 } });
    expect(flow.records('part')).toHaveLength(3);
  });

  it('are not touched when there are others than the operator saw', async () => {
    await startHeld();
    const all = test.client.deletes.approve({ entity: 'part', which: { kind: 'all', expected: 2 } });
    expect(await test.refusal(all)).toMatchObject({ code: 'CONFLICT', data: { details: { count: 3 } } });
    const other = { kind: 'named' as const, bk_hashes: ['0'.repeat(32)] };
    expect(await test.refusal(test.client.deletes.discard({ entity: 'part', which: other }))).toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('are discarded, and the records stay', async () => {
    await startHeld();
    const [held] = (await test.client.deletes.list({})).rows;
    const which = { kind: 'named' as const, bk_hashes: [held!.bk_hash] };
    expect(await test.client.deletes.discard({ entity: 'part', which })).toEqual({ discarded: 1 });
    expect(flow.records('part')).toHaveLength(6);
  });
});
