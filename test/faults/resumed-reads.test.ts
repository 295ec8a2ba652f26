// A read that goes on where it was paused knows what it read before, and forgets it where it has to start over.

import { afterEach, describe, expect, it } from 'vitest';
import type { SyncControl } from '../../engine/operations/prepare-run.ts';
import type { RequestedAction } from '../../engine/repositories/batch-repository.ts';
import { createSandbox, type Sandbox } from '../../sandbox/create-sandbox.ts';
import { addEntity, did, partRows, partsTable, startFlow, type Flow } from '../flows/flow.ts';
import { createTestEngine, goOn, type TestEngine } from '../support/test-engine.ts';
import { findMiscounts, findWrongs } from './wrongs.ts';

let closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers) await close();
  closers = [];
});

async function start(): Promise<Flow> {
  const flow = await startFlow({ sync: { chunk_size: 5, pages_ahead: 1 } });
  closers.push(() => flow.close());
  return flow;
}

/** Asks for a pause when page `nth` is asked for. */
function pauseAtPage(flow: Flow, nth: number): SyncControl {
  let asked: RequestedAction | null = null;
  flow.servers.apismith.calls.length = 0;
  flow.servers.apismith.onExecute = (call) => {
    if (call.nth === nth) asked = 'pause';
  };
  return { ...goOn, local: () => asked };
}

describe('two rows of one key, one before and one after a pause', () => {
  for (const syncType of ['full', 'incremental'] as const) {
    it(`leave the newest one in ScheduleHub and show the other (${syncType})`, async () => {
      const flow = await start();
      const table = flow.servers.addTable(partsTable({ rows: [], rowversionType: 'NUMBER' }));
      await addEntity(flow, {
        name: 'part',
        source: { api: 'parts' },
        business_key: ['name'],
        mappings: [
          { source_field: 'NAME', target_field: 'name' },
          { source_field: 'QTY', target_field: 'qty', type: 'integer' },
        ],
      });
      // The second row of `part 2` comes last and is older.
      table.rows = [...partRows(39, (at) => ({ RV: 100 + at })), { ID: 'P99', NAME: 'part 2', QTY: 7, RV: 50 }];
      const paused = await flow.sync('part', { syncType, pageSize: 5, control: pauseAtPage(flow, 5) });
      expect(paused.status).toBe('paused');
      const done = await flow.sync('part', { syncType, pageSize: 5 });
      expect([done.uid, did(done)]).toEqual([paused.uid, { inserted: 39, duplicates: 1 }]);
      expect(flow.held('part', 'name')['part 2']).toEqual({ name: 'part 2', qty: '2' });
      const { items } = await flow.engine.services.store.failedRecords.list({}, { limit: 5 });
      expect(items.map(({ code, sourceKey }) => [code, sourceKey])).toEqual([['duplicate_in_batch', '["P99"]']]);
    });
  }
});

describe('a paused read whose place the gateway no longer knows', () => {
  let sandbox: Sandbox;
  let engine: TestEngine;

  it('starts over: every row is counted once, none as a duplicate of itself, and absent ones are found', async () => {
    sandbox = await createSandbox({ seed: 3 });
    engine = await createTestEngine({ sandbox, sync: { chunk_size: 50, pages_ahead: 1 } });
    closers.push(
      () => engine.close(),
      () => sandbox.close(),
    );
    const entities = ['product', 'bom_component'];
    await engine.importSandboxEntities(entities);
    await engine.sync(entities, { syncType: 'full' });
    sandbox.control.change({ api: 'bill_of_materials', deletes: 9 });
    let pages = 0;
    const off = engine.services.events.on('run:progressed', ({ entity }) => {
      if (entity === 'bom_component') pages += 1;
    });
    const control: SyncControl = { ...goOn, local: () => (pages >= 9 ? 'pause' : null) };
    const [paused] = await engine.sync(['bom_component'], { syncType: 'full', pageSize: 200, control });
    off();
    expect([paused?.status, (paused?.metrics.totalFetched ?? 0) > 0]).toEqual(['paused', true]);
    sandbox.control.setCapabilities('*', { keyset: false, as_of: false });
    const [done] = await engine.sync(['bom_component'], { syncType: 'full', pageSize: 200 });
    expect(done?.warnings.join()).toMatch(/no longer knew where the run had stopped/);
    const rows = sandbox.control.ledger('bill_of_materials');
    expect(done?.uid).toBe(paused?.uid);
    expect(done?.metrics).toMatchObject({
      totalFetched: rows.length,
      duplicates: rows.filter(({ fate }) => fate === 'duplicate').length,
      deleted: 9,
    });
    expect(findMiscounts(done === undefined ? [] : [done])).toEqual([]);
    expect(await findWrongs({ sandbox, engine, entities })).toEqual([]);
  });
});
