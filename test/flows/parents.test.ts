// Children wait for their parents, are woken by them, and are given up after five runs.

import { afterEach, describe, expect, it } from 'vitest';
import type { EntityFile } from '../../engine/contract/entity.ts';
import type { Row, SourceTable } from '../support/minimal-servers/minimal-apismith.ts';
import type { Flow } from './flow.ts';
import { addEntity, did, startFlow, writesOf } from './flow.ts';

let flow: Flow;
afterEach(() => flow.close());

interface Kin {
  readonly columns: readonly string[];
  readonly parents?: EntityFile['parents'];
}

/** Adds an entity whose columns are all text and whose key is the first one. */
const add = async (name: string, { columns, parents }: Kin, rows: readonly Row[] = []): Promise<SourceTable> => {
  const table = flow.servers.addTable({
    slug: `${name}s`,
    columns: columns.map((column) => ({ name: column.toUpperCase(), type: 'VARCHAR2' })),
    keyColumns: [columns[0]!.toUpperCase()],
    rows,
  });
  await addEntity(flow, {
    name,
    source: { api: `${name}s` },
    business_key: [columns[0]!],
    ...(parents === undefined ? {} : { parents }),
    deletes: { policy: 'delete', max_count: 100, max_percent: 100 },
    mappings: columns.map((column) => ({ source_field: column.toUpperCase(), target_field: column })),
  });
  return table;
};
const order = { columns: ['no', 'note'] };
const line: Kin = { columns: ['id', 'order_no', 'text'], parents: [{ entity: 'order', fields: { no: 'order_no' } }] };
const waiting = async () => (await flow.engine.services.store.pendingChildren.listWaiting({}, { limit: 50 })).items;
const failures = async () => (await flow.engine.services.store.failedRecords.list({}, { limit: 50 })).items;
const batchesOf = async (startedBy: string) =>
  (await flow.engine.services.store.batches.list({ limit: 50 })).filter((batch) => batch.startedBy === startedBy);

