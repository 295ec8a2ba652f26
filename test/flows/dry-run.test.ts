// A dry run changes nothing anywhere and says field by field what a run would do.

import { afterEach, describe, expect, it } from 'vitest';
import { Problem } from '../support/minimal-servers/http-service.ts';
import type { Flow } from './flow.ts';
import { addEntity, did, partEntity, partRows, partsTable, startFlow, writesOf } from './flow.ts';

let flow: Flow;
afterEach(() => flow.close());

const start = async () => {
  flow = await startFlow({ sync: { outage_limit_seconds: 0 } });
  const table = flow.servers.addTable(
    partsTable({ rows: partRows(10, (index) => ({ RV: index + 1 })), rowversionType: 'NUMBER' }),
  );
  await addEntity(flow, partEntity());
  await flow.sync('part');
  table.rows = [
    ...table.rows.slice(2).map((row, index) => {
      if (index === 0) return { ...row, NAME: 'renamed', RV: 50 };
      return index === 1 ? { ...row, QTY: 'broken', RV: 51 } : row;
    }),
    { ID: 'NEW', NAME: 'new', QTY: 7, RV: 52 },
  ];
  writesOf(flow);
  return table;
};

describe('a dry run', () => {
  it('counts and shows what a run would do, deletes too, and writes nothing', async () => {
    await start();
    const { store } = flow.engine.services;
    const before = [await store.ledger.scan('part', { limit: 50 }), await store.syncState.find('part', 'erp')];
    const batch = await flow.sync('part', { syncType: 'full', dryRun: true });
    expect([batch.preview, batch.dryRun, did(batch)]).toEqual([
      'previewed',
      true,
      { inserted: 1, updated: 1, deleted: 2, skipped: 6, failed: 1 },
    ]);
    const plan = await store.plans.list(batch.uid, { limit: 50 });
    const shown = Object.fromEntries(
      plan.map(({ reference, operation, changes }) => [reference, [operation, changes]]),
    );
    expect(shown).toEqual({
      'id=NEW': [
        'INSERT',
        [
          { field: 'id', before: null, after: 'NEW' },
          { field: 'name', before: null, after: 'new' },
          { field: 'qty', before: null, after: 7 },
        ],
      ],
      'id=P02': ['UPDATE', [{ field: 'name', before: 'part 2', after: 'renamed' }]],
      'id=P00': [
        'DELETE',
        [
          { field: 'id', before: 'P00', after: null },
          { field: 'name', before: 'part 0', after: null },
          { field: 'qty', before: 0, after: null },
        ],
      ],
      'id=P01': [
        'DELETE',
        [
          { field: 'id', before: 'P01', after: null },
          { field: 'name', before: 'part 1', after: null },
          { field: 'qty', before: 1, after: null },
        ],
      ],
    });
    expect([writesOf(flow), flow.records('part').length]).toEqual([[], 10]);
    expect([await store.ledger.scan('part', { limit: 50 }), await store.syncState.find('part', 'erp')]).toEqual(before);
    expect(await store.failedRecords.count({})).toBe(0);
  });

  it('is followed by the run it described', async () => {
    await start();
    const dry = await flow.sync('part', { syncType: 'full', dryRun: true });
    const real = await flow.sync('part', { syncType: 'full' });
    expect(did(real)).toEqual(did(dry));
  });

  it('of a first sync shows every record as an insert', async () => {
    flow = await startFlow();
    flow.servers.addTable(partsTable({ rows: partRows(5) }));
    await addEntity(flow, partEntity());
    const batch = await flow.sync('part', { dryRun: true });
    expect(did(batch)).toEqual({ inserted: 5 });
    expect(await flow.engine.services.store.plans.list(batch.uid, { limit: 9 })).toHaveLength(5);
    expect(flow.records('part')).toHaveLength(0);
  });

  it('shows deletes that a run would hold as held', async () => {
    await start();
    await flow.engine.importEntity(partEntity({ deletes: { policy: 'hold' } }));
    const batch = await flow.sync('part', { syncType: 'full', dryRun: true });
    expect([batch.preview, batch.metrics.heldDeletes, batch.metrics.deleted]).toEqual(['previewed', 2, 0]);
    expect(await flow.engine.services.store.heldDeletes.count('part')).toBe(0);
  });

  it.each(['schedulehub', 'apismith'] as const)('cannot preview while %s is down, and says so', async (system) => {
    await start();
    flow.servers[system].fail = new Problem(503, 'erp_unavailable', 'The server is being serviced.');
    const batch = await flow.sync('part', { syncType: 'full', dryRun: true });
    expect([batch.preview, batch.status]).toEqual(['cannot_preview', 'failed']);
    expect(batch.errorMessage).toMatch(/cannot serve the request now/);
    expect(batch.metrics.inserted + batch.metrics.updated).toBe(0);
  });

  it('fails, and says so, where the mapping cannot work', async () => {
    await start();
    await flow.engine.importEntity(partEntity({ business_key: ['nothing'] }));
    const batch = await flow.sync('part', { syncType: 'full', dryRun: true });
    expect([batch.preview, batch.status]).toEqual(['failed', 'failed']);
  });
});
