// Pause and stop, asked for here or by another program through the database: what was acknowledged stays, a pause
// outlives the program, and nothing is deleted after a stop.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../engine/host.ts';
import { pauseRuns } from '../../engine/operations/pause-runs.ts';
import type { SyncControl } from '../../engine/operations/prepare-run.ts';
import { resumeRuns } from '../../engine/operations/resume-runs.ts';
import { stopRun } from '../../engine/operations/stop-run.ts';
import type { RequestedAction } from '../../engine/repositories/batch-repository.ts';
import { addEntity, did, flowOf, partEntity, partRows, partsTable, startFlow, type Flow } from '../flows/flow.ts';
import type { SourceTable } from '../support/minimal-servers/minimal-apismith.ts';
import { Problem } from '../support/minimal-servers/http-service.ts';
import { createTestEngine, goOn, systemClock } from '../support/test-engine.ts';

let flow: Flow;
let dataDir: string;
let other: Flow | null = null;
afterEach(async () => {
  await other?.engine.close();
  other = null;
  await flow.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** What the engine's clock is ahead of this computer's. */
let clockMs: number;
const clock: Clock = { ...systemClock, monotonic: () => performance.now() + clockMs };

async function start(rows = 60): Promise<SourceTable> {
  clockMs = 0;
  dataDir = mkdtempSync(join(tmpdir(), 'syncflow-pause-'));
  flow = await startFlow({ dataDir, clock, sync: { chunk_size: 10, pages_ahead: 1, outage_limit_seconds: 20 } });
  const table = flow.servers.addTable(partsTable({ rows: partRows(rows) }));
  await addEntity(flow, partEntity());
  return table;
}

/** A second program on the same state and the same servers. */
async function openOther(): Promise<Flow> {
  other = flowOf(flow.servers, await createTestEngine({ sandbox: flow.servers, dataDir }));
  return other;
}

/** Lets the run work until page `nth` is asked for, then asks for the action in this process. */
function askAtPage(nth: number, action: RequestedAction): SyncControl {
  let asked: RequestedAction | null = null;
  flow.servers.apismith.calls.length = 0;
  flow.servers.apismith.onExecute = (call) => {
    if (call.nth === nth) asked = action;
  };
  return { ...goOn, local: () => asked };
}

const full = { syncType: 'full', pageSize: 10 } as const;

describe('a pause', () => {
  it('keeps the run, and the next sync goes on where it stood', async () => {
    await start();
    const paused = await flow.sync('part', { ...full, control: askAtPage(4, 'pause') });
    expect([paused.status, paused.completedAt]).toEqual(['paused', null]);
    const before = flow.records('part').length;
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(60);
    expect(await flow.engine.services.store.outbox.listByEntity('part')).toEqual([]);
    const done = await flow.sync('part', full);
    expect([done.uid, done.status, did(done)]).toEqual([paused.uid, 'completed', { inserted: 60 }]);
    expect(flow.servers.schedulehub.calls.filter(({ action }) => action === 'batch-get')).toEqual([]);
  });

  it('outlives the program', async () => {
    await start();
    const paused = await flow.sync('part', { ...full, control: askAtPage(4, 'pause') });
    await flow.engine.close();
    const later = await openOther();
    expect((await later.engine.services.store.batches.find(paused.uid))?.status).toBe('paused');
    const [done] = await resumeRuns(later.engine.services, { control: goOn });
    expect([done?.uid, done?.status, done && did(done)]).toEqual([paused.uid, 'completed', { inserted: 60 }]);
    await later.engine.close();
    other = null;
    flow = flowOf(flow.servers, await createTestEngine({ sandbox: flow.servers, dataDir }));
  });

  it('is heard through the database', async () => {
    await start();
    const second = await openOther();
    const { store } = flow.engine.services;
    // The run looks at most twice a second, at its own clock: it is read as slowly as that.
    const asked: Promise<unknown>[] = [];
    flow.servers.apismith.onExecute = ({ nth }) => {
      if (nth === 2) asked.push(pauseRuns(second.engine.services, null));
      if (nth > 2) clockMs += 600;
    };
    const paused = await flow.sync('part', full);
    await Promise.all(asked);
    expect(paused.status).toBe('paused');
    expect((await store.batches.find(paused.uid))?.requestedAction).toBeNull();
    flow.servers.apismith.onExecute = null;
    expect(did(await flow.sync('part', full))).toEqual({ inserted: 60 });
  });

  it('that comes while ScheduleHub does not answer keeps the run as well', async () => {
    await start();
    let asked: RequestedAction | null = null;
    flow.engine.services.events.on('run:stalled', () => {
      asked = 'pause';
    });
    flow.servers.apismith.onExecute = ({ nth }) => {
      if (nth === 3) flow.servers.schedulehub.fail = new Problem(503, 'down', 'Down.');
    };
    const paused = await flow.sync('part', { ...full, control: { ...goOn, local: () => asked } });
    expect([paused.status, paused.errorMessage]).toEqual(['paused', null]);
    flow.servers.schedulehub.fail = null;
    flow.servers.apismith.onExecute = null;
    const done = await flow.sync('part', full);
    expect([done.uid, done.status, done.metrics.totalFetched]).toEqual([paused.uid, 'completed', 60]);
    expect(flow.records('part')).toHaveLength(60);
  });

  it('that comes before the deletes sends none, and the next sync does', async () => {
    const table = await start();
    await flow.sync('part', full);
    table.rows = table.rows.slice(0, 45);
    const paused = await flow.sync('part', { ...full, control: askWhenRead() });
    expect([paused.status, flow.records('part').length]).toEqual(['paused', 60]);
    const done = await flow.sync('part', full);
    expect([done.uid, did(done)]).toEqual([paused.uid, { skipped: 45, deleted: 15 }]);
    expect(flow.records('part')).toHaveLength(45);
  });
});

/** Asks for a pause as soon as the absent rows are looked for by their keys. */
function askWhenRead(): SyncControl {
  let asked: RequestedAction | null = null;
  flow.servers.apismith.onExecute = ({ body }) => {
    if ((body.filters ?? []).some(({ op }) => op === 'in')) asked = 'pause';
  };
  return { ...goOn, local: () => asked };
}

describe('a stop', () => {
  it('ends the run and keeps what was acknowledged', async () => {
    await start();
    const stopped = await flow.sync('part', { ...full, control: askAtPage(4, 'stop') });
    expect(stopped.status).toBe('cancelled');
    const kept = flow.records('part').length;
    expect([stopped.metrics.inserted, kept > 0, kept < 60]).toEqual([kept, true, true]);
    const done = await flow.sync('part', full);
    expect(done.uid).not.toBe(stopped.uid);
    expect(did(done)).toEqual({ inserted: 60 - kept, skipped: kept });
  });

  it('between the chunks of the deletes sends no more of them', async () => {
    const table = await start();
    await flow.sync('part', full);
    table.rows = table.rows.slice(0, 20);
    let asked: RequestedAction | null = null;
    const control: SyncControl = {
      ...goOn,
      local: () => {
        const deletes = flow.servers.schedulehub.calls.filter(({ action }) => action === 'batch-delete');
        if (deletes.length === 2) asked = 'stop';
        return asked;
      },
    };
    const stopped = await flow.sync('part', { ...full, control });
    expect([stopped.status, stopped.metrics.deleted, flow.records('part').length]).toEqual(['cancelled', 20, 40]);
    expect(did(await flow.sync('part', full))).toEqual({ skipped: 20, deleted: 20 });
  });

  it('that was asked for when the program died is not forgotten: the run does not go on', async () => {
    await start();
    const paused = await flow.sync('part', { ...full, control: askAtPage(4, 'pause') });
    const { store } = flow.engine.services;
    await store.batches.setStatus(paused.uid, 'running');
    await store.batches.requestAction(paused.uid, 'stop');
    expect(await resumeRuns(flow.engine.services, { control: goOn })).toEqual([]);
    const done = await flow.sync('part', full);
    expect(done.uid).not.toBe(paused.uid);
    expect((await store.batches.find(paused.uid))?.status).toBe('cancelled');
  });

  it('ends a paused run at once', async () => {
    await start();
    const paused = await flow.sync('part', { ...full, control: askAtPage(4, 'pause') });
    expect(await stopRun(flow.engine.services, paused.uid)).toBe('ended');
    expect((await flow.sync('part', full)).uid).not.toBe(paused.uid);
    expect(flow.records('part')).toHaveLength(60);
  });
});
