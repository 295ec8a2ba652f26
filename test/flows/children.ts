// Orders, items and lines that have one of each as parents: synced with and without page workers, and all that is to be
// the same afterwards.

import { expect } from 'vitest';
import { numberOf } from '../support/minimal-servers/exact-numbers.ts';
import type { Row, SourceTable } from '../support/minimal-servers/minimal-apismith.ts';
import type { TargetEntity } from '../support/minimal-servers/minimal-schedulehub.ts';
import { addEntity, did, startFlow, writesOf, type Flow } from './flow.ts';

const text = (name: string) => ({ name, type: 'VARCHAR2', length: 40 });
const number = (name: string) => ({ name, type: 'NUMBER' });

interface Family {
  readonly orders: SourceTable;
  readonly items: SourceTable;
  readonly lines: SourceTable;
  readonly target: TargetEntity;
  /** Rows of `line` that left as bytes. */
  readonly sentAsBytes: () => number;
}

/** Lines have an order, under a key of text and number, and an item, under a key of text. */
async function startFamily(flow: Flow): Promise<Family> {
  const rest = { keyColumns: ['ROW_ID'], rowversionColumn: 'RV' };
  const own = [number('ROW_ID'), number('RV')];
  const orders = flow.servers.addTable({ ...rest, slug: 'orders', columns: [...own, text('SITE'), number('NO')] });
  const items = flow.servers.addTable({ ...rest, slug: 'items', columns: [...own, text('CODE')] });
  const columns = [...own, text('ID'), text('SITE'), number('ORDER_NO'), text('ITEM'), text('NOTE')];
  const lines = flow.servers.addTable({ ...rest, slug: 'lines', columns });
  await addEntity(flow, {
    name: 'order',
    source: { api: 'orders' },
    business_key: ['site', 'no'],
    deletes: { policy: 'delete', max_count: 1000, max_percent: 100 },
    mappings: [
      { source_field: 'SITE', target_field: 'site' },
      { source_field: 'NO', target_field: 'no', type: 'decimal' },
    ],
  });
  await addEntity(flow, {
    name: 'item',
    source: { api: 'items' },
    business_key: ['code'],
    mappings: [{ source_field: 'CODE', target_field: 'code' }],
  });
  await addEntity(flow, {
    name: 'line',
    source: { api: 'lines' },
    business_key: ['id'],
    parents: [
      { entity: 'order', fields: { site: 'site', no: 'order_no' } },
      { entity: 'item', fields: { code: 'item' } },
    ],
    deletes: { policy: 'delete', max_count: 1000, max_percent: 100 },
    mappings: [
      { source_field: 'ID', target_field: 'id' },
      { source_field: 'SITE', target_field: 'site' },
      { source_field: 'ORDER_NO', target_field: 'order_no', type: 'decimal' },
      { source_field: 'ITEM', target_field: 'item' },
      { source_field: 'NOTE', target_field: 'note' },
    ],
  });
  const client = flow.engine.services.schedulehub();
  const { batchInsertBytes } = client;
  let sentAsBytes = 0;
  Object.assign(client, {
    batchInsertBytes: (...call: Parameters<typeof batchInsertBytes>) => {
      if (call[0] === 'line') sentAsBytes += call[1].keys.length / 16;
      return batchInsertBytes(...call);
    },
  });
  const target = flow.servers.schedulehub.entity('line');
  return { orders, items, lines, target, sentAsBytes: () => sentAsBytes };
}

export interface Order {
  readonly site: string;
  readonly no: string;
}

export interface Line {
  readonly id: number;
  readonly site: string | null;
  readonly no: string | null;
  readonly item: string | null;
  readonly note: string;
}

export const toOrder = ({ site, no }: Order, at: number): Row => ({ ROW_ID: at, RV: at, SITE: site, NO: numberOf(no) });
const toItem = (code: string, at: number): Row => ({ ROW_ID: at, RV: at, CODE: code });
/** Every fifth lacks a column: a page worker reads such rows after all others. */
const toLine = ({ id, site, no, item, note }: Line, at: number): Row => ({
  ROW_ID: at,
  RV: at,
  ID: `L${id}`,
  SITE: site,
  ORDER_NO: no === null ? null : numberOf(no),
  ITEM: item,
  ...(at % 5 === 3 ? {} : { NOTE: note }),
});