describe('a child', () => {
  it('waits while its parent is missing, and is sent in the run that acknowledges the parent', async () => {
    flow = await startFlow();
    const orders = await add('order', order, [{ NO: 'A', NOTE: null }]);
    await add('line', line, [
      { ID: '1', ORDER_NO: 'A', TEXT: 'x' },
      { ID: '2', ORDER_NO: 'B', TEXT: 'y' },
    ]);
    const [, lines] = await flow.engine.sync('all');
    expect(lines && did(lines)).toEqual({ inserted: 1, waiting: 1 });
    expect((await waiting()).map(({ parentReference }) => parentReference)).toEqual(['no=B']);
    orders.rows = [...orders.rows, { NO: 'B', NOTE: null }];
    writesOf(flow);
    // Only the parent is synced: the child follows by itself.
    await flow.sync('order');
    expect(Object.keys(flow.held('line'))).toEqual(['1', '2']);
    expect(writesOf(flow)).toEqual(['order batch-insert 1', 'line batch-insert 1']);
    expect([await waiting(), (await batchesOf('woken_children')).map(did)]).toEqual([[], [{ inserted: 1 }]]);
  });

  it('with an empty parent key has no parent', async () => {
    flow = await startFlow();
    await add('order', order);
    await add('line', line, [{ ID: '1', ORDER_NO: null, TEXT: 'x' }]);
    await flow.engine.sync('all');
    expect(Object.keys(flow.held('line'))).toEqual(['1']);
  });

  it('with two parents waits for both, one after the other', async () => {
    flow = await startFlow();
    const orders = await add('order', order);
    const items = await add('item', { columns: ['code'] });
    await add(
      'line',
      {
        columns: ['id', 'order_no', 'item_code'],
        parents: [
          { entity: 'order', fields: { no: 'order_no' } },
          { entity: 'item', fields: { code: 'item_code' } },
        ],
      },
      [{ ID: '1', ORDER_NO: 'A', ITEM_CODE: 'I' }],
    );
    await flow.engine.sync('all');
    orders.rows = [{ NO: 'A', NOTE: null }];
    await flow.sync('order');
    expect((await waiting()).map(({ parentEntity }) => parentEntity)).toEqual(['item']);
    items.rows = [{ CODE: 'I' }];
    await flow.sync('item');
    expect([Object.keys(flow.held('line')), await waiting()]).toEqual([['1'], []]);
  });

  it('may name the same entity twice as parent', async () => {
    flow = await startFlow();
    const items = await add('item', { columns: ['code'] });
    await add(
      'bom',
      {
        columns: ['id', 'whole', 'part'],
        parents: [
          { entity: 'item', fields: { code: 'whole' } },
          { entity: 'item', fields: { code: 'part' } },
        ],
      },
      [
        { ID: '1', WHOLE: 'W', PART: 'P' },
        { ID: '2', WHOLE: 'W', PART: 'W' },
      ],
    );
    items.rows = [{ CODE: 'W' }];
    await flow.engine.sync('all');
    expect([Object.keys(flow.held('bom')), (await waiting()).map(({ reference }) => reference)]).toEqual([
      ['2'],
      ['id=1'],
    ]);
    items.rows = [{ CODE: 'W' }, { CODE: 'P' }];
    await flow.sync('item');
    expect(Object.keys(flow.held('bom'))).toEqual(['1', '2']);
  });

  it('wakes its own children in the same sync', async () => {
    flow = await startFlow();
    const orders = await add('order', order);
    await add('line', line, [{ ID: '1', ORDER_NO: 'A', TEXT: 'x' }]);
    await add('detail', { columns: ['key', 'line_id'], parents: [{ entity: 'line', fields: { id: 'line_id' } }] }, [
      { KEY: 'd', LINE_ID: '1' },
    ]);
    await flow.engine.sync('all');
    expect(await waiting()).toHaveLength(2);
    orders.rows = [{ NO: 'A', NOTE: null }];
    await flow.sync('order');
    expect([Object.keys(flow.held('line')), Object.keys(flow.held('detail', 'key')), await waiting()]).toEqual([
      ['1'],
      ['d'],
      [],
    ]);
  });

  it('is sent as it is now, not as it was when it began to wait', async () => {
    flow = await startFlow();
    const orders = await add('order', order);
    const lines = await add('line', line, [{ ID: '1', ORDER_NO: 'A', TEXT: 'old' }]);
    await flow.engine.sync('all');
    lines.rows = [{ ID: '1', ORDER_NO: 'A', TEXT: 'new' }];
    await flow.sync('line');
    orders.rows = [{ NO: 'A', NOTE: null }];
    await flow.sync('order');
    expect(flow.held('line')['1']?.['text']).toBe('new');
  });

  it('stops waiting when its row no longer names the missing parent', async () => {
    flow = await startFlow();
    await add('order', order, [{ NO: 'A', NOTE: null }]);
    const lines = await add('line', line, [{ ID: '1', ORDER_NO: 'X', TEXT: 't' }]);
    await flow.engine.sync('all');
    lines.rows = [{ ID: '1', ORDER_NO: 'A', TEXT: 't' }];
    await flow.sync('line');
    expect([Object.keys(flow.held('line')), await waiting()]).toEqual([['1'], []]);
  });

  it('is not sent under a business key that its row has given up', async () => {
    flow = await startFlow();
    const orders = await add('order', order);
    const lines = await add('line', line, [{ ID: '1', ORDER_NO: 'A', TEXT: 'x' }]);
    lines.columns = [...lines.columns, { name: 'ROW_ID', type: 'NUMBER' }];
    lines.keyColumns = ['ROW_ID'];
    lines.rows = [{ ID: '1', ORDER_NO: 'A', TEXT: 'x', ROW_ID: 7 }];
    await flow.engine.sync('all');
    lines.rows = [{ ID: '2', ORDER_NO: 'A', TEXT: 'x', ROW_ID: 7 }];
    await flow.sync('line');
    expect((await waiting()).map(({ reference }) => reference)).toEqual(['id=2']);
    orders.rows = [{ NO: 'A', NOTE: null }];
    await flow.sync('order');
    expect(Object.keys(flow.held('line'))).toEqual(['2']);
  });

  it('is given up after five runs that read it again and again, and comes back with its parent', async () => {
    flow = await startFlow();
    const orders = await add('order', order);
    await add('line', line, [{ ID: '1', ORDER_NO: 'A', TEXT: 'x' }]);
    const seen: unknown[] = [];
    for (let run = 0; run < 6; run += 1) {
      await flow.engine.sync('all');
      seen.push([(await waiting()).map(({ retryCount }) => retryCount), (await failures()).map(({ code }) => code)]);
    }
    expect(seen).toEqual([
      [[0], []],
      [[1], []],
      [[2], []],
      [[3], []],
      [[4], []],
      [[], ['parent_missing']],
    ]);
    orders.rows = [{ NO: 'A', NOTE: null }];
    await flow.engine.sync('all');
    expect([Object.keys(flow.held('line')), await waiting()]).toEqual([['1'], []]);
    expect((await failures()).map(({ status }) => status)).toEqual(['superseded']);
  });

  it('is given up after five incremental runs that no longer see it', async () => {
    flow = await startFlow();
    await add('order', order);
    const lines = await add('line', { ...line, columns: [...line.columns, 'rv'] }, [
      { ID: '1', ORDER_NO: 'A', TEXT: 'x', RV: '0001' },
      { ID: '2', ORDER_NO: null, TEXT: 'x', RV: '0002' },
    ]);
    lines.rowversionColumn = 'RV';
    for (let run = 0; run < 6; run += 1) await flow.sync('line');
    expect([await waiting(), (await failures()).map(({ code }) => code)]).toEqual([[], ['parent_missing']]);
  });

  it('that ScheduleHub refuses once its parent is there is a failed record and waits no longer', async () => {
    flow = await startFlow();
    const orders = await add('order', order);
    await add('line', line, [{ ID: '1', ORDER_NO: 'A', TEXT: 'bad' }]);
    await flow.engine.sync('all');
    flow.servers.schedulehub.entity('line').refuse = () => ({ code: 'enum', message: 'text is not allowed' });
    orders.rows = [{ NO: 'A', NOTE: null }];
    await flow.sync('order');
    expect([await waiting(), (await failures()).map(({ code, status }) => [code, status])]).toEqual([
      [],
      [['rejected_by_target', 'open']],
    ]);
    await flow.sync('order');
    expect((await failures()).map(({ timesSeen }) => timesSeen)).toEqual([1]);
  });
});

