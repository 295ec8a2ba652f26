// The ERP data of the sandbox, read by page workers: parents of which some fail, and their children, which leave as bytes
// where ScheduleHub holds their parents, and wait where it does not.

import { afterEach, expect, it } from 'vitest';
import { createSandbox } from '../../sandbox/create-sandbox.ts';
import { createTestEngine, type TestEngine } from '../support/test-engine.ts';
import { did } from './flow.ts';
import { fatesOf, outcomesOf } from './sandbox-fates.ts';

const SEED = 77;
const CHILDREN: readonly string[] = ['bom_component', 'inventory', 'purchase_order_line'];
const ENTITIES = [...CHILDREN, 'product', 'purchase_order'];

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
});

async function open(pageThreadsFromRows: number | undefined) {
  const sandbox = await createSandbox({ seed: SEED, badShare: 0.05 });
  opened.push(sandbox);
  const engine = await createTestEngine({
    sandbox,
    ...(pageThreadsFromRows === undefined ? {} : { pageThreadsFromRows }),
    sync: { failure_percent: 100, failures_in_a_row: 1000 },
  });
  opened.push(engine);
  await engine.importSandboxEntities();
  const client = engine.services.schedulehub();
  const { batchInsertBytes } = client;
  const asBytes = new Map<string, number>();
  Object.assign(client, {
    batchInsertBytes: (...call: Parameters<typeof batchInsertBytes>) => {
      const [entity, { keys }] = call;
      asBytes.set(entity, (asBytes.get(entity) ?? 0) + keys.length / 16);
      return batchInsertBytes(...call);
    },
  });
  return { sandbox, engine, asBytes };
}

async function stateOf({ services: { store } }: TestEngine) {
  const ledgers: unknown[] = [];
  for (const entity of ENTITIES) {
    const rows = await store.ledger.scan(entity, { limit: 50_000 });
    ledgers.push(rows.map(({ targetUid: _uid, ...row }) => row));
  }
  const failed = (await store.failedRecords.list({}, { limit: 50_000 })).items;
  const waiting = (await store.pendingChildren.listWaiting({}, { limit: 50_000 })).items;
  return {
    ledgers,
    failed: failed
      .map(({ entityName, recordKey, code, field, raw, mapped, operation, status }) =>
        JSON.stringify([entityName, recordKey, code, field, raw, mapped, operation, status]),
      )
      .sort(),
    waiting: waiting
      .map(({ entityName, bkHash, parentEntity, parentBkHash, parentReference, raw, dataJson }) =>
        JSON.stringify([entityName, bkHash, parentEntity, parentBkHash, parentReference, raw, dataJson]),
      )
      .sort(),
  };
}

it(
  'ends with the fates that the sandbox tells, and in the state of a read in one thread',
  { timeout: 120_000 },
  async () => {
    const [threads, plain] = [await open(0), await open(undefined)];
    const request = { syncType: 'full', pageSize: 500 } as const;
    const first = await threads.engine.sync('all', request);
    const waiting = CHILDREN.map((name) => first.find(({ entityName }) => entityName === name)?.metrics.waiting ?? 0);
    expect(Math.min(...waiting)).toBeGreaterThan(0);
    expect(outcomesOf(first)).toEqual(fatesOf(threads.sandbox));
    const inserted = first.filter(({ entityName }) => CHILDREN.includes(entityName));
    for (const { entityName, metrics } of inserted) {
      // All but the last rows of repeated keys.
      expect([entityName, (threads.asBytes.get(entityName) ?? 0) > metrics.inserted * 0.9]).toEqual([entityName, true]);
    }
    const same = await plain.engine.sync('all', request);
    expect(first.map(did)).toEqual(same.map(did));
    expect(plain.asBytes.size).toBe(0);
    expect(await stateOf(threads.engine)).toEqual(await stateOf(plain.engine));
    const again = await threads.engine.sync('all', request);
    expect(again.map(({ metrics: { inserted: i, updated: u, deleted: d } }) => i + u + d)).toEqual([0, 0, 0, 0, 0]);
  },
);
