// Where an incremental sync begins: below the watermark by the overlap, and the watermark never passes the ceiling.

import { afterEach, describe, expect, it } from 'vitest';
import { numberOf, type Cell } from '../support/minimal-servers/exact-numbers.ts';
import type { Flow } from './flow.ts';
import { addEntity, did, partEntity, partRows, partsTable, startFlow } from './flow.ts';

let flow: Flow;
afterEach(() => flow.close());

const lastFilter = (field: string) =>
  flow.servers.apismith.calls.at(-1)?.body.filters?.find((filter) => filter.field === field)?.value;
const watermark = async () =>
  (await flow.engine.services.store.syncState.find('part', 'erp'))?.lastSyncRowversion ?? null;

describe('the watermark', () => {
  const CASES: readonly (readonly [string, string, (index: number) => Cell, string, Cell])[] = [
    ['NUMBER', 'NUMBER', (index) => index + 1, '12', numberOf('12')],
    [
      'NUMBER beyond 2^53',
      'NUMBER',
      (index) => numberOf(String(9007199254740993n + BigInt(index) * 2n)),
      '9007199254741015',
      numberOf('9007199254741015'),
    ],
    [
      'NUMBER with 30 digits',
      'NUMBER',
      (index) => numberOf(`1000000000000000000000000000${10 + index}`),
      '100000000000000000000000000021',
      numberOf('100000000000000000000000000021'),
    ],
    [
      'TIMESTAMP',
      'TIMESTAMP',
      (index) => `2025-03-01 10:00:${10 + index}.123456`,
      '2025-03-01 10:00:21.123456',
      '2025-03-01 09:55:21.123456',
    ],
    ['DATE', 'DATE', (index) => `2025-03-${10 + index}T00:00:00`, '2025-03-21T00:00:00', '2025-03-20T23:55:00'],
    [
      'RAW',
      'RAW',
      (index) => `00000000000A4E${(0xb0 + index).toString(16).toUpperCase()}`,
      '00000000000A4EBB',
      '00000000000A4EBB',
    ],
    ['VARCHAR2 digits', 'VARCHAR2', (index) => `202503010900${10 + index}`, '20250301090021', '20250301090021'],
  ];

  it.each(CASES)(
    'of %s keeps its text exactly and comes back less the overlap',
    async (_name, type, version, text, sent) => {
      flow = await startFlow();
      const table = flow.servers.addTable(
        partsTable({ rows: partRows(12, (index) => ({ RV: version(index) })), rowversionType: type }),
      );
      await addEntity(flow, partEntity());
      const first = await flow.sync('part', { pageSize: 5 });
      expect([did(first), first.watermarkTo, await watermark()]).toEqual([{ inserted: 12 }, text, text]);
      const second = await flow.sync('part', { pageSize: 5 });
      expect([second.syncType, lastFilter('RV'), await watermark()]).toEqual(['incremental', sent, text]);
      table.rows = [...table.rows, { ID: 'Z', NAME: 'newest', QTY: 1, RV: version(13) }];
      const third = await flow.sync('part', { pageSize: 5 });
      expect([third.metrics.inserted, third.metrics.updated]).toEqual([1, 0]);
    },
  );

  it('never passes the ceiling: a row that is committed during the read is read again', async () => {
    flow = await startFlow();
    const table = flow.servers.addTable(
      partsTable({
        rows: partRows(20, (index) => ({ RV: index + 1 })),
        rowversionType: 'NUMBER',
        capabilities: { total: true, keyset: true, as_of: false },
      }),
    );
    await addEntity(flow, partEntity());
    flow.servers.apismith.onExecute = ({ nth }) => {
      if (nth === 2) table.rows = [...table.rows, { ID: 'X', NAME: 'committed late', QTY: 1, RV: 99 }];
    };
    const batch = await flow.sync('part', { pageSize: 8 });
    expect([batch.metrics.inserted, batch.watermarkTo]).toEqual([21, '20']);
  });

  it.each([true, false])(
    'neither hangs nor passes late rows where the API gives neither a ceiling nor a snapshot, cursors %s',
    async (keyset) => {
      flow = await startFlow();
      const table = flow.servers.addTable(
        partsTable({
          rows: partRows(20, (index) => ({ RV: index + 1 })),
          rowversionType: 'NUMBER',
          capabilities: { total: false, keyset, as_of: false },
          ceiling: false,
        }),
      );
      await addEntity(flow, partEntity());
      let isLate = false;
      flow.servers.apismith.onExecute = ({ body }) => {
        // As soon as the second page is asked for.
        const isSecond = body.cursor !== undefined || JSON.stringify(body.page) === '{"number":"2"}';
        if (isSecond && !isLate) table.rows = [...table.rows, { ID: 'X', NAME: 'committed late', QTY: 1, RV: 99 }];
        isLate ||= isSecond;
      };
      const batch = await flow.sync('part', { pageSize: 8 });
      expect([batch.status, batch.metrics.inserted, batch.watermarkTo]).toEqual(['completed', 21, '20']);
      expect(did(await flow.sync('part', { pageSize: 8 }))).toEqual({ skipped: 1 });
    },
  );

  it('is found below rows without a version, which Oracle puts first when it sorts downwards', async () => {
    flow = await startFlow();
    flow.servers.addTable(
      partsTable({
        rows: partRows(20, (index) => ({ RV: index === 3 ? null : index + 1 })),
        rowversionType: 'NUMBER',
        capabilities: { total: false, keyset: true, as_of: false },
        ceiling: false,
      }),
    );
    await addEntity(flow, partEntity());
    const late = flow.servers.apismith.tables.get('parts')!;
    let isLate = false;
    flow.servers.apismith.onExecute = ({ body }) => {
      if (body.cursor && !isLate) late.rows = [...late.rows, { ID: 'X', NAME: 'committed late', QTY: 1, RV: 99 }];
      isLate ||= Boolean(body.cursor);
    };
    const batch = await flow.sync('part', { pageSize: 8 });
    expect([batch.metrics.inserted, batch.watermarkTo]).toEqual([21, '20']);
  });

  it('finds a row inside the overlap that was committed late with an older version', async () => {
    flow = await startFlow();
    const table = flow.servers.addTable(
      partsTable({
        rows: partRows(10, (index) => ({ RV: `2025-03-01 10:00:${10 + index}` })),
        rowversionType: 'TIMESTAMP',
      }),
    );
    await addEntity(flow, partEntity({ delta: { overlap_seconds: 60 } }));
    await flow.sync('part');
    table.rows = [...table.rows, { ID: 'LATE', NAME: 'late', QTY: 1, RV: '2025-03-01 09:59:30' }];
    expect(did(await flow.sync('part'))).toEqual({ inserted: 1, skipped: 10 });
    expect(await watermark()).toBe('2025-03-01 10:00:19');
  });

  it('finds a row inside the overlap of versions', async () => {
    flow = await startFlow();
    const table = flow.servers.addTable(
      partsTable({ rows: partRows(10, (index) => ({ RV: 100 + index })), rowversionType: 'NUMBER' }),
    );
    await addEntity(flow, partEntity({ delta: { overlap_versions: 50 } }));
    await flow.sync('part');
    table.rows = [...table.rows, { ID: 'LATE', NAME: 'late', QTY: 1, RV: 70 }];
    expect(did(await flow.sync('part'))).toEqual({ inserted: 1, skipped: 10 });
    expect(lastFilter('RV')).toEqual(numberOf('59'));
  });

  it('stays where a run failed, so that the next one repeats', async () => {
    flow = await startFlow({ sync: { outage_limit_seconds: 0 } });
    const table = flow.servers.addTable(
      partsTable({ rows: partRows(10, (index) => ({ RV: 100 + index })), rowversionType: 'NUMBER' }),
    );
    await addEntity(flow, partEntity());
    await flow.sync('part');
    table.rows = table.rows.map((row) => ({ ...row, QTY: 5000, RV: 500 }));
    flow.servers.schedulehub.entity('part').refuseChunk = () => {
      throw new Error('the server breaks');
    };
    expect((await flow.sync('part')).status).toBe('failed');
    expect(await watermark()).toBe('109');
    flow.servers.schedulehub.entity('part').refuseChunk = null;
    expect(did(await flow.sync('part'))).toEqual({ updated: 10 });
    expect(await watermark()).toBe('500');
  });
});
