// A large first sync, read by page workers, that is killed in the middle: it goes on to the same end as one that nobody
// disturbed, and no record that was acknowledged is sent again.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { entitySchema } from '../../engine/contract/entity.ts';
import { createProcessIdentity } from '../../engine/headless/process-identity.ts';
import { createSandbox, type Sandbox } from '../../sandbox/create-sandbox.ts';
import { createTestEngine, type TestEngine } from '../support/test-engine.ts';
import { runKillable, type KillPoint } from './kill-order.ts';

const ROWS = 3000;
const ENTITY = 'synthetic_part';
const FILE = join(import.meta.dirname, '../../sandbox/entities/synthetic/synthetic_part.json');

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

it('sends every record once, however often it is killed', { timeout: 180_000 }, async () => {
  sandbox = await createSandbox({ seed: 3, synthetic: { rows: ROWS } });
  dataDir = mkdtempSync(join(tmpdir(), 'syncflow-kill-'));
  engine = await open();
  await engine.importEntity(entitySchema.parse(JSON.parse(readFileSync(FILE, 'utf8'))));
  await engine.close();
  engine = null;
  for (const [point, nth] of DEATHS) {
    const outcome = await runKillable({
      servers: { apismith: sandbox.apismith, schedulehub: sandbox.schedulehub },
      dataDir,
      settings: { chunk_size: 100, chunks_in_flight: 3, pages_ahead: 3 },
      work: { kind: 'sync', entities: [ENTITY], syncType: 'full', pageSize: 250 },
      pageThreadsFromRows: 0,
      point,
      nth,
      delayMs: 0,
      killAfterMs: null,
    });
    expect(outcome).toBe('killed');
  }
  engine = await open();
  const [last] = await engine.sync([ENTITY], { syncType: 'full', pageSize: 250 });
  expect(last).toMatchObject({ status: 'completed', metrics: { totalFetched: ROWS, failed: 0, deleted: 0 } });
  expect(await engine.services.store.ledger.count(ENTITY)).toBe(ROWS);
  expect(sandbox.control.stats().schedulehub).toMatchObject({ inserted: ROWS, updated: 0, deleted: 0 });

  const [again] = await engine.sync([ENTITY], { syncType: 'full', pageSize: 250 });
  expect(again?.metrics).toMatchObject({ skipped: ROWS, inserted: 0, updated: 0 });
  expect(sandbox.control.stats().schedulehub).toMatchObject({ inserted: ROWS, updated: 0, deleted: 0 });
});
