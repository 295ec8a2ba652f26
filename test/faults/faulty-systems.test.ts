// Both systems disturbed in every way the sandbox can, one by one and mixed by seed. While it lasts nothing is deleted
// on doubt and no system failure becomes a failed record; one sync afterwards sets everything right.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Batch, SyncType } from '../../engine/repositories/batch-repository.ts';
import type { LedgerEntry } from '../../sandbox/control/ledger.ts';
import { createSandbox, type Sandbox } from '../../sandbox/create-sandbox.ts';
import { createRandom } from '../../sandbox/exact/random.ts';
import type { FaultInput } from '../../sandbox/http/faults.ts';
import { createTestEngine, type TestEngine } from '../support/test-engine.ts';
import { campaignSeeds, printFigures } from './campaign-seeds.ts';
import { expectedWrites, findMiscounts, findUnfinished, findWrongs } from './wrongs.ts';

/** One small entity where each kind of trouble has its own test, a parent with children where all is mixed. */
const ALONE = ['product'];
const FAMILY = ['product', 'bom_component'];
let entities: readonly string[] = ALONE;
const figures = { rounds: 0, hits: 0, 'runs that failed': 0 };

let sandbox: Sandbox;
let engine: TestEngine;

async function start(seed: number, names: readonly string[]): Promise<void> {
  entities = names;
  sandbox = await createSandbox({ seed });
  engine = await createTestEngine({
    sandbox,
    sync: { chunk_size: 25, outage_limit_seconds: 1 },
    timeouts: { requestMs: 800, executeMs: 800, batchMs: 800 },
  });
  await engine.importSandboxEntities(entities);
}

async function stop(): Promise<void> {
  await engine.close();
  await sandbox.close();
}

afterAll(() => printFigures('faulty systems', figures));

interface Round {
  readonly faults: readonly FaultInput[];
  readonly syncType: SyncType;
  readonly pageSize?: number;
}

/** Syncs while disturbed, then once undisturbed, and looks whether all is right; gives what the disturbed runs were. */
async function disturb({ faults, syncType, pageSize = 50 }: Round): Promise<readonly Batch[]> {
  figures.rounds += 1;
  sandbox.control.faults.set(faults);
  const disturbed = await engine.sync(entities, { syncType, pageSize });
  for (const { hits } of sandbox.control.faults.get()) figures.hits += hits;
  sandbox.control.faults.clear();
  figures['runs that failed'] += disturbed.filter(({ status }) => status === 'failed').length;
  expect(findMiscounts(disturbed.filter(({ status }) => status !== 'failed'))).toEqual([]);
  const batches = await engine.sync(entities, { syncType });
  expect(findUnfinished(batches)).toEqual([]);
  expect(findMiscounts(batches)).toEqual([]);
  expect(await countBurned()).toBe(0);
  return disturbed;
}

/** Changes rows and disturbs the sync of them: in the end ScheduleHub was told of each change exactly once. */
async function disturbChanges(round: Round): Promise<readonly Batch[]> {
  const rowsBefore = sandbox.control.ledger();
  // One change, not several: after each the sandbox judges all its rows anew.
  sandbox.control.change({ api: 'products', updates: 40, inserts: 3, deletes: 2, delete_from: 'with_children' });
  if (entities === FAMILY) sandbox.control.change({ api: 'bill_of_materials', updates: 30, inserts: 4, deletes: 3 });
  const before = sandbox.control.stats().schedulehub;
  const disturbed = await disturb(round);
  // An incremental sync does not see what is gone.
  const mayStay = round.syncType === 'full' ? undefined : keysOf(rowsBefore);
  expect(await findWrongs({ sandbox, engine, entities, mayStay })).toEqual([]);
  if (mayStay !== undefined) await engine.sync(entities, { syncType: 'full' });
  const after = sandbox.control.stats().schedulehub;
  expect({
    inserted: after.inserted - before.inserted,
    updated: after.updated - before.updated,
    deleted: after.deleted - before.deleted,
  }).toEqual(expectedWrites(rowsBefore, sandbox.control.ledger(), entities));
  return disturbed;
}

