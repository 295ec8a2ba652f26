// A ledger that cannot know what ScheduleHub holds: first sync onto a filled one, lost ledger, new mapping version.

import { afterEach, describe, expect, it } from 'vitest';
import type { Flow } from './flow.ts';
import { addEntity, did, flowOf, partEntity, partRows, partsTable, startFlow, writesOf } from './flow.ts';
import { createTestEngine } from '../support/test-engine.ts';

let flow: Flow;
afterEach(() => flow.close());

/** Fills ScheduleHub through one engine, then goes on with another one whose ledger is empty. */
const startWithLostLedger = async (): Promise<void> => {
  const first = await startFlow();
  first.servers.addTable(partsTable({ rows: partRows(12) }));
  await addEntity(first, partEntity());
  await first.sync('part');
  await first.engine.close();
  flow = flowOf(first.servers, await createTestEngine({ sandbox: first.servers }));
  await flow.engine.importEntity(partEntity());
  writesOf(flow);
};

describe('an empty ledger and a filled ScheduleHub', () => {
  it('adopts what is equal without sending it, and updates what differs', async () => {
    await startWithLostLedger();
    const table = flow.servers.apismith.tables.get('parts')!;
    table.rows = table.rows.map((row, index) => (index < 2 ? { ...row, NAME: 'changed meanwhile' } : row));
    expect(did(await flow.sync('part'))).toEqual({ updated: 2, skipped: 10 });
    expect(writesOf(flow)).toEqual(['part batch-update 2']);
    expect(did(await flow.sync('part'))).toEqual({ skipped: 12 });
    expect(writesOf(flow)).toEqual([]);
  });

  it('finds each record that is there even where record_count denies it', async () => {
    await startWithLostLedger();
    flow.servers.schedulehub.entity('part').recordCount = 0;
    const table = flow.servers.apismith.tables.get('parts')!;
    table.rows = table.rows.map((row, index) => (index < 2 ? { ...row, NAME: 'changed meanwhile' } : row));
    expect(did(await flow.sync('part'))).toEqual({ updated: 2, skipped: 10 });
    expect(flow.records('part')).toHaveLength(12);
    expect(flow.held('part')['P00']?.['name']).toBe('changed meanwhile');
  });

  it('leaves records alone that others put there', async () => {
    await startWithLostLedger();
    const table = flow.servers.apismith.tables.get('parts')!;
    table.rows = table.rows.slice(4);
    expect(did(await flow.sync('part'))).toEqual({ skipped: 8 });
    expect(flow.records('part')).toHaveLength(12);
  });

  it('sends only the difference where another tool wrote equal data under its own hash', async () => {
    await startWithLostLedger();
    for (const record of flow.records('part')) record.data_hash = 'f'.repeat(64);
    expect(did(await flow.sync('part'))).toEqual({ skipped: 12 });
    expect(writesOf(flow)).toEqual([]);
    expect(did(await flow.sync('part'))).toEqual({ skipped: 12 });
  });
});

