// A large first sync, read by page workers, that is killed in the middle: it goes on to the same end as one that nobody
// disturbed, and no record that was acknowledged is sent again.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { entitySchema, type Entity } from '../../engine/contract/entity.ts';
import { createProcessIdentity } from '../../engine/headless/process-identity.ts';
import type { Batch } from '../../engine/repositories/batch-repository.ts';
import { createSandbox, type Sandbox } from '../../sandbox/create-sandbox.ts';
import { createTestEngine, type TestEngine } from '../support/test-engine.ts';
import { runKillable, type KillPoint } from './kill-order.ts';

const PART_ROWS = 3000;
const FILES = join(import.meta.dirname, '../../sandbox/entities');
const readEntity = (file: string): Entity => entitySchema.parse(JSON.parse(readFileSync(join(FILES, file), 'utf8')));
const request = { syncType: 'full', pageSize: 250 } as const;

let sandbox: Sandbox;
let dataDir: string;
let engine: TestEngine | null = null;
afterEach(async () => {
  await engine?.close();
  engine = null;
  await sandbox.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const open = (): Promise<TestEngine> =>
  createTestEngine({ sandbox, dataDir, process: createProcessIdentity(), pageThreadsFromRows: 0 });

const DEATHS: readonly (readonly [KillPoint, number])[] = [
  ['after_send', 4],
  ['in_write', 9],
  ['before_send', 6],
];

/** Kills the sync of an entity again and again, then lets it come to its end. */
async function syncKilled(entity: string): Promise<Batch> {
  for (const [point, nth] of DEATHS) {
    const outcome = await runKillable({
      servers: { apismith: sandbox.apismith, schedulehub: sandbox.schedulehub },
      dataDir,
      settings: { chunk_size: 100, chunks_in_flight: 3, pages_ahead: 3 },
      work: { kind: 'sync', entities: [entity], ...request },
      pageThreadsFromRows: 0,
      point,
      nth,
      delayMs: 0,
      killAfterMs: null,
    });
    expect(outcome).toBe('killed');
  }
  engine = await open();
  const [last] = await engine.sync([entity], request);
  if (last === undefined) throw new Error(`no batch of ${entity}`);
  return last;
}

it('sends every record once, however often it is killed', { timeout: 180_000 }, async () => {
  sandbox = await createSandbox({ seed: 3, synthetic: { rows: PART_ROWS } });
  dataDir = mkdtempSync(join(tmpdir(), 'syncflow-kill-'));
  engine = await open();
  await engine.importEntity(readEntity('synthetic/synthetic_part.json'));
  await engine.close();
  engine = null;
  await expectOnce('synthetic_part', await syncKilled('synthetic_part'), { rows: PART_ROWS, before: 0 });
});

it('sends every child once, however often it is killed', { timeout: 180_000 }, async () => {
  sandbox = await createSandbox({ seed: 3, badShare: 0 });
  dataDir = mkdtempSync(join(tmpdir(), 'syncflow-kill-'));
  engine = await open();
  await engine.importSandboxEntities(['product', 'bom_component']);
  const [parents] = await engine.sync(['product'], request);
  await engine.close();
  engine = null;
  const rows = sandbox.control.ledger('bill_of_materials').length;
  const before = parents?.metrics.inserted ?? 0;
  expect([before, rows].map((count) => count > 500)).toEqual([true, true]);
  await expectOnce('bom_component', await syncKilled('bom_component'), { rows, before });
});

async function expectOnce(
  entity: string,
  last: Batch,
  { rows, before }: { readonly rows: number; readonly before: number },
): Promise<void> {
  expect(last).toMatchObject({ status: 'completed', metrics: { totalFetched: rows, failed: 0, deleted: 0 } });
  expect(await engine?.services.store.ledger.count(entity)).toBe(rows);
  const sent = { inserted: before + rows, updated: 0, deleted: 0 };
  expect(sandbox.control.stats().schedulehub).toMatchObject(sent);

  const [again] = (await engine?.sync([entity], request)) ?? [];
  expect(again?.metrics).toMatchObject({ skipped: rows, inserted: 0, updated: 0 });
  expect(sandbox.control.stats().schedulehub).toMatchObject(sent);
}
