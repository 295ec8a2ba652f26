// The sandbox through the router, with the real thread: on, synced, changed, off, and up again with the host.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SettingsSources } from '../../../engine/config.ts';
import { openSettings, type LiveSettings } from '../../../engine/config/live-settings.ts';
import { createEngine } from '../../../engine/create-engine.ts';
import { createNodeHost } from '../../../engine/headless/node-host.ts';
import { createSandboxHost, SANDBOX_SOURCES } from '../../../engine/headless/sandbox-host.ts';
import type { RunningSandbox, SandboxHost } from '../../../engine/host/sandbox-host.ts';
import { entitySchema } from '../../../engine/contract/entity.ts';
import type { Services } from '../../../engine/operations/services.ts';
import { newUuid } from '../../../engine/record/ids.ts';
import { partEntity } from '../../flows/flow.ts';
import { createTestApi, type TestApi } from '../../support/test-api.ts';
import { systemClock } from '../../support/test-engine.ts';

interface Host {
  readonly test: TestApi;
  readonly liveSettings: LiveSettings;
  readonly services: Services;
  /** Ends the host as Ctrl+C does. */
  end(): Promise<void>;
}

function createFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'syncflow-sandbox-switch-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

interface Wish {
  readonly environment?: SettingsSources['environment'];
  readonly sandboxHost?: SandboxHost;
}

/** A host on the folder, with the engine as `syncflow serve` builds it. */
async function startHost(dataDir: string, wish: Wish = {}): Promise<Host> {
  const { environment = {}, sandboxHost = createSandboxHost(SANDBOX_SOURCES) } = wish;
  const liveSettings = openSettings({ environment, flags: { dataDir } });
  const engine = await createEngine(
    createNodeHost({ settings: liveSettings.current, clock: systemClock, writeLine: () => undefined }),
  );
  const test = createTestApi(engine.services, { liveSettings, sandboxHost });
  let hasEnded = false;
  const end = async (): Promise<void> => {
    if (hasEnded) return;
    hasEnded = true;
    await test.close();
    await engine.close();
  };
  onTestFinished(end);
  await test.api.resume();
  return { test, liveSettings, services: engine.services, end };
}

/** One that counts, without the thread. */
function createPretendHost() {
  const started: { folder: string; ports: unknown; end: () => void }[] = [];
  const sandboxHost: SandboxHost = {
    start: ({ folder, ports }) => {
      const ended = Promise.withResolvers<undefined>();
      const end = (): void => {
        ended.resolve(undefined);
      };
      started.push({ folder, ports, end });
      const number = started.length;
      const system = (port: number) => ({
        url: `http://127.0.0.1:${port + number}/api/v1`,
        username: 's',
        password: 's',
      });
      const running: RunningSandbox = {
        apismith: system(1000),
        schedulehub: system(2000),
        change: () => Promise.resolve({ inserted: 0, updated: 0, deleted: 0 }),
        disturb: () => Promise.resolve(),
        ended: ended.promise,
        close: () => {
          end();
          return Promise.resolve();
        },
      };
      return Promise.resolve(running);
    },
    entityFiles: () => Promise.resolve([]),
  };
  return { started, sandboxHost };
}

