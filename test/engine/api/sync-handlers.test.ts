// Runs through the router: promised at once, watched to their end, paused, resumed, told as a story.

import { afterEach, describe, expect, it } from 'vitest';
import { Problem } from '../../support/minimal-servers/http-service.ts';
import { addEntity, partEntity, partRows, partsTable, startFlow, type Flow } from '../../flows/flow.ts';
import { createTestApi, type TestApi } from '../../support/test-api.ts';

let flow: Flow;
let test: TestApi;
afterEach(async () => {
  await test.close();
  await flow.close();
});

async function start(rows = 10, bad = 0): Promise<ReturnType<Flow['servers']['addTable']>> {
  flow = await startFlow();
  const table = flow.servers.addTable(
    partsTable({ rows: partRows(rows, (index) => (index < bad ? { QTY: 'broken' } : {})), rowversionType: 'NUMBER' }),
  );
  table.rows = table.rows.map((row, index) => ({ ...row, RV: index + 1 }));
  await addEntity(flow, partEntity({ source: { api: 'parts', page_size: 100 } }));
  test = createTestApi(flow.engine.services);
  return table;
}

const startPart = (more: object = {}) => test.client.sync.start({ entities: ['part'], ...more });
/** Lets the source answer only after `open` was called, and tells when it was first asked. */
function holdSource() {
  const asked = Promise.withResolvers<undefined>();
  flow.servers.apismith.onExecute = ({ nth }) => {
    if (nth === 2) asked.resolve(undefined);
  };
  return asked.promise;
}

describe('starting a sync', () => {
  it('answers with the uids before the run is over, and the run has them', async () => {
    await start();
    const { job_uid: jobUid, batches } = await startPart();
    expect(batches).toEqual([{ batch_uid: expect.any(String), entity: 'part', is_resumed: false }]);
    const job = await test.ended(jobUid);
    expect(job).toMatchObject({ state: 'completed', batches: [{ batch_uid: batches[0]?.batch_uid, entity: 'part' }] });
    const story = await test.client.sync.status({ batch_uid: batches[0]!.batch_uid });
    expect(story).toMatchObject({
      status: 'completed',
      job_uid: jobUid,
      metrics: { inserted: 10 },
      is_interrupted: false,
    });
    expect(story.stages.map((stage) => stage.stage)).toHaveLength(9);
  });

  it('is refused at once for an unknown entity, and where there is none at all', async () => {
    await start();
    const unknown = await test.refusal(test.client.sync.start({ entities: ['prat'] }));
    expect(unknown).toMatchObject({ code: 'NOT_FOUND', status: 404, data: { details: { entity: 'prat' } } });
    await flow.engine.services.store.entities.remove('part');
    const none = await test.refusal(test.client.sync.start({ entities: 'all' }));
    expect(none).toMatchObject({ code: 'UNPROCESSABLE_CONTENT', defined: true });
  });

  it('is refused while the entity is being worked on', async () => {
    await start();
    const { job_uid: jobUid } = await startPart();
    expect(await test.refusal(startPart())).toMatchObject({ code: 'CONFLICT', data: { details: { entity: 'part' } } });
    await test.ended(jobUid);
  });

  it('tells of a run whose turn has not come as pending, and of one whose turn never came as failed', async () => {
    await start();
    flow.servers.schedulehub.entity('child');
    await flow.engine.importEntity({ ...partEntity(), name: 'child' });
    const { job_uid: jobUid, batches } = await test.client.sync.start({ entities: ['child', 'part'] });
    expect(batches.map((batch) => batch.entity)).toEqual(['child', 'part']);
    const last = batches.at(-1)!.batch_uid;
    expect(await test.client.sync.status({ batch_uid: last })).toMatchObject({
      status: 'pending',
      mapping_version: null,
    });
    expect(await test.client.sync.stop({ batch_uid: last })).toEqual({ outcome: 'asked' });
    expect((await test.ended(jobUid)).state).toBe('stopped');
    expect(await test.client.sync.status({ batch_uid: last })).toMatchObject({ status: 'cancelled', job_uid: jobUid });
  });

  it('names the reasons of failures in the story of the run', async () => {
    await start(10, 3);
    const { job_uid: jobUid, batches } = await startPart();
    await test.ended(jobUid);
    const story = await test.client.sync.status({ batch_uid: batches[0]!.batch_uid });
    expect(story.status).toBe('completed_with_failures');
    expect(story.reasons).toMatchObject([{ stage: 'normalize', code: 'not_a_number', field: 'QTY', count: 3 }]);
  });
});

