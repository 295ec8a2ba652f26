// Killed by SIGKILL at any instant, several times in a row: after one undisturbed sync every source row is in
// ScheduleHub exactly once and right, failed, or waiting, and nothing that was acknowledged was sent again.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createProcessIdentity } from '../../engine/headless/process-identity.ts';
import type { SyncType } from '../../engine/repositories/batch-repository.ts';
import { createSandbox, type Sandbox } from '../../sandbox/create-sandbox.ts';
import { createRandom, type Random } from '../../sandbox/exact/random.ts';
import { createTestEngine, type TestEngine } from '../support/test-engine.ts';
import { campaignSeeds, printFigures } from './campaign-seeds.ts';
import { chooseDeath, runKillable, type KillOrder, type Work } from './kill-order.ts';
import { expectedWrites, findMiscounts, findUnfinished, findWrongs, listHub } from './wrongs.ts';

/** Inventory holds its deletes for approval. */
const DELETING = ['product', 'bom_component'];
const ENTITIES = [...DELETING, 'inventory'];
const figures = { seeds: 0, kills: 0, survived: 0 };

let sandbox: Sandbox;
let dataDir: string;
let engine: TestEngine | null = null;

afterAll(() => printFigures('killed processes', figures));
afterEach(async () => {
  await engine?.close();
  engine = null;
  await sandbox.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const open = (): Promise<TestEngine> => createTestEngine({ sandbox, dataDir, process: createProcessIdentity() });

async function start(seed: number): Promise<void> {
  sandbox = await createSandbox({ seed });
  dataDir = mkdtempSync(join(tmpdir(), 'syncflow-kill-'));
  engine = await open();
  await engine.importSandboxEntities(ENTITIES);
}

/** Lets process after process begin the work and die within its first calls, then gives a living engine back. */
async function killSeveral(
  random: Random,
  { work, calls, between }: { readonly work: Work; readonly calls: number; readonly between?: () => void },
): Promise<TestEngine> {
  // Wider windows between sending and knowing.
  sandbox.control.faults.set([
    { server: 'schedulehub', path: '/entities/*/records/batch-*', kind: 'latency', ms: 15, probability: 0.3 },
  ]);
  await engine?.close();
  engine = null;
  for (let kill = 0; kill < 3; kill += 1) {
    const order: KillOrder = {
      servers: { apismith: sandbox.apismith, schedulehub: sandbox.schedulehub },
      dataDir,
      settings: {
        chunk_size: 20 + random.int(200),
        chunks_in_flight: 1 + random.int(4),
        pages_ahead: 1 + random.int(4),
      },
      work,
      ...chooseDeath(random, { calls, ms: 700 }),
    };
    figures[(await runKillable(order)) === 'killed' ? 'kills' : 'survived'] += 1;
    between?.();
  }
  sandbox.control.faults.clear();
  engine = await open();
  return engine;
}

function syncWork(random: Random, syncType: SyncType | null, entities: readonly string[] = ENTITIES): Work {
  return { kind: 'sync', entities, syncType, pageSize: 100 + random.int(400) };
}

describe('a sync that is killed again and again', () => {
  for (const seed of campaignSeeds(1)) {
    it(`ends right when it is run once more (seed ${seed})`, { timeout: 180_000 }, async () => {
      await start(seed);
      const random = createRandom(`kill ${seed}`);
      figures.seeds += 1;

      // A first full sync; the last run goes on where the dead ones stopped, or starts anew.
      let alive = await killSeveral(random, { work: syncWork(random, 'full'), calls: 25 });
      const first = await alive.sync(ENTITIES, { syncType: random.chance(0.7) ? 'full' : 'background' });
      expect(findUnfinished(first)).toEqual([]);
      expect(findMiscounts(first)).toEqual([]);
      expect(first.map(({ metrics }) => metrics.totalFetched)).toEqual(sourceCounts());
      expect(await findWrongs({ sandbox, engine: alive, entities: ENTITIES })).toEqual([]);
      const delivered = await countDelivered(alive);
      expect(sandbox.control.stats().schedulehub).toMatchObject({ inserted: delivered, updated: 0, deleted: 0 });

      // Changes of every kind, killed in the middle: updates and inserts, deletes, woken children.
      const rowsBefore = sandbox.control.ledger();
      sandbox.control.change({ api: 'products', updates: 20, inserts: 8 });
      sandbox.control.change({ api: 'bill_of_materials', updates: 60, inserts: 30, deletes: 25 });
      sandbox.control.change({ api: 'products', deletes: 2, delete_from: 'with_children', seed: 2 });
      const before = sandbox.control.stats().schedulehub;
      const syncType = random.chance(0.6) ? 'full' : 'incremental';
      const isMoving = random.chance(0.5);
      const move = (): void => {
        sandbox.control.change({ api: 'products', updates: 5, inserts: 2, seed: random.int(1000) });
        sandbox.control.change({
          api: 'bill_of_materials',
          updates: 9,
          deletes: 4,
          inserts: 3,
          seed: random.int(1000),
        });
      };
      alive = await killSeveral(random, {
        work: syncWork(random, syncType),
        calls: 8,
        ...(isMoving ? { between: move } : {}),
      });
      const second = await alive.sync(ENTITIES, { syncType: null });
      const third = await alive.sync(ENTITIES, { syncType: 'full' });
      expect(findUnfinished([...second, ...third])).toEqual([]);
      expect(findMiscounts([...second, ...third])).toEqual([]);
      expect(await findWrongs({ sandbox, engine: alive, entities: ENTITIES })).toEqual([]);
      const after = sandbox.control.stats().schedulehub;
      const done = {
        inserted: after.inserted - before.inserted,
        updated: after.updated - before.updated,
        deleted: after.deleted - before.deleted,
      };
      // Where rows went on changing, what was true in between may have been sent as well.
      const wanted = expectedWrites(rowsBefore, sandbox.control.ledger(), DELETING);
      // A record learned after a kill is held where its row went in between: no row can be named for it.
      const held = await Promise.all(DELETING.map((name) => alive.services.store.heldDeletes.count(name)));
      if (isMoving)
        expect(done.inserted - done.deleted).toBe(
          wanted.inserted - wanted.deleted + held.reduce((sum, count) => sum + count, 0),
        );
      else expect(done).toEqual(wanted);
    });
  }
});

function sourceCounts(): readonly number[] {
  const rows = sandbox.control.ledger();
  return ENTITIES.map((name) => rows.filter(({ entity }) => entity === name).length);
}

async function countDelivered(alive: TestEngine): Promise<number> {
  const hubs = await Promise.all(ENTITIES.map((name) => listHub(alive, name)));
  return hubs.reduce((sum, records) => sum + records.length, 0);
}