describe('the sandbox', () => {
  it('is a working sync after one click, shows a delta, and comes up again with the host', async () => {
    const folder = createFolder();
    const first = await startHost(folder);
    const { client } = first.test;
    expect(await client.sandbox.status({})).toMatchObject({ is_available: true, is_on: false, is_running: false });
    const started = await client.sandbox.start({});
    expect(started).toMatchObject({ is_on: true, is_running: true, error: null });
    expect(started.imported).toContain('product');
    expect(started.apis).toContainEqual({ api: 'products', entity: 'product' });
    expect((await client.connections.test({ system: 'schedulehub' })).is_ok).toBe(true);

    const sync = async () => {
      const { job_uid: jobUid } = await client.sync.start({ entities: ['product'], sync_type: 'full' });
      const job = await first.test.ended(jobUid);
      return (await client.sync.status({ batch_uid: job.batches[0]!.batch_uid })).metrics;
    };
    expect((await sync()).inserted).toBeGreaterThan(400);
    const change = { api: 'products', inserts: 2, updates: 3, seed: 7 };
    expect(await client.sandbox.change(change)).toEqual({ expected: { inserted: 2, updated: 3, deleted: 0 } });
    expect(await sync()).toMatchObject({ inserted: 2, updated: 3 });

    await first.end();
    const second = await startHost(folder);
    const again = await second.test.client.sandbox.status({});
    expect(again).toMatchObject({ is_on: true, is_running: true, apismith_url: started.apismith_url });
    expect((await second.test.client.sandbox.start({})).imported).toEqual([]);
    await second.test.client.sandbox.stop({});
    expect(await second.test.client.sandbox.status({})).toMatchObject({ is_on: false, apismith_url: null });
    expect(second.liveSettings.current().apismith).toEqual({});
  });

  it('is slow or gone when asked, and well again', async () => {
    const { test } = await startHost(createFolder());
    await test.client.sandbox.start({});
    const outage = { kind: 'outage', system: 'apismith' } as const;
    expect(await test.client.sandbox.disturb({ disturbances: [outage] })).toEqual({ active: 1 });
    expect((await test.client.connections.test({ system: 'apismith' })).is_ok).toBe(false);
    await test.client.sandbox.disturb({ disturbances: [{ kind: 'latency', system: 'apismith', ms: 5 }] });
    expect((await test.client.connections.test({ system: 'apismith' })).is_ok).toBe(true);
    expect(await test.client.sandbox.disturb({ disturbances: [] })).toEqual({ active: 0 });
  });

  it('says which API it does not know, and how many rows there are', async () => {
    const { test } = await startHost(createFolder());
    await test.client.sandbox.start({});
    const unknown = await test.refusal(test.client.sandbox.change({ api: 'nothing', updates: 1 }));
    expect([unknown.code, unknown.message]).toEqual(['UNPROCESSABLE_CONTENT', expect.stringContaining('"nothing"')]);
    const tooMany = await test.refusal(test.client.sandbox.change({ api: 'products', deletes: 1000 }));
    expect(tooMany.message).toContain('ask for fewer');
  });

  it('does not take the place of a connection unasked, and gives it back', async () => {
    const { started, sandboxHost } = createPretendHost();
    const environment = { SYNCFLOW_APISMITH_URL: 'http://erp:8010/api/v1' };
    const { test, liveSettings } = await startHost(createFolder(), { environment, sandboxHost });
    const refused = await test.refusal(test.client.sandbox.start({}));
    expect(refused).toMatchObject({ code: 'CONFLICT', data: { details: { configured: 'apismith' } } });
    expect(started).toEqual([]);
    await test.client.sandbox.start({ replace: true });
    expect(liveSettings.current().apismith.url).toBe('http://127.0.0.1:1001/api/v1');
    expect((await test.client.connections.list({})).connections[0]?.sources.url.source).toBe('sandbox');
    await test.client.sandbox.stop({});
    expect(liveSettings.current().apismith.url).toBe(environment.SYNCFLOW_APISMITH_URL);
  });

  it('is started once by two clicks, and asks for its old ports the next time', async () => {
    const { started, sandboxHost } = createPretendHost();
    const folder = createFolder();
    const first = await startHost(folder, { sandboxHost });
    await Promise.all([first.test.client.sandbox.start({}), first.test.client.sandbox.start({})]);
    expect(started).toMatchObject([{ folder: join(folder, 'sandbox'), ports: null }]);
    await first.end();
    await startHost(folder, { sandboxHost });
    expect(started[1]?.ports).toEqual({ apismith: 1001, schedulehub: 2001 });
  });

  it('that ended by itself stays on and says so, until it is started again', async () => {
    const { started, sandboxHost } = createPretendHost();
    const { test } = await startHost(createFolder(), { sandboxHost });
    await test.client.sandbox.start({});
    started[0]?.end();
    const ended = await test.client.sandbox.status({});
    expect(ended).toMatchObject({ is_on: true, is_running: false, error: expect.stringContaining('Start it again') });
    const change = await test.refusal(test.client.sandbox.change({ api: 'products', updates: 1 }));
    expect(change).toMatchObject({ code: 'CONFLICT' });
    expect(await test.client.sandbox.start({})).toMatchObject({ is_running: true, error: null });
  });

  it('that cannot come up again leaves the engine working, and tells why', async () => {
    const folder = createFolder();
    const first = await startHost(folder, createPretendHost());
    await first.test.client.sandbox.start({});
    await first.end();
    const broken = createSandboxHost({ ...SANDBOX_SOURCES, worker: join(folder, 'missing.js') });
    const second = await startHost(folder, { sandboxHost: broken });
    expect(await second.test.client.sandbox.status({})).toMatchObject({
      is_on: true,
      is_running: false,
      error: expect.stringContaining('The sandbox cannot start.'),
    });
    expect(await second.test.client.sandbox.stop({})).toMatchObject({ is_on: false, error: null });
  });

  it('is not switched under a run', async () => {
    const { sandboxHost } = createPretendHost();
    const { test, services } = await startHost(createFolder(), { sandboxHost });
    await test.client.sandbox.start({});
    const entity = entitySchema.parse(partEntity());
    await services.store.entities.save(entity, { note: '', at: '2026-01-01T00:00:00.000Z', newUid: newUuid });
    // Nobody listens there: the run waits for the system to come back.
    const { job_uid: jobUid } = await test.client.sync.start({ entities: ['part'] });
    expect(await test.refusal(test.client.sandbox.stop({}))).toMatchObject({ code: 'CONFLICT' });
    await test.client.jobs.stop({ job_uid: jobUid });
    await test.ended(jobUid);
    expect(await test.client.sandbox.stop({})).toMatchObject({ is_on: false });
  });

  it('is not there where the host has none', async () => {
    const { services } = await startHost(createFolder());
    const bare = createTestApi(services);
    onTestFinished(() => bare.close());
    expect(await bare.client.sandbox.status({})).toMatchObject({ is_available: false, apis: [] });
    expect(await bare.refusal(bare.client.sandbox.start({}))).toMatchObject({ code: 'UNPROCESSABLE_CONTENT' });
  });
});
