// The same business key in several rows: the newest wins wherever they stand, the others are shown, nothing flaps.

import { afterEach, describe, expect, it } from 'vitest';
import type { Row } from '../support/minimal-servers/minimal-apismith.ts';
import type { Flow } from './flow.ts';
import { addEntity, did, partEntity, partRows, partsTable, startFlow, writesOf } from './flow.ts';

let flow: Flow;
afterEach(() => flow.close());

/** Rows whose key column is ROW_ID, so that several may share a business key. */
const start = async (rows: readonly Row[], isVersioned = true) => {
  flow = await startFlow();
  const table = flow.servers.addTable({
    ...partsTable(isVersioned ? { rowversionType: 'NUMBER' } : {}),
    keyColumns: ['ROW_ID'],
    rows,
  });
  table.columns = [{ name: 'ROW_ID', type: 'NUMBER' }, ...table.columns];
  await addEntity(flow, partEntity());
  return table;
};
const row = (rowId: number, id: string, more: Row = {}): Row => ({
  ROW_ID: rowId,
  ID: id,
  NAME: `row ${rowId}`,
  QTY: rowId,
  RV: rowId,
  ...more,
});
const filler = (from: number, count: number): Row[] =>
  partRows(count).map((part, index) => ({ ...part, ID: `F${from + index}`, ROW_ID: from + index, RV: 1 }));
const openFailures = async () =>
  (await flow.engine.services.store.failedRecords.list({ status: ['open'] }, { limit: 50 })).items;

describe('one business key in several rows', () => {
  const PLACES: Readonly<Record<string, readonly Row[]>> = {
    'on one page, newest first': [row(1, 'K', { RV: 9 }), row(2, 'K', { RV: 5 }), ...filler(10, 4)],
    'on one page, newest last': [row(1, 'K', { RV: 5 }), row(2, 'K', { RV: 9 }), ...filler(10, 4)],
    'across pages, newest first': [row(1, 'K', { RV: 9 }), ...filler(10, 9), row(90, 'K', { RV: 5 })],
    'across pages, newest last': [row(1, 'K', { RV: 5 }), ...filler(10, 9), row(90, 'K', { RV: 9 })],
    'on a page and across, newest in the middle': [
      row(1, 'K', { RV: 5 }),
      row(2, 'K', { RV: 9 }),
      ...filler(10, 9),
      row(90, 'K', { RV: 7 }),
    ],
  };

  it.each(Object.entries(PLACES))('%s', async (_place, rows) => {
    await start(rows);
    const newest = rows.find((one) => one['RV'] === 9);
    const losers = rows.filter((one) => one['ID'] === 'K').length - 1;
    const first = await flow.sync('part', { pageSize: 4 });
    expect(flow.held('part')['K']?.['name']).toBe(newest?.['NAME']);
    expect([first.metrics.duplicates, first.metrics.totalProcessed]).toEqual([losers, rows.length]);
    expect((await openFailures()).map(({ code }) => code)).toEqual(Array(losers).fill('duplicate_in_batch'));
    writesOf(flow);
    const again = await flow.sync('part', { syncType: 'full', pageSize: 4 });
    expect([did(again), writesOf(flow)]).toEqual([{ skipped: rows.length - losers, duplicates: losers }, []]);
    expect(await openFailures()).toHaveLength(losers);
  });

  it('without row versions the first by key wins, in both orders of reading', async () => {
    const rows = [row(1, 'K'), ...filler(10, 9), row(90, 'K')];
    await start(rows, false);
    await flow.sync('part', { pageSize: 4 });
    expect(flow.held('part')['K']?.['name']).toBe('row 1');
    expect(did(await flow.sync('part', { pageSize: 4 }))).toEqual({ skipped: 10, duplicates: 1 });
  });

  it('across runs: a newer row takes over, then everything is skipped', async () => {
    const table = await start([row(1, 'K', { RV: 5 }), ...filler(10, 4)]);
    await flow.sync('part');
    table.rows = [...table.rows, row(90, 'K', { RV: 9 })];
    expect((await flow.sync('part')).metrics).toMatchObject({ updated: 1, inserted: 0 });
    expect(flow.held('part')['K']?.['name']).toBe('row 90');
    expect(did(await flow.sync('part', { syncType: 'full' }))).toEqual({ skipped: 5, duplicates: 1 });
    expect(did(await flow.sync('part', { syncType: 'full' }))).toEqual({ skipped: 5, duplicates: 1 });
    expect(flow.held('part')['K']?.['name']).toBe('row 90');
  });

  it('across runs: an older row that comes late does not take over', async () => {
    const table = await start([row(1, 'K', { RV: 50 }), ...filler(10, 4)]);
    await flow.sync('part');
    table.rows = [...table.rows, row(90, 'K', { RV: 49 })];
    await flow.sync('part', { syncType: 'full' });
    expect(flow.held('part')['K']?.['name']).toBe('row 1');
  });

  it('the older row is delivered once the newer one is gone, and its failure is closed', async () => {
    const table = await start([row(1, 'K', { RV: 5 }), ...filler(10, 4), row(90, 'K', { RV: 9 })]);
    await flow.sync('part');
    expect(await openFailures()).toHaveLength(1);
    table.rows = table.rows.filter((one) => one['ROW_ID'] !== 90);
    expect((await flow.sync('part', { syncType: 'full' })).metrics).toMatchObject({ updated: 1, deleted: 0 });
    expect(flow.held('part')['K']?.['name']).toBe('row 1');
    expect(await openFailures()).toHaveLength(0);
    expect(did(await flow.sync('part', { syncType: 'full' }))).toEqual({ skipped: 5 });
  });

  it('of the strategy rowversion too', async () => {
    const table = await start([row(1, 'K', { RV: 5 }), ...filler(10, 4), row(90, 'K', { RV: 9 })]);
    await flow.engine.importEntity(partEntity({ delta: { strategy: 'rowversion' } }));
    await flow.sync('part', { syncType: 'full' });
    table.rows = table.rows.filter((one) => one['ROW_ID'] !== 90);
    await flow.sync('part', { syncType: 'full' });
    expect(flow.held('part')['K']?.['name']).toBe('row 1');
  });

  it('a loser that gets a key of its own becomes a record of its own', async () => {
    const table = await start([row(1, 'K', { RV: 5 }), row(90, 'K', { RV: 9 })]);
    await flow.sync('part');
    table.rows = [row(1, 'OWN', { RV: 20 }), row(90, 'K', { RV: 9 })];
    await flow.sync('part');
    expect(Object.keys(flow.held('part')).toSorted()).toEqual(['K', 'OWN']);
    expect(await openFailures()).toHaveLength(0);
  });
});
