// The whole sandbox: five related entities of a real ERP with its dirt, changed by seed.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyApprovedDeletes } from '../../engine/operations/apply-deletes.ts';
import type { Batch } from '../../engine/repositories/batch-repository.ts';
import { createSandbox, type Sandbox } from '../../sandbox/create-sandbox.ts';
import { createTestEngine, goOn, type TestEngine } from '../support/test-engine.ts';
import { fatesOf, outcomesOf } from './sandbox-fates.ts';

const ENTITY_OF: Readonly<Record<string, string>> = {
  products: 'product',
  bill_of_materials: 'bom_component',
  inventory: 'inventory',
  purchase_orders: 'purchase_order',
  purchase_order_lines: 'purchase_order_line',
};
const SEED = 20_251;

let sandbox: Sandbox;
let engine: TestEngine;
beforeAll(async () => {
  sandbox = await createSandbox({ seed: SEED });
  engine = await createTestEngine({ sandbox });
  await engine.importSandboxEntities();
});
afterAll(async () => {
  await engine.close();
  await sandbox.close();
});

const sum = (batches: readonly Batch[], name: 'inserted' | 'updated' | 'deleted' | 'skipped' | 'totalFetched') =>
  batches.reduce((total, batch) => total + batch.metrics[name], 0);

describe('the sandbox', () => {
  it('is delivered, refused and kept waiting row by row as its own ledger says', async () => {
    const batches = await engine.sync('all', { syncType: 'full' });
    expect(outcomesOf(batches)).toEqual(fatesOf(sandbox));
    console.info(`sandbox, seed ${SEED}: ${sum(batches, 'totalFetched')} rows`, JSON.stringify(outcomesOf(batches)));
  });

  it('is skipped to 100 % by a second full sync', async () => {
    const batches = await engine.sync('all', { syncType: 'full' });
    expect([sum(batches, 'inserted'), sum(batches, 'updated'), sum(batches, 'deleted')]).toEqual([0, 0, 0]);
    expect(outcomesOf(batches)).toEqual(fatesOf(sandbox));
  });

  it.each([1, 2])('gets exactly the changed and new rows by incremental syncs, round %i', async (round) => {
    const expected: Record<string, object> = {};
    for (const [api, entity] of Object.entries(ENTITY_OF)) {
      const report = sandbox.control.change({ api, updates: 7 * round, inserts: 5, seed: SEED + round });
      expected[entity] = { inserted: report.expected.inserted, updated: report.expected.updated, deleted: 0 };
    }
    const batches = await engine.sync('all');
    const did = Object.fromEntries(
      batches.map(({ entityName, syncType, metrics: { inserted, updated, deleted } }) => [
        entityName,
        { syncType, inserted, updated, deleted },
      ]),
    );
    for (const [entity, operations] of Object.entries(expected)) {
      expect({ [entity]: did[entity] }).toEqual({ [entity]: { syncType: 'incremental', ...operations } });
    }
    console.info(`sandbox, round ${round}: ${sum(batches, 'inserted')} inserted, ${sum(batches, 'updated')} updated`);
  });

  it('gets exactly the changes by a full sync, deletes of parents after those of their children', async () => {
    const expected: Record<string, object> = {};
    for (const [api, entity] of Object.entries(ENTITY_OF)) {
      const { inserted, updated, deleted } = sandbox.control.change({
        api,
        updates: 9,
        inserts: 4,
        deletes: 6,
        seed: SEED + 9,
      }).expected;
      // The policy of inventory is hold, that of the others delete.
      const isHeld = entity === 'inventory';
      const deletes = isHeld ? { deleted: 0, heldDeletes: deleted } : { deleted, heldDeletes: 0 };
      expected[entity] = { inserted, updated, ...deletes };
    }
    const batches = await engine.sync('all', { syncType: 'full' });
    for (const { entityName, metrics } of batches) {
      expect({ [entityName]: metrics }).toMatchObject({ [entityName]: expected[entityName] });
    }
    expect(outcomesOf(batches)).toEqual(fatesOf(sandbox));
    const approved = await applyApprovedDeletes(engine.services, {
      entity: 'inventory',
      bkHashes: 'all',
      control: goOn,
    });
    expect([approved.deleted, approved.kept]).toEqual([6, 0]);
    const again = await engine.sync('all', { syncType: 'full' });
    expect([sum(again, 'inserted'), sum(again, 'updated'), sum(again, 'deleted')]).toEqual([0, 0, 0]);
    console.info(
      `sandbox, full: ${sum(batches, 'inserted')} inserted, ${sum(batches, 'updated')} updated, ${sum(batches, 'deleted')} deleted`,
    );
  });
});