function keysOf(rows: readonly LedgerEntry[]): ReadonlySet<string> {
  return new Set(rows.flatMap(({ key }) => (key === null ? [] : [Object.values(key).join(' | ')])));
}

/** Tries that failed records have spent: no operator retried any, so there are none. */
async function countBurned(): Promise<number> {
  let burned = 0;
  for await (const record of engine.services.store.failedRecords.stream({})) burned += record.retryCount;
  return burned;
}

const EXECUTE = { server: 'apismith', path: '/apis/*/execute' } as const;
const BATCHES = { server: 'schedulehub', path: '/entities/*/records/batch-*' } as const;

/** What a few disturbed calls do: the clients or the run live through it. */
const SHORT: Readonly<Record<string, readonly FaultInput[]>> = {
  'slow answers': [
    { ...EXECUTE, kind: 'latency', ms: 60 },
    { ...BATCHES, kind: 'latency', ms: 60 },
  ],
  '429 with Retry-After': [
    { ...EXECUTE, kind: 'rate_limited', retry_after: 0, next: 3 },
    { ...BATCHES, kind: 'rate_limited', retry_after: 0, next: 3 },
  ],
  'a storm of 503': [
    { ...EXECUTE, kind: 'unavailable', next: 2 },
    { ...BATCHES, kind: 'unavailable', next: 4 },
  ],
  '500 now and then': [
    { ...EXECUTE, kind: 'server_error', skip: 2, next: 1 },
    { ...BATCHES, kind: 'server_error', next: 1 },
  ],
  'connections that break before': [
    { ...EXECUTE, kind: 'reset_before', next: 2 },
    { ...BATCHES, kind: 'reset_before', next: 2 },
  ],
  'connections that break after the work': [
    { ...EXECUTE, kind: 'reset_after', next: 2 },
    { ...BATCHES, kind: 'reset_after', next: 2 },
  ],
  'no answer after the work': [{ ...BATCHES, kind: 'timeout_after', next: 2 }],
  'truncated answers': [
    { ...EXECUTE, kind: 'truncated', skip: 1, next: 1 },
    { ...BATCHES, kind: 'truncated', next: 1 },
  ],
  'JSON cut in half': [
    { ...EXECUTE, kind: 'cut_json', skip: 1, next: 1 },
    { ...BATCHES, kind: 'cut_json', next: 1 },
  ],
  'web pages instead of JSON': [
    { ...EXECUTE, kind: 'not_json', skip: 1, next: 1 },
    { ...BATCHES, kind: 'not_json', next: 1 },
  ],
  'tokens that die mid-run': [
    { ...EXECUTE, kind: 'expire_tokens', skip: 1, next: 1 },
    { ...EXECUTE, kind: 'expire_tokens', skip: 6, next: 1 },
    { ...BATCHES, kind: 'expire_tokens', next: 1 },
  ],
};

/** What lasts for as long as the run tries: it fails as a whole and burns nothing. */
const LASTING: Readonly<Record<string, readonly FaultInput[]>> = {
  'ScheduleHub down': [{ ...BATCHES, kind: 'unavailable' }],
  'ScheduleHub that answers 500': [{ ...BATCHES, kind: 'server_error' }],
  'ScheduleHub that does the work and never says so': [{ ...BATCHES, kind: 'reset_after' }],
  'ScheduleHub that answers web pages': [{ ...BATCHES, kind: 'not_json' }],
  'APISmith down after the first page': [{ ...EXECUTE, kind: 'unavailable', skip: 1 }],
  'APISmith that breaks its JSON': [{ ...EXECUTE, kind: 'cut_json', skip: 1 }],
};

