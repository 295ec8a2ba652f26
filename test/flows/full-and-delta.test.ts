// What a second sync does: nothing where nothing changed, and exactly the changes where something did.

import { afterEach, describe, expect, it } from 'vitest';
import type { Flow } from './flow.ts';
import { addEntity, did, partEntity, partRows, partsTable, startFlow, writesOf } from './flow.ts';

let flow: Flow;
afterEach(() => flow.close());

/** Rows with versions 1 … count. */
const versioned = (count: number) => partRows(count, (index) => ({ RV: index + 1 }));

describe('a full sync', () => {
  it('skips every row the second time and sends nothing', async () => {
    flow = await startFlow();
    flow.servers.addTable(partsTable({ rows: partRows(250) }));
    await addEntity(flow, partEntity());
    expect(did(await flow.sync('part', { pageSize: 100 }))).toEqual({ inserted: 250 });
    writesOf(flow);
    const again = await flow.sync('part', { pageSize: 100 });
    expect([again.status, did(again), writesOf(flow)]).toEqual(['completed', { skipped: 250 }, []]);
  });

  it('sends exactly the changes, deletes too', async () => {
    flow = await startFlow();
    const table = flow.servers.addTable(partsTable({ rows: partRows(40) }));
    await addEntity(flow, partEntity());
    await flow.sync('part');
    table.rows = [
      ...table.rows.slice(3).map((row, index) => (index < 5 ? { ...row, NAME: 'changed' } : row)),
      { ID: 'N1', NAME: 'new', QTY: 1 },
      { ID: 'N2', NAME: 'new', QTY: 2 },
    ];
    writesOf(flow);
    expect(did(await flow.sync('part'))).toEqual({ inserted: 2, updated: 5, deleted: 3, skipped: 32 });
    expect(writesOf(flow).toSorted()).toEqual(['part batch-delete 3', 'part batch-insert 2', 'part batch-update 5']);
    expect(Object.keys(flow.held('part')).toSorted()).toEqual(table.rows.map((row) => row['ID']).toSorted());
  });

  it('deletes the record of a row that took another business key', async () => {
    flow = await startFlow();
    const table = flow.servers.addTable({ ...partsTable(), keyColumns: ['ROW_ID'] });
    table.columns = [{ name: 'ROW_ID', type: 'NUMBER' }, ...table.columns];
    table.rows = partRows(4).map((row, index) => ({ ...row, ROW_ID: index }));
    await addEntity(flow, partEntity());
    await flow.sync('part');
    table.rows = table.rows.map((row) => (row['ROW_ID'] === 2 ? { ...row, ID: 'RENAMED' } : row));
    expect(did(await flow.sync('part'))).toEqual({ inserted: 1, deleted: 1, skipped: 3 });
    expect(Object.keys(flow.held('part')).toSorted()).toEqual(['P00', 'P01', 'P03', 'RENAMED']);
  });

  it('keeps the record of a row that a filter hides or that cannot be read', async () => {
    flow = await startFlow();
    const table = flow.servers.addTable({ ...partsTable(), keyColumns: ['ROW_ID'] });
    table.columns = [{ name: 'ROW_ID', type: 'NUMBER' }, ...table.columns];
    table.rows = partRows(4).map((row, index) => ({ ...row, ROW_ID: index }));
    const source = { api: 'parts', filters: [{ field: 'QTY', op: 'lt', value: 100 } as const] };
    await addEntity(flow, partEntity({ source }));
    await flow.sync('part');
    table.rows = table.rows.map((row, index) => (index < 2 ? { ...row, QTY: 1000 } : row));
    table.rows = table.rows.map((row, index) => (index === 1 ? { ...row, ID: null } : row));
    expect(did(await flow.sync('part'))).toEqual({ skipped: 2 });
    expect(flow.records('part')).toHaveLength(4);
  });

  it('does not delete what it did not read to the end', async () => {
    flow = await startFlow();
    const table = flow.servers.addTable(
      partsTable({ rows: partRows(30), capabilities: { total: true, keyset: false, as_of: false } }),
    );
    await addEntity(flow, partEntity());
    await flow.sync('part', { pageSize: 10 });
    // A row on page 1 goes while page 2 is read: the row that moves over the border is never seen.
    flow.servers.apismith.calls.length = 0;
    flow.servers.apismith.onExecute = ({ nth }) => {
      if (nth === 2) table.rows = table.rows.filter((row) => row['ID'] !== 'P05');
    };
    const batch = await flow.sync('part', { pageSize: 10 });
    expect(batch.metrics.deleted).toBe(0);
    expect(batch.warnings.join()).toMatch(/Deletes were not looked for/);
    expect(Object.keys(flow.held('part'))).toHaveLength(30);
  });
});