describe('a ScheduleHub that lost records', () => {
  it('gets them back with the next full sync', async () => {
    flow = await startFlow();
    flow.servers.addTable(partsTable({ rows: partRows(12) }));
    await addEntity(flow, partEntity());
    await flow.sync('part');
    flow.servers.schedulehub.entity('part').records.clear();
    expect(did(await flow.sync('part'))).toEqual({ inserted: 12 });
    expect(did(await flow.sync('part'))).toEqual({ skipped: 12 });
  });

  it('gets a record back that an update no longer finds', async () => {
    flow = await startFlow();
    const table = flow.servers.addTable(partsTable({ rows: partRows(4) }));
    await addEntity(flow, partEntity());
    await flow.sync('part');
    const [first] = flow.records('part').filter((record) => record.reference === 'id=P00');
    flow.servers.schedulehub.entity('part').records.delete(first?.bk_hash ?? '');
    flow.servers.schedulehub.entity('part').recordCount = 4;
    table.rows = table.rows.map((row) => ({ ...row, QTY: 9 }));
    const batch = await flow.sync('part');
    expect([batch.status, batch.metrics.inserted + batch.metrics.updated, batch.metrics.failed]).toEqual([
      'completed',
      4,
      0,
    ]);
    expect(Object.values(flow.held('part')).map((part) => part['qty'])).toEqual(['9', '9', '9', '9']);
  });

  it('counts a delete that was done already as done', async () => {
    flow = await startFlow();
    const table = flow.servers.addTable(partsTable({ rows: partRows(4) }));
    await addEntity(flow, partEntity());
    await flow.sync('part');
    const [gone] = flow.records('part').filter((record) => record.reference === 'id=P03');
    flow.servers.schedulehub.entity('part').records.delete(gone?.bk_hash ?? '');
    table.rows = table.rows.slice(0, 3);
    expect((await flow.sync('part')).metrics).toMatchObject({ deleted: 1, failed: 0 });
    expect(await flow.engine.services.store.ledger.count('part')).toBe(3);
    expect(did(await flow.sync('part'))).toEqual({ skipped: 3 });
  });
});

describe('a new mapping version', () => {
  const start = async (): Promise<void> => {
    flow = await startFlow();
    flow.servers.addTable(partsTable({ rows: partRows(10, (index) => ({ NAME: index % 2 === 0 ? 'even' : 'ODD' })) }));
    await addEntity(flow, partEntity());
    await flow.sync('part');
    writesOf(flow);
  };
  const withName = (more: object) =>
    partEntity({
      mappings: [
        { source_field: 'ID', target_field: 'id' },
        { source_field: 'NAME', target_field: 'name', ...more },
        { source_field: 'QTY', target_field: 'qty', type: 'decimal' },
      ],
    });

  it('sends only the records whose data change by it', async () => {
    await start();
    await flow.engine.importEntity(withName({ transformations: ['lowercase'] }));
    const batch = await flow.sync('part', { syncType: 'full' });
    expect([batch.mappingVersion, did(batch)]).toEqual([2, { updated: 5, skipped: 5 }]);
    expect(writesOf(flow)).toEqual(['part batch-update 5']);
    expect(did(await flow.sync('part', { syncType: 'full' }))).toEqual({ skipped: 10 });
  });

  it('sends nothing where only the hash changes', async () => {
    await start();
    await flow.engine.importEntity({ ...withName({}), delta: { exclude_from_hash: ['qty'] } });
    expect(did(await flow.sync('part', { syncType: 'full' }))).toEqual({ skipped: 10 });
    expect(writesOf(flow)).toEqual([]);
  });

  it('sends nothing where numbers come back in another notation', async () => {
    await start();
    flow.servers.schedulehub.otherNotation = true;
    await flow.engine.importEntity({ ...withName({}), delta: { exclude_from_hash: ['name'] } });
    expect(did(await flow.sync('part', { syncType: 'full' }))).toEqual({ skipped: 10 });
    expect(writesOf(flow)).toEqual([]);
  });
});

describe('a field that is excluded from the hash', () => {
  it('is sent with a record but does not cause an update by itself', async () => {
    flow = await startFlow();
    const table = flow.servers.addTable(partsTable({ rows: partRows(3) }));
    await addEntity(flow, partEntity({ delta: { exclude_from_hash: ['qty'] } }));
    await flow.sync('part');
    table.rows = table.rows.map((row) => ({ ...row, QTY: 500 }));
    expect(did(await flow.sync('part'))).toEqual({ skipped: 3 });
    table.rows = table.rows.map((row, index) => (index === 0 ? { ...row, NAME: 'renamed' } : row));
    expect(did(await flow.sync('part'))).toEqual({ updated: 1, skipped: 2 });
    expect([flow.held('part')['P00']?.['qty'], flow.held('part')['P01']?.['qty']]).toEqual(['500', '1']);
  });
});
