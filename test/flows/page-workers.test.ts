// A large read goes through page workers: what becomes of its rows is what a read in one thread makes of them.

import { afterEach, expect, it } from 'vitest';
import type { Row } from '../support/minimal-servers/minimal-apismith.ts';
import { addEntity, did, partEntity, partsTable, startFlow, writesOf, type Flow } from './flow.ts';

const flows: Flow[] = [];
afterEach(async () => {
  for (const flow of flows.splice(0)) await flow.close();
});

const part = (rowId: number, more: Row = {}): Row => ({
  ROW_ID: rowId,
  ID: `P${rowId}`,
  NAME: ` part  ${rowId} `,
  QTY: rowId,
  RV: rowId,
  ...more,
});
/** Clean rows, rows that fail, and a key that comes twice on a page and twice across pages. */
const FIRST: readonly Row[] = [
  ...Array.from({ length: 23 }, (_, at) => part(at + 1)),
  part(30, { QTY: 'many' }),
  part(31, { ID: null }),
  part(32, { ID: 'P2', RV: 900 }),
  part(33, { ID: 'P33', RV: 5 }),
  part(34, { ID: 'P33', RV: 9 }),
  part(35, { QTY: '9007199254740993' }),
  part(36, { NAME: 'Écrou\u00a0blå' }),
];
/** One changed, one added, one gone, one mended, the rest unchanged. */
const SECOND: readonly Row[] = [
  ...FIRST.filter((row) => row['ROW_ID'] !== 7 && row['ROW_ID'] !== 4 && row['ROW_ID'] !== 30),
  part(4, { NAME: 'new name', RV: 950 }),
  part(30, { QTY: 30, RV: 951 }),
  part(40),
];

async function runs(pageThreadsFromRows: number | undefined, isDirty: boolean) {
  const flow = await startFlow(pageThreadsFromRows === undefined ? {} : { pageThreadsFromRows });
  flows.push(flow);
  const isClean = ({ ROW_ID: id }: Row): boolean => isDirty || Number(id) < 30 || Number(id) > 34;
  const table = flow.servers.addTable({
    ...partsTable({ rowversionType: 'NUMBER' }),
    keyColumns: ['ROW_ID'],
    rows: FIRST.filter(isClean),
  });
  table.columns = [{ name: 'ROW_ID', type: 'NUMBER' }, ...table.columns];
  await addEntity(flow, partEntity({ deletes: { policy: 'delete', max_count: 5, max_percent: 50 } }));
  const outcomes: unknown[] = [];
  const step = async (): Promise<void> => {
    const batch = await flow.sync('part', { syncType: 'full', pageSize: 4 });
    const { store } = flow.engine.services;
    const failed = (await store.failedRecords.list({}, { limit: 50 })).items;
    const ledger = await store.ledger.scan('part', { limit: 100 });
    outcomes.push({
      status: batch.status,
      did: did(batch),
      stages: Object.entries(batch.stageMetrics).map(([stage, { rowsIn, rowsOut, failed: bad }]) => [
        stage,
        rowsIn,
        rowsOut,
        bad,
      ]),
      watermark: batch.watermarkTo,
      warnings: batch.warnings,
      held: flow.held('part'),
      writes: writesOf(flow),
      failed: failed
        .map(({ sourceKey, bkHash, code, field, raw, normalized, mapped, status }) =>
          JSON.stringify([sourceKey, bkHash, code, field, raw, normalized, mapped, status]),
        )
        .sort(),
      ledger: ledger.map(({ targetUid: _uid, ...row }) => row),
    });
  };
  await step();
  await step();
  table.rows = SECOND.filter(isClean).toSorted((a, b) => Number(a['ROW_ID']) - Number(b['ROW_ID']));
  await step();
  await step();
  return outcomes;
}

it('ends with the same records, failures, counts and ledger as a read in one thread', async () => {
  expect(await runs(0, true)).toEqual(await runs(undefined, true));
});

it('skips unchanged rows of an entity without failures, and sees what changed, came and went', async () => {
  const [plain, threads] = [await runs(undefined, false), await runs(0, false)];
  const counts = (outcomes: readonly unknown[]) => outcomes.map((one) => (one as { readonly did: unknown }).did);
  expect(counts(threads)).toEqual(counts(plain));
  expect(threads).toEqual(plain);
});