/** All that is to be the same, whoever reads the lines. */
async function stateOf(flow: Flow) {
  const { store } = flow.engine.services;
  const failed = (await store.failedRecords.list({}, { limit: 200 })).items;
  const waiting = (await store.pendingChildren.listWaiting({}, { limit: 200 })).items;
  const ledger = await store.ledger.scan('line', { limit: 200 });
  const uids = new Map(flow.records('line').map((record) => [record.bk_hash, record.uid]));
  expect(ledger.map(({ targetUid }) => targetUid)).toEqual(ledger.map(({ bkHash }) => uids.get(bkHash)));
  expect(await store.outbox.listByEntity('line')).toEqual([]);
  const sent = new Map<string, number>();
  for (const write of writesOf(flow)) {
    const [entity = '', action = '', count = '0'] = write.split(' ');
    sent.set(`${entity} ${action}`, (sent.get(`${entity} ${action}`) ?? 0) + Number(count));
  }
  return {
    held: flow.held('line'),
    records: flow
      .records('line')
      .map(({ bk_hash: key, data_hash: hash, rowversion, reference }) =>
        JSON.stringify([key, hash, rowversion, reference]),
      )
      .sort(),
    failed: failed
      .map(({ uid: _u, firstSeenAt: _f, lastSeenAt: _l, batchUid: _b, ...one }) =>
        JSON.stringify([
          one.reference,
          one.code,
          one.stage,
          one.field,
          one.message.replace(/127\.0\.0\.1:\d+/, 'here'),
          one.operation,
          one.status,
        ]).concat(JSON.stringify([one.sourceKey, one.bkHash, one.raw, one.normalized, one.mapped, one.timesSeen])),
      )
      .sort(),
    waiting: waiting
      .map((one) =>
        JSON.stringify([one.reference, one.sourceKey, one.bkHash, one.raw, one.dataJson, one.rowversion]).concat(
          JSON.stringify([one.parentEntity, one.parentBkHash, one.parentReference, one.retryCount]),
        ),
      )
      .sort(),
    ledger: ledger.map(({ targetUid: _uid, ...row }) => row),
    count: await store.ledger.count('line'),
    sent: Object.fromEntries([...sent].filter(([name]) => name !== 'line batch-insert')),
  };
}

export interface Case {
  readonly orders: readonly Order[];
  readonly items: readonly string[];
  readonly lines: readonly Line[];
  /** Come after the first sync of the lines. */
  readonly laterOrders?: readonly Order[];
  readonly laterItems?: readonly string[];
  readonly hub?: (target: TargetEntity) => void;
  /** What others do while lines are read. */
  readonly meanwhile?: (flow: Flow, family: Family) => void;
  readonly chunkSize?: number;
}

interface Outcome {
  readonly entity: string;
  readonly did: ReturnType<typeof did>;
  readonly state: Awaited<ReturnType<typeof stateOf>>;
}

export async function runs(pageThreadsFromRows: number | undefined, one: Case) {
  const flow = await startFlow({
    ...(pageThreadsFromRows === undefined ? {} : { pageThreadsFromRows }),
    sync: { chunk_size: one.chunkSize ?? 7, chunks_in_flight: 2, failure_percent: 100, failures_in_a_row: 1000 },
  });
  try {
    return await runOn(flow, one);
  } finally {
    await flow.close();
  }
}

async function runOn(flow: Flow, one: Case) {
  const family = await startFamily(flow);
  const outcomes: Outcome[] = [];
  const sync = async (entity: string): Promise<void> => {
    const batch = await flow.sync(entity, { syncType: 'full', pageSize: 10 });
    // What a row is known by is learned in a large read only, and stored.
    const { track: _track, ...others } = batch.stageMetrics;
    const stages = Object.entries(others).map(([stage, { rowsIn, rowsOut, failed }]) => [
      stage,
      rowsIn,
      rowsOut,
      failed,
    ]);
    const { status, watermarkTo } = batch;
    // In a large read nobody looks at the columns of a row that is known by its bytes.
    const warnings = batch.warnings.filter((sentence) => !sentence.includes('NOTE is gone'));
    const more = { status, stages, warnings, watermarkTo };
    outcomes.push({ ...more, entity, did: did(batch), state: await stateOf(flow) });
  };
  family.orders.rows = one.orders.map(toOrder);
  family.items.rows = one.items.map(toItem);
  family.lines.rows = one.lines.map(toLine);
  await sync('order');
  await sync('item');
  one.hub?.(family.target);
  one.meanwhile?.(flow, family);
  await sync('line');
  const sentAsBytes = family.sentAsBytes();
  Object.assign(family.target, { refuse: null, refuseChunk: null });
  family.orders.rows = [...one.orders, ...(one.laterOrders ?? [])].map(toOrder);
  family.items.rows = [...one.items, ...(one.laterItems ?? [])].map(toItem);
  await sync('order');
  await sync('item');
  await sync('line');
  return { outcomes, sentAsBytes };
}

/** Orders and items are read in one thread. */
export const FEWEST_LINES = 45;

export async function expectSame(one: Case): Promise<number> {
  const [threads, plain] = [await runs(FEWEST_LINES, one), await runs(undefined, one)];
  expect(threads.outcomes).toEqual(plain.outcomes);
  expect(plain.sentAsBytes).toBe(0);
  return threads.sentAsBytes;
}