describe('one kind of trouble at a time', () => {
  beforeAll(async () => {
    await start(1, ALONE);
    await engine.sync(entities, { syncType: 'full' });
  });
  afterAll(stop);

  for (const [name, faults] of Object.entries(SHORT)) {
    it(`lives through ${name}`, async () => {
      const disturbed = await disturbChanges({ faults, syncType: 'full' });
      expect(findUnfinished(disturbed)).toEqual([]);
    });
  }

  for (const [name, faults] of Object.entries(LASTING)) {
    it(`fails as a whole with ${name}, deletes nothing and burns no tries`, async () => {
      const deletedBefore = sandbox.control.stats().schedulehub.deleted;
      const failedBefore = await engine.services.store.failedRecords.counts();
      sandbox.control.change({ api: 'products', updates: 1, deletes: 1, delete_from: 'with_children' });
      sandbox.control.faults.set(faults);
      const batches = await engine.sync(entities, { syncType: 'full', pageSize: 50 });
      expect(batches.map(({ status }) => status)).toContain('failed');
      expect(sandbox.control.stats().schedulehub.deleted).toBe(deletedBefore);
      sandbox.control.faults.clear();
      expect(await engine.services.store.failedRecords.counts()).toEqual(failedBefore);
      expect(findUnfinished(await engine.sync(entities, { syncType: 'full' }))).toEqual([]);
      expect(await findWrongs({ sandbox, engine, entities })).toEqual([]);
      expect(await countBurned()).toBe(0);
    });
  }
});

describe('a gateway that reads by page and gets it wrong', () => {
  beforeAll(async () => {
    await start(2, ALONE);
    sandbox.control.setCapabilities('*', { keyset: false, as_of: false });
    await engine.sync(entities, { syncType: 'full' });
  });
  afterAll(stop);

  const MISTAKES: Readonly<Record<string, FaultInput>> = {
    'the page before once more': { ...EXECUTE, kind: 'duplicate_page' },
    'rows that moved up': { ...EXECUTE, kind: 'moved_page', rows: 3 },
    'rows that moved down': { ...EXECUTE, kind: 'moved_page', rows: -3 },
    'an empty page that says more follow': { ...EXECUTE, kind: 'empty_page', skip: 1 },
    'a total that is too high': { ...EXECUTE, kind: 'wrong_total', by: 100 },
  };
  for (const syncType of ['full', 'incremental'] as const) {
    for (const [name, fault] of Object.entries(MISTAKES)) {
      it(`never deletes on ${name} and misses no row afterwards (${syncType})`, async () => {
        const pageSize = syncType === 'full' ? 50 : 10;
        const disturbed = await disturbChanges({ faults: [fault], syncType, pageSize });
        expect(disturbed.map(({ metrics }) => metrics.deleted)).toEqual(disturbed.map(() => 0));
      });
    }
  }
});

describe('all kinds of trouble mixed', () => {
  for (const seed of campaignSeeds(1)) {
    it(`ends right once it is over (seed ${seed})`, { timeout: 120_000 }, async () => {
      await start(seed, FAMILY);
      try {
        const random = createRandom(`faulty ${seed}`);
        const mix = (): readonly FaultInput[] =>
          random
            .shuffle(Object.values({ ...SHORT, ...LASTING }))
            .slice(0, 4)
            .flat()
            .map(({ next: _next, skip: _skip, ...fault }): FaultInput => ({
              ...fault,
              skip: random.int(6),
              next: 1 + random.int(4),
              probability: 0.1 + 0.5 * random.next(),
            }));
        await disturb({ faults: mix(), syncType: 'full' });
        expect(await findWrongs({ sandbox, engine, entities })).toEqual([]);
        expect(sandbox.control.stats().schedulehub).toMatchObject({
          ...expectedWrites([], sandbox.control.ledger(), entities),
        });
        for (let round = 0; round < 2; round += 1) {
          if (random.chance(0.3)) sandbox.control.setCapabilities('*', { as_of: random.chance(0.5) });
          await disturbChanges({ faults: mix(), syncType: random.chance(0.5) ? 'full' : 'incremental' });
        }
      } finally {
        await stop();
      }
    });
  }
});
