// Two engines on one state: the second is refused, the lease of a dead process is taken over at once, and an engine
// that lost its lease can neither write nor send.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSync } from '../../engine/operations/start-sync.ts';
import type { ProcessIdentity, Services } from '../../engine/operations/services.ts';
import { addEntity, did, flowOf, partEntity, partRows, partsTable, startFlow, type Flow } from '../flows/flow.ts';
import { createTestEngine, goOn, systemClock, type TestEngineOptions } from '../support/test-engine.ts';

let dataDir: string;
let first: Flow;
let others: Flow[];

const PROCESS: ProcessIdentity = { host: 'plant-7', pid: 4242, started: 'boot 1', isGone: () => false };

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'syncflow-two-'));
  others = [];
  first = await startFlow({ dataDir, process: PROCESS, sync: { chunk_size: 10, pages_ahead: 1 } });
  first.servers.addTable(partsTable({ rows: partRows(60) }));
  await addEntity(first, partEntity());
});
afterEach(async () => {
  for (const other of others) await other.engine.close();
  await first.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function openSecond(options: Partial<TestEngineOptions>): Promise<Flow> {
  const engine = await createTestEngine({ sandbox: first.servers, dataDir, process: PROCESS, ...options });
  const second = flowOf(first.servers, engine);
  others.push(second);
  return second;
}

const full = { syncType: 'full', pageSize: 10 } as const;
const request = { ...full, entities: ['part'], dryRun: false, startedBy: 'test', control: goOn } as const;

/** Services whose run stands still before it reads page `nth`, until it is let go. */
function standingStill(services: Services, nth: number) {
  const client = services.apismith();
  const arrived = Promise.withResolvers<undefined>();
  const gate = Promise.withResolvers<undefined>();
  let calls = 0;
  const executeApi: typeof client.executeApi = async (...args) => {
    calls += 1;
    if (calls === nth) {
      arrived.resolve(undefined);
      await gate.promise;
    }
    return client.executeApi(...args);
  };
  return {
    services: { ...services, apismith: () => ({ ...client, executeApi }) },
    arrived: arrived.promise,
    letGo: () => gate.resolve(undefined),
  };
}

/** Leaves the lease as a process does that was killed a moment ago. */
async function leaveLease(holder: Pick<ProcessIdentity, 'host' | 'pid' | 'started'>): Promise<void> {
  const now = Date.now();
  await first.engine.services.store.leases.acquire({
    entityName: 'part',
    batchUid: 'dead',
    owner: `${holder.host}:${holder.pid}:dead`,
    host: holder.host,
    pid: holder.pid,
    processStarted: holder.started,
    at: new Date(now).toISOString(),
    staleBefore: new Date(now - 60_000).toISOString(),
    isOwnerGone: () => false,
  });
}

describe('a second engine on the same state', () => {
  it('is refused with the sentence that says who syncs, and changes nothing', async () => {
    const still = standingStill(first.engine.services, 3);
    const running = startSync(still.services, request);
    await still.arrived;
    const second = await openSecond({ process: { ...PROCESS, pid: 4343 } });
    await expect(second.sync('part', full)).rejects.toThrow(
      /^part is being synced already, by process 4242 on plant-7 \(run [0-9a-f-]+\)\. Nothing was changed\./,
    );
    still.letGo();
    const [batch] = await running;
    expect([batch?.status, batch && did(batch)]).toEqual(['completed', { inserted: 60 }]);
  });

  it('leaves a run that waits with its deletes able to end, and gives its lease back', async () => {
    const { store } = first.engine.services;
    await addEntity(first, { ...partEntity({ name: 'assembly' }), source: { api: 'parts' } });
    await first.engine.sync('all', full);
    await leaveLease({ host: 'plant-9', pid: 1, started: 'x' });
    const table = first.servers.apismith.tables.get('parts')!;
    table.rows = table.rows.slice(5);
    // `assembly` has read its source and waits with its deletes when `part` turns out to be held.
    await expect(first.engine.sync(['assembly', 'part'], full)).rejects.toThrow(/being synced already/);
    expect((await store.leases.find('assembly'))?.owner ?? null).toBeNull();
    const [batch] = await store.batches.list({ entity: 'assembly', limit: 1 });
    expect([batch?.status, batch?.metrics.deleted]).toEqual(['completed', 5]);
  });
});

describe('the lease of a process that died', () => {
  it('is taken over at once on the same computer', async () => {
    await leaveLease({ ...PROCESS, pid: 999 });
    const second = await openSecond({ process: { ...PROCESS, isGone: (pid) => pid === 999 } });
    expect(did(await second.sync('part', full))).toEqual({ inserted: 60 });
  });

  it('is taken over at once by a later process with the same number', async () => {
    await leaveLease(PROCESS);
    const second = await openSecond({ process: { ...PROCESS, started: 'boot 2' } });
    expect(did(await second.sync('part', full))).toEqual({ inserted: 60 });
  });

  it('is respected while it is fresh when it ran on another computer, and taken over when it is stale', async () => {
    await leaveLease({ ...PROCESS, host: 'plant-8' });
    const second = await openSecond({ process: { ...PROCESS, isGone: () => true } });
    await expect(second.sync('part', full)).rejects.toThrow(/by process 4242 on plant-8/);
    const later = await openSecond({ clock: { ...systemClock, now: () => Date.now() + 61_000 } });
    expect(did(await later.sync('part', full))).toEqual({ inserted: 60 });
  });
});

describe('an engine whose lease was taken over', () => {
  it('writes nothing and sends nothing any more, and says so', async () => {
    const still = standingStill(first.engine.services, 3);
    const running = startSync(still.services, request);
    const refused = expect(running).rejects.toThrow(/Another run has taken part over/);
    await still.arrived;
    const later = await openSecond({
      process: { ...PROCESS, host: 'plant-8' },
      clock: { ...systemClock, now: () => Date.now() + 3_600_000 },
    });
    const done = await later.sync('part', full);
    expect([done.status, done.metrics.totalFetched]).toEqual(['completed', 60]);
    const sent = first.servers.schedulehub.calls.length;
    still.letGo();
    await refused;
    const writes = first.servers.schedulehub.calls.slice(sent).filter(({ action }) => action !== 'batch-get');
    expect(writes).toEqual([]);
    const { store } = later.engine.services;
    expect(await store.batches.find(done.uid)).toMatchObject({ status: 'completed', metrics: done.metrics });
    expect([first.records('part').length, await store.ledger.count('part')]).toEqual([60, 60]);
    expect(await store.outbox.listByEntity('part')).toEqual([]);
  });
});