it('learns by what to know rows whose bytes change from read to read, and writes nothing after that', async () => {
  const flow = await startFlow({ pageThreadsFromRows: 0 });
  flows.push(flow);
  const table = flow.servers.addTable({ ...partsTable({ rowversionType: 'NUMBER' }), keyColumns: ['ROW_ID'] });
  table.columns = [{ name: 'ROW_ID', type: 'NUMBER' }, { name: 'READ_AT', type: 'NUMBER' }, ...table.columns];
  await addEntity(flow, partEntity());
  const sync = async (readAt: number, changed: readonly number[] = []) => {
    table.rows = Array.from({ length: 20 }, (_, at) =>
      part(at + 1, { READ_AT: readAt, ...(changed.includes(at) ? { NAME: `other ${readAt}`, RV: 100 + readAt } : {}) }),
    );
    const batch = await flow.sync('part', { syncType: 'full', pageSize: 10 });
    const { inserted, updated, skipped, failed } = batch.metrics;
    return { did: { inserted, updated, skipped, failed }, written: batch.stageMetrics.track.rowsIn };
  };
  const unchanged = { inserted: 0, updated: 0, skipped: 20, failed: 0 };
  expect(await sync(1)).toEqual({ did: { ...unchanged, inserted: 20, skipped: 0 }, written: 20 });
  expect(await sync(1)).toEqual({ did: unchanged, written: 0 });
  // Every row reads otherwise, and says the same: from now on their data are compared.
  expect(await sync(2)).toEqual({ did: unchanged, written: 20 });
  expect(await sync(3)).toEqual({ did: unchanged, written: 0 });
  expect(await sync(4, [3, 12])).toEqual({ did: { ...unchanged, updated: 2, skipped: 18 }, written: 2 });
});

it('goes to page workers also where pages cannot be split into rows', async () => {
  const flow = await startFlow({ pageThreadsFromRows: 10 });
  flows.push(flow);
  let started = 0;
  const environment = (): NodeJS.ProcessEnv => {
    started += 1;
    return process.env;
  };
  Object.assign(flow.engine.services.pageThreads ?? {}, { environment });
  const table = flow.servers.addTable({ ...partsTable({ rowversionType: 'NUMBER' }), keyColumns: ['ROW_ID'] });
  table.columns = [{ name: 'ROW_ID', type: 'NUMBER' }, ...table.columns];
  await addEntity(flow, partEntity());
  // Every other row begins with another column.
  table.rows = Array.from({ length: 20 }, (_, at) =>
    at % 2 === 0 ? part(at + 1) : { NAME: 'another', ...part(at + 1) },
  );
  const batch = await flow.sync('part', { syncType: 'full', pageSize: 5 });
  expect([batch.metrics.inserted, batch.metrics.failed]).toEqual([20, 0]);
  expect(started).toBe(2);
});

/** A large read of twenty clean rows, four pages. */
async function largeRead(): Promise<Flow> {
  const flow = await startFlow({ pageThreadsFromRows: 10 });
  flows.push(flow);
  const table = flow.servers.addTable({ ...partsTable({ rowversionType: 'NUMBER' }), keyColumns: ['ROW_ID'] });
  table.columns = [{ name: 'ROW_ID', type: 'NUMBER' }, ...table.columns];
  table.rows = Array.from({ length: 20 }, (_, at) => part(at + 1));
  await addEntity(flow, partEntity());
  return flow;
}

it('asks for the second page while the threads and the index get ready', async () => {
  const flow = await largeRead();
  const { apismith } = flow.servers;
  const second = Promise.withResolvers<undefined>();
  apismith.onExecute = ({ nth }) => {
    if (nth === 2) second.resolve(undefined);
  };
  const { ledger } = flow.engine.services.store;
  const stream = ledger.streamFingerprints.bind(ledger);
  // Waits for ever where the second page is asked for only after this.
  async function* streamLater(entity: string): ReturnType<typeof stream> {
    await second.promise;
    yield* stream(entity);
  }
  Object.assign(ledger, { streamFingerprints: streamLater });
  const batch = await flow.sync('part', { syncType: 'full', pageSize: 5 });
  expect([batch.status, batch.metrics.inserted]).toEqual(['completed', 20]);
});

it('asks again for a first page of which a row cannot be read, and reads no other page twice', async () => {
  const flow = await largeRead();
  const client = flow.engine.services.apismith();
  const execute = client.executeApiAs.bind(client);
  let answers = 0;
  const executeApiAs: typeof execute = (slug, request, how) =>
    execute(slug, request, {
      ...how,
      read: (answer, askedPage) => {
        answers += 1;
        const body = answer.body.toString();
        const broken = { ...answer, body: Buffer.from(body.replace('"QTY":3', '"QTY":?')) };
        return how.read(answers === 1 ? broken : answer, askedPage);
      },
    });
  Object.assign(client, { executeApiAs });
  const batch = await flow.sync('part', { syncType: 'full', pageSize: 5 });
  expect([batch.status, batch.metrics.inserted, batch.metrics.failed]).toEqual(['completed', 20, 0]);
  expect(answers).toBe(5);
});
