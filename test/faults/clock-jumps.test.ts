// A wall clock that jumps hours forward and back while runs work does no harm.

import { afterEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../engine/host.ts';
import { createSandbox, type Sandbox } from '../../sandbox/create-sandbox.ts';
import { createRandom } from '../../sandbox/exact/random.ts';
import { createTestEngine, systemClock, type TestEngine } from '../support/test-engine.ts';
import { campaignSeeds, printFigures } from './campaign-seeds.ts';
import { findMiscounts, findUnfinished, findWrongs } from './wrongs.ts';

const ENTITIES = ['product', 'inventory'];
const HOUR_MS = 3_600_000;

let sandbox: Sandbox;
let engine: TestEngine;
afterEach(async () => {
  await engine.close();
  await sandbox.close();
});

describe('a clock that jumps during runs', () => {
  for (const seed of campaignSeeds(1)) {
    it(`changes neither data nor counts (seed ${seed})`, async () => {
      const random = createRandom(`clock ${seed}`);
      let offsetMs = 0;
      let jumps = 0;
      const clock: Clock = {
        ...systemClock,
        now: () => {
          if (random.chance(0.05)) {
            jumps += 1;
            offsetMs = (random.int(49) - 24) * HOUR_MS;
          }
          return Date.now() + offsetMs;
        },
      };
      sandbox = await createSandbox({ seed });
      engine = await createTestEngine({ sandbox, clock, sync: { chunk_size: 50 } });
      await engine.importSandboxEntities(ENTITIES);
      const batches = [...(await engine.sync(ENTITIES, { syncType: 'full', pageSize: 100 }))];
      for (const syncType of ['incremental', 'full'] as const) {
        sandbox.control.change({ api: 'products', updates: 30, inserts: 5 });
        batches.push(...(await engine.sync(ENTITIES, { syncType, pageSize: 100 })));
        expect(await findWrongs({ sandbox, engine, entities: ENTITIES })).toEqual([]);
      }
      expect(findUnfinished(batches)).toEqual([]);
      expect(findMiscounts(batches)).toEqual([]);
      expect(batches.filter(({ durationMs }) => durationMs < 0 || durationMs > HOUR_MS)).toEqual([]);
      expect(jumps).toBeGreaterThan(10);
      printFigures('clock jumps', { seed, jumps, runs: batches.length });
    });
  }
});
