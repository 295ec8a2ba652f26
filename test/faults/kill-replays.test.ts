// Killed while deletes, woken children, retries and approved deletes are on their way: done once more, each record has
// been told to ScheduleHub exactly once.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { EntityFile } from '../../engine/contract/entity.ts';
import { createProcessIdentity } from '../../engine/headless/process-identity.ts';
import { applyApprovedDeletes } from '../../engine/operations/apply-deletes.ts';
import { retryFailed } from '../../engine/operations/retry-failed.ts';
import { createRandom, type Random } from '../../sandbox/exact/random.ts';
import { addEntity, flowOf, partEntity, partRows, partsTable, type Flow } from '../flows/flow.ts';
import { createMinimalServers, type MinimalServers } from '../support/minimal-servers/minimal-servers.ts';
import type { Row, SourceTable } from '../support/minimal-servers/minimal-apismith.ts';
import { createTestEngine, goOn } from '../support/test-engine.ts';
import { campaignSeeds, printFigures } from './campaign-seeds.ts';
import { chooseDeath, runKillable, type Work } from './kill-order.ts';

const figures = { kills: 0, survived: 0 };
afterAll(() => printFigures('killed replays', figures));

let servers: MinimalServers;
let dataDir: string;
let flow: Flow | null = null;
afterEach(async () => {
  await flow?.engine.close();
  flow = null;
  await servers.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const PARTS = 60;
const LINES = 150;
const settings = { chunk_size: 10, chunks_in_flight: 2, pages_ahead: 2 };

async function open(): Promise<Flow> {
  const process = createProcessIdentity();
  flow = flowOf(servers, await createTestEngine({ sandbox: servers, dataDir, process, sync: settings }));
  return flow;
}

interface Plant {
  readonly parts: SourceTable;
  readonly lines: SourceTable;
}

/** Parts and the lines that refer to them; lines are known by number, parts come later. */
async function startPlant(deletes: NonNullable<EntityFile['deletes']>): Promise<Plant> {
  servers = await createMinimalServers();
  dataDir = mkdtempSync(join(tmpdir(), 'syncflow-replays-'));
  const parts = servers.addTable(partsTable({ rows: [] }));
  const columns = [
    { name: 'ID', type: 'VARCHAR2', length: 40 },
    { name: 'PART', type: 'VARCHAR2', length: 40 },
  ];
  const line = (at: number): Row => ({ ID: `L${at}`, PART: `P${String(at % PARTS).padStart(2, '0')}` });
  const lines = servers.addTable({ slug: 'lines', columns, rows: Array.from({ length: LINES }, (_, at) => line(at)) });
  const started = await open();
  await addEntity(started, partEntity({ deletes }));
  await addEntity(started, {
    name: 'line',
    source: { api: 'lines' },
    business_key: ['id'],
    parents: [{ entity: 'part', fields: { id: 'part' } }],
    deletes,
    mappings: [
      { source_field: 'ID', target_field: 'id' },
      { source_field: 'PART', target_field: 'part' },
    ],
  });
  return { parts, lines };
}

async function killSeveral(random: Random, work: Work): Promise<Flow> {
  await flow?.engine.close();
  flow = null;
  for (let kill = 0; kill < 3; kill += 1) {
    const death = chooseDeath(random, { calls: 5, ms: 250 });
    const ending = await runKillable({ servers, dataDir, settings, work, ...death });
    figures[ending === 'killed' ? 'kills' : 'survived'] += 1;
  }
  return open();
}

/** How many records reached ScheduleHub in calls of this kind. */
function told(entity: string, action: string): number {
  return servers.schedulehub.calls
    .filter((call) => call.entity === entity && call.action === action)
    .reduce((sum, call) => sum + call.records, 0);
}

async function leftovers({ engine }: Flow): Promise<readonly number[]> {
  const { outbox, pendingChildren, failedRecords, heldDeletes } = engine.services.store;
  const open = await Promise.all(['part', 'line'].map((entity) => outbox.listByEntity(entity)));
  const status = ['open', 'retrying', 'exhausted'] as const;
  return [
    open.flat().length,
    await pendingChildren.count(),
    await failedRecords.count({ status }),
    await heldDeletes.count(),
  ];
}

const everything = { kind: 'sync', entities: 'all', syncType: 'full', pageSize: 20 } as const;
const DELETING = { policy: 'delete', max_count: 1000, max_percent: 100 } as const;
const HOLDING = { policy: 'hold', max_count: 1000, max_percent: 100 } as const;

for (const seed of campaignSeeds(1)) {
  describe(`processes that are killed (seed ${seed})`, { timeout: 120_000 }, () => {
    const random = createRandom(`replays ${seed}`);

    it('while they send woken children', async () => {
      const { parts } = await startPlant(DELETING);
      await flow?.sync('line', { syncType: 'full' });
      parts.rows = partRows(PARTS);
      const alive = await killSeveral(random, everything);
      await alive.engine.sync('all', { syncType: 'full' });
      expect([alive.records('part').length, alive.records('line').length]).toEqual([PARTS, LINES]);
      expect([told('part', 'batch-insert'), told('line', 'batch-insert')]).toEqual([PARTS, LINES]);
      expect(await leftovers(alive)).toEqual([0, 0, 0, 0]);
    });

    it('while they delete', async () => {
      const { parts, lines } = await startPlant(DELETING);
      parts.rows = partRows(PARTS);
      await flow?.engine.sync('all', { syncType: 'full' });
      parts.rows = parts.rows.slice(25);
      const isLeft = (row: Row): boolean => JSON.stringify(row['PART']) >= '"P25';
      lines.rows = lines.rows.filter(isLeft);
      const alive = await killSeveral(random, everything);
      await alive.engine.sync('all', { syncType: 'full' });
      const left = lines.rows.length;
      expect([alive.records('part').length, alive.records('line').length]).toEqual([PARTS - 25, left]);
      expect([told('part', 'batch-delete'), told('line', 'batch-delete')]).toEqual([25, LINES - left]);
      expect(await leftovers(alive)).toEqual([0, 0, 0, 0]);
    });

    it('while they send approved deletes', async () => {
      const { parts } = await startPlant(HOLDING);
      parts.rows = partRows(PARTS);
      await flow?.sync('part', { syncType: 'full' });
      parts.rows = parts.rows.slice(35);
      await flow?.sync('part', { syncType: 'full' });
      const alive = await killSeveral(random, { kind: 'approve', entity: 'part' });
      const { services } = alive.engine;
      await applyApprovedDeletes(services, { entity: 'part', bkHashes: 'all', control: goOn });
      expect([alive.records('part').length, told('part', 'batch-delete')]).toEqual([PARTS - 35, 35]);
      expect(await leftovers(alive)).toEqual([0, 0, 0, 0]);
    });

    it('while they retry failed records', async () => {
      const { parts } = await startPlant(DELETING);
      parts.rows = partRows(PARTS);
      servers.schedulehub.entity('part').refuse = () => ({ code: 'closed', message: 'Not today.' });
      await flow?.sync('part', { syncType: 'full' });
      servers.schedulehub.entity('part').refuse = null;
      servers.schedulehub.calls.length = 0;
      const mode = random.pick(['as_captured', 'current_mapping', 'from_source'] as const);
      const alive = await killSeveral(random, { kind: 'retry', mode });
      const { services } = alive.engine;
      const last = await retryFailed(services, { which: {}, mode, steps: [], control: goOn });
      expect(last.failed).toBe(0);
      await alive.sync('part', { syncType: 'full' });
      expect([alive.records('part').length, told('part', 'batch-insert')]).toEqual([PARTS, PARTS]);
      await alive.engine.sync('all', { syncType: 'full' });
      expect(await leftovers(alive)).toEqual([0, 0, 0, 0]);
      const counts = await services.store.failedRecords.counts();
      expect(counts.resolved + counts.superseded).toBe(PARTS);
    });
  });
}
