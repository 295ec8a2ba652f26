// New rows of a large read leave as bytes. What ScheduleHub refuses or holds, and keys that come twice, end as they do
// where the same rows are read in one thread.

import { afterEach, expect, it } from 'vitest';
import type { Row } from '../support/minimal-servers/minimal-apismith.ts';
import type { TargetEntity } from '../support/minimal-servers/minimal-schedulehub.ts';
import { addEntity, did, partEntity, partsTable, startFlow, type Flow } from './flow.ts';

const flows: Flow[] = [];
afterEach(async () => {
  for (const flow of flows.splice(0)) await flow.close();
});

const part = (rowId: number, more: Row = {}): Row => ({
  ROW_ID: rowId,
  ID: `P${rowId}`,
  NAME: ` part  "${rowId}" `,
  QTY: rowId,
  RV: rowId,
  ...more,
});
const ROWS: readonly Row[] = Array.from({ length: 40 }, (_, at) => part(at + 1));
const REPEATED: readonly Row[] = [
  ...ROWS,
  // Of a key on the page before, of one on the first page, and twice on one page.
  part(41, { ID: 'P39', RV: 900 }),
  part(42, { ID: 'P2', RV: 1 }),
  part(43, { ID: 'P50', RV: 7 }),
  part(44, { ID: 'P50', RV: 6 }),
  ...Array.from({ length: 9 }, (_, at) => part(at + 60)),
  part(70, { ID: 'P50', RV: 8 }),
];

interface Case {
  readonly rows: readonly Row[];
  /** Before the first sync: what ScheduleHub holds. */
  readonly held?: readonly Row[];
  readonly hub?: (target: TargetEntity) => void;
}

async function runs(pageThreadsFromRows: number | undefined, { rows, held = [], hub }: Case) {
  const flow = await startFlow({
    ...(pageThreadsFromRows === undefined ? {} : { pageThreadsFromRows }),
    sync: { chunk_size: 7, chunks_in_flight: 1, failure_percent: 100, failures_in_a_row: 1000 },
  });
  flows.push(flow);
  const table = flow.servers.addTable({
    ...partsTable({ rowversionType: 'NUMBER' }),
    keyColumns: ['ROW_ID'],
    rows: held,
  });
  table.columns = [{ name: 'ROW_ID', type: 'NUMBER' }, ...table.columns];
  await addEntity(flow, partEntity());
  const { store } = flow.engine.services;
  if (held.length > 0) {
    await flow.sync('part');
    // ScheduleHub keeps them, SyncFlow forgets them.
    const known = await store.ledger.scan('part', { limit: 1000 });
    await store.ledger.removeMany(
      'part',
      known.map(({ bkHash }) => bkHash),
    );
  }
  const target = flow.servers.schedulehub.entity('part');
  // Else the engine would look every record up before it sends it.
  target.recordCount = 0;
  hub?.(target);
  table.rows = rows;
  const client = flow.engine.services.schedulehub();
  const { batchInsertBytes } = client;
  let sentAsBytes = 0;
  Object.assign(client, {
    batchInsertBytes: (...call: Parameters<typeof batchInsertBytes>) => {
      sentAsBytes += 1;
      return batchInsertBytes(...call);
    },
  });
  const outcomes: unknown[] = [];
  const step = async (): Promise<void> => {
    const batch = await flow.sync('part', { syncType: 'full', pageSize: 10 });
    const failed = (await store.failedRecords.list({}, { limit: 100 })).items;
    const ledger = await store.ledger.scan('part', { limit: 100 });
    // Of what it refused to replace ScheduleHub holds more than the ledger knows.
    const uids = new Map(flow.records('part').map((record) => [record.bk_hash, record.uid]));
    expect(ledger.map(({ bkHash, targetUid }) => [bkHash, targetUid])).toEqual(
      ledger.map(({ bkHash }) => [bkHash, uids.get(bkHash)]),
    );
    expect(await store.outbox.listByEntity('part')).toEqual([]);
    outcomes.push({
      status: batch.status,
      did: did(batch),
      ingest: { ...batch.stageMetrics.ingest, ms: 0 },
      warnings: batch.warnings,
      watermark: batch.watermarkTo,
      held: flow.held('part'),
      sent: flow
        .records('part')
        .map(({ bk_hash: key, data_hash: hash, rowversion, reference }) =>
          JSON.stringify([key, hash, rowversion, reference]),
        )
        .sort(),
      failed: failed
        .map(
          ({ reference, sourceKey, bkHash, stage, code, field, message, operation, raw, normalized, mapped, status }) =>
            JSON.stringify([
              reference,
              sourceKey,
              bkHash,
              stage,
              code,
              field,
              message.replace(/127\.0\.0\.1:\d+/, 'here'),
              operation,
              raw,
              normalized,
              mapped,
              status,
            ]),
        )
        .sort(),
      ledger: ledger.map(({ targetUid: _uid, ...row }) => row),
      count: await store.ledger.count('part'),
    });
  };
  await step();
  Object.assign(target, { refuse: null, refuseChunk: null });
  await step();
  await step();
  return { outcomes, sentAsBytes };
}

const isOne = (data: Readonly<Record<string, unknown>>, ...ids: readonly string[]): boolean =>
  ids.includes(String(data['id']));
const refuse: Case['hub'] = (target) => {
  target.refuse = (data) =>
    isOne(data, 'P3', 'P11', 'P40', 'P50') ? { code: 'range', message: 'too much', field: 'qty' } : null;
};
const changed = ROWS.slice(0, 25).map((row) => (Number(row['ROW_ID']) % 2 === 0 ? row : { ...row, NAME: 'older' }));

const CASES: Readonly<Record<string, Case>> = {
  'that are all created': { rows: ROWS },
  'of which some are refused': { rows: ROWS, hub: refuse },
  'of which some are there, with the same data and with others': { rows: ROWS, held: changed },
  'of which keys repeat on a page and across pages': { rows: REPEATED },
  'of which some are there, some are refused and keys repeat': { rows: REPEATED, held: changed, hub: refuse },
  'that are refused in chunks': {
    rows: ROWS,
    hub: (target) => {
      target.refuseChunk = (records) => (records.some((data) => isOne(data, 'P5', 'P33')) ? 422 : null);
    },
  },
};
it.each(Object.entries(CASES))('new rows %s end as where they are read in one thread', async (_what, one) => {
  const [threads, plain] = [await runs(0, one), await runs(undefined, one)];
  expect(threads.outcomes).toEqual(plain.outcomes);
  expect([threads.sentAsBytes > 0, plain.sentAsBytes]).toEqual([true, 0]);
});