describe('several entities', () => {
  it('are synced parents first and deleted children first', async () => {
    flow = await startFlow();
    // Added in the wrong order of names on purpose: a_line comes before order in the alphabet.
    const orders = await add('order', order, [{ NO: 'A', NOTE: null }]);
    const lines = await add('a_line', line, [{ ID: '1', ORDER_NO: 'A', TEXT: 'x' }]);
    expect((await flow.engine.sync('all')).map((batch) => batch.entityName)).toEqual(['order', 'a_line']);
    expect(writesOf(flow)).toEqual(['order batch-insert 1', 'a_line batch-insert 1']);
    orders.rows = [];
    lines.rows = [];
    await flow.engine.sync('all', { syncType: 'full' });
    expect(writesOf(flow)).toEqual(['a_line batch-delete 1', 'order batch-delete 1']);
  });

  it('whose parents go round in a circle are refused, naming the circle', async () => {
    flow = await startFlow();
    await add('order', { columns: ['no', 'line_id'] });
    await add('line', line);
    await expect(
      add('order', { columns: ['no', 'line_id'], parents: [{ entity: 'line', fields: { id: 'line_id' } }] }).then(() =>
        flow.engine.sync('all'),
      ),
    ).rejects.toThrow(/circle: .*order -> line -> order|circle: .*line -> order -> line/);
  });
});