describe('an incremental sync', () => {
  it('sends exactly the changed and the new rows and deletes nothing', async () => {
    flow = await startFlow();
    const table = flow.servers.addTable(partsTable({ rows: versioned(40), rowversionType: 'NUMBER' }));
    await addEntity(flow, partEntity());
    await flow.sync('part');
    table.rows = [
      ...table.rows.slice(4).map((row, index) => (index < 3 ? { ...row, QTY: 1000, RV: 100 + index } : row)),
      { ID: 'N1', NAME: 'new', QTY: 1, RV: 200 },
    ];
    const batch = await flow.sync('part');
    expect([batch.syncType, did(batch)]).toEqual(['incremental', { inserted: 1, updated: 3 }]);
    expect(Object.keys(flow.held('part'))).toHaveLength(41);
  });
});

describe('the strategy', () => {
  const start = async (strategy: 'auto' | 'hash' | 'rowversion') => {
    flow = await startFlow();
    const table = flow.servers.addTable(partsTable({ rows: versioned(6), rowversionType: 'NUMBER' }));
    await addEntity(flow, partEntity({ delta: { strategy } }));
    await flow.sync('part');
    return table;
  };

  it('rowversion: newer is UPDATE whatever the data, equal is SKIP whatever the data, older is SKIP and stale', async () => {
    const table = await start('rowversion');
    table.rows = table.rows.map((row, index) => {
      if (index === 0) return { ...row, RV: 50 };
      if (index === 1) return { ...row, QTY: 77 };
      return index === 2 ? { ...row, QTY: 77, RV: 2 } : row;
    });
    const batch = await flow.sync('part', { syncType: 'full' });
    expect(did(batch)).toEqual({ updated: 1, skipped: 5, stale: 1 });
    expect([flow.held('part')['P01']?.['qty'], flow.held('part')['P02']?.['qty']]).toEqual(['1', '2']);
    expect(did(await flow.sync('part', { syncType: 'full' }))).toEqual({ skipped: 6, stale: 1 });
  });

  it('hash: other data is UPDATE whatever the version, and equal data is SKIP', async () => {
    const table = await start('hash');
    table.rows = table.rows.map((row, index) => {
      if (index === 0) return { ...row, RV: 50 };
      return index === 1 ? { ...row, QTY: 77 } : row;
    });
    expect(did(await flow.sync('part', { syncType: 'full' }))).toEqual({ updated: 1, skipped: 5 });
    expect(flow.held('part')['P01']?.['qty']).toBe('77');
  });

  it('auto: a SKIP by hash stores the newer row version', async () => {
    const table = await start('auto');
    table.rows = table.rows.map((row) => ({ ...row, RV: 50 }));
    expect(did(await flow.sync('part', { syncType: 'full' }))).toEqual({ skipped: 6 });
    const rows = await flow.engine.services.store.ledger.scan('part', { limit: 10 });
    expect(new Set(rows.map((row) => row.rowversion))).toEqual(new Set(['50']));
  });

  it('auto: data that change under an equal version turn the batch to hashes, which it says, and later runs know', async () => {
    const table = await start('auto');
    table.rows = table.rows.map((row, index) => (index === 4 ? { ...row, NAME: 'secretly changed' } : row));
    const batch = await flow.sync('part', { syncType: 'full' });
    expect(did(batch)).toEqual({ updated: 1, skipped: 5 });
    expect(batch.warnings.join()).toMatch(/the row version of this source cannot be trusted/);
    expect(flow.held('part')['P04']?.['name']).toBe('secretly changed');
    const state = await flow.engine.services.store.syncState.find('part', 'erp');
    expect(state?.rowversionDistrusted).toBe(true);
  });

  it('auto: the audit is a sample on large entities, and a change it meets reveals all later ones', async () => {
    flow = await startFlow();
    const table = flow.servers.addTable(
      partsTable({ rows: partRows(3000, () => ({ RV: 1 })), rowversionType: 'NUMBER' }),
    );
    await addEntity(flow, partEntity());
    await flow.sync('part');
    table.rows = table.rows.map((row) => ({ ...row, QTY: -1 }));
    const batch = await flow.sync('part', { syncType: 'full', pageSize: 500 });
    expect(batch.warnings.join()).toMatch(/cannot be trusted/);
    expect([batch.metrics.updated, batch.metrics.skipped]).toEqual([3000, 0]);
  });
});