describe('a live run', () => {
  it('is watched to its last snapshot, and the stream ends', async () => {
    await start(500);
    const { batches } = await startPart();
    const seen = [];
    for await (const snapshot of await test.client.sync.watch({ batch_uid: batches[0]!.batch_uid }))
      seen.push(snapshot);
    expect(seen.map((snapshot) => snapshot.seq)).toEqual(seen.map((_, at) => at + 1));
    expect(seen.at(-1)?.runs).toMatchObject([{ status: 'completed', metrics: { inserted: 500 } }]);
    expect(Math.max(...seen.map((snapshot) => JSON.stringify(snapshot).length))).toBeLessThan(2500);
  });

  it('leaves no listener behind when the watcher goes away', async () => {
    await start();
    const gone = new AbortController();
    const stream = await test.client.sync.watch({ batch_uid: null }, { signal: gone.signal });
    expect((await stream.next()).value).toMatchObject({ seq: 1, runs: [] });
    const waiting = stream.next();
    gone.abort();
    expect(await waiting).toMatchObject({ done: true });
  });

  it('pauses, keeps its position, and goes on under the same uid', async () => {
    const table = await start(1000);
    table.largestPage = 100;
    const isReading = holdSource();
    const { job_uid: jobUid, batches } = await startPart();
    const batch_uid = batches[0]!.batch_uid;
    await isReading;
    expect((await test.client.jobs.pause({ job_uid: jobUid })).requested_action).toBe('pause');
    expect((await test.ended(jobUid)).state).toBe('paused');
    expect(await test.client.sync.status({ batch_uid })).toMatchObject({ status: 'paused' });

    const resumed = await test.client.sync.resume({ batch_uid });
    expect(resumed.batches).toEqual([{ batch_uid, entity: 'part', is_resumed: true }]);
    expect((await test.ended(resumed.job_uid)).state).toBe('completed');
    expect(await test.client.sync.status({ batch_uid })).toMatchObject({
      status: 'completed',
      metrics: { total_fetched: 1000, inserted: 1000 },
    });
  });

  it('shows why it waits while a system does not answer, and stops by its uid', async () => {
    const table = await start(1000);
    table.largestPage = 100;
    flow.servers.apismith.onExecute = ({ nth }) => {
      if (nth === 3) flow.servers.apismith.fail = new Problem(503, 'maintenance', 'Down for maintenance.');
    };
    const { job_uid: jobUid, batches } = await startPart();
    const { batch_uid } = batches[0]!;
    for await (const { runs } of await test.client.sync.watch({ batch_uid })) {
      const [run] = runs;
      if (run?.stall === undefined || run.stall === null) continue;
      expect(run.stall.reason).toContain('APISmith');
      break;
    }
    expect(await test.client.sync.stop({ batch_uid })).toEqual({ outcome: 'asked' });
    expect((await test.ended(jobUid)).state).toBe('stopped');
    expect((await test.client.sync.status({ batch_uid })).status).toBe('cancelled');
  });

  it('is not there for resuming when nothing is paused', async () => {
    await start();
    expect(await test.refusal(test.client.sync.resume({ batch_uid: null }))).toMatchObject({
      code: 'UNPROCESSABLE_CONTENT',
    });
  });
});

describe('history', () => {
  it('comes in pages, newest first, with a total', async () => {
    await start();
    for (let run = 0; run < 3; run += 1) await test.ended((await startPart()).job_uid);
    const first = await test.client.sync.history({ limit: 2 });
    const second = await test.client.sync.history({ limit: 2, cursor: first.next });
    expect([first.total, first.rows.length, second.rows.length, second.next]).toEqual([3, 2, 1, null]);
    const uids = [...first.rows, ...second.rows].map((run) => run.batch_uid);
    expect(uids).toEqual(uids.toSorted().reverse());
  });

  it('marks a run whose process is gone as interrupted', async () => {
    await start();
    const { services } = flow.engine;
    const batch = { ...(await flow.sync('part')), uid: services.newUid(), status: 'running' as const };
    await services.store.batches.create(batch);
    const { rows } = await test.client.sync.history({ status: 'running' });
    expect(rows).toMatchObject([{ batch_uid: batch.uid, is_interrupted: true }]);
  });
});

describe('a dry run', () => {
  it('shows its records in pages and by changed field', async () => {
    const table = await start(10);
    await flow.sync('part');
    table.rows = table.rows.map((row, index) => (index < 4 ? { ...row, NAME: 'renamed', RV: 100 + index } : row));
    const { job_uid: jobUid, batches } = await startPart({ dry_run: true, sync_type: 'full' });
    await test.ended(jobUid);
    const { batch_uid } = batches[0]!;
    expect(await test.client.sync.status({ batch_uid })).toMatchObject({ dry_run: true, preview: 'previewed' });
    expect((await test.client.sync.plan_fields({ batch_uid })).fields).toEqual([
      { operation: 'UPDATE', field: 'name', records: 4 },
    ]);
    const first = await test.client.sync.plan({ batch_uid, limit: 3 });
    expect([first.total, first.rows.length]).toEqual([4, 3]);
    expect(first.rows[0]).toMatchObject({
      operation: 'UPDATE',
      reference: 'id=P00',
      changes: [{ field: 'name', before: 'part 0', after: 'renamed' }],
    });
    expect((await test.client.sync.plan({ batch_uid, limit: 3, cursor: first.next })).rows).toHaveLength(1);
    expect((await test.client.sync.plan({ batch_uid, field: 'qty' })).rows).toEqual([]);
    expect((await test.client.sync.plan({ batch_uid, field: 'name' })).rows).toHaveLength(4);
  });
});
