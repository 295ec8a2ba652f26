// Connections and settings through the router: saved and in force at once, each value with its source, nothing leaked; and
// what an operator reads when the way to a system is broken.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import type { SettingsSources } from '../../../engine/config.ts';
import { openSettings, type LiveSettings } from '../../../engine/config/live-settings.ts';
import { createTestApi, type TestApi } from '../../support/test-api.ts';
import { createTestEngine, type TestEngine } from '../../support/test-engine.ts';
import { sendProblem, startTestServer } from '../clients/test-server.ts';

const NOBODY = { url: 'http://127.0.0.1:9/api/v1', username: 'nobody', password: 'nothing' };
const SECRET = 'canary-password-4711';
const pem = (name: string): string => readFileSync(join(import.meta.dirname, '../clients/tls', name), 'utf8');

let engine: TestEngine;
let test: TestApi;
let liveSettings: LiveSettings;

async function start(environment: SettingsSources['environment'] = {}, more: Partial<SettingsSources> = {}) {
  engine = await createTestEngine({ sandbox: { apismith: NOBODY, schedulehub: NOBODY } });
  liveSettings = openSettings({ environment, flags: { dataDir: engine.dataDir }, ...more });
  const services = {
    ...engine.services,
    get settings() {
      return liveSettings.current();
    },
  };
  test = createTestApi(services, { liveSettings });
}
afterEach(async () => {
  await test.close();
  await engine.close();
});

const ERP = { url: 'http://erp:8010/api/v1', username: 'sync' };
const connectionOf = async (system: 'apismith' | 'schedulehub') =>
  (await test.client.connections.list({})).connections.find((one) => one.system === system);

describe('a connection', () => {
  it('is saved, in force at once, and says where each value comes from', async () => {
    await start({ SYNCFLOW_APISMITH_PROXY: 'http://user:pass@proxy:3128' });
    const saved = await test.client.connections.save({ system: 'apismith', ...ERP, password: SECRET });
    expect(saved).toMatchObject({ ...ERP, is_configured: true, has_password: true, proxy: 'http://proxy:3128' });
    expect(saved.sources).toEqual({
      url: { source: 'file', fixed_by: null },
      username: { source: 'file', fixed_by: null },
      password: { source: 'file', fixed_by: null },
      ca_file: { source: 'none', fixed_by: null },
      proxy: { source: 'environment', fixed_by: 'SYNCFLOW_APISMITH_PROXY' },
    });
    expect(await connectionOf('apismith')).toEqual(saved);
    expect(liveSettings.current().apismith.password).toBe(SECRET);
    expect(JSON.stringify([saved, await test.client.connections.list({})])).not.toContain(SECRET);
    expect((await test.client.connections.list({})).stores_password).toBe('engine');
  });

  it('keeps its password when none is typed, and forgets it when it is emptied', async () => {
    await start();
    await test.client.connections.save({ system: 'apismith', ...ERP, password: SECRET });
    await test.client.connections.save({ system: 'apismith', username: 'other', password: null });
    expect(liveSettings.current().apismith).toMatchObject({ username: 'other', password: SECRET });
    const emptied = await test.client.connections.save({ system: 'apismith', password: '', username: null });
    expect(emptied).toMatchObject({ has_password: false, username: null, is_configured: false, url: ERP.url });
  });

  it.each([
    ['another address', { url: 'http://evil:8010/api/v1' }],
    ['another proxy', { proxy: 'http://evil:3128' }],
  ])('does not take a stored password along to %s', async (_what, change) => {
    await start();
    await test.client.connections.save({ system: 'apismith', ...ERP, password: SECRET });
    const refused = await test.refusal(test.client.connections.save({ system: 'apismith', ...change }));
    expect(refused).toMatchObject({
      code: 'UNPROCESSABLE_CONTENT',
      data: { details: { setting: 'apismith.password' } },
    });
    expect(await connectionOf('apismith')).toMatchObject({ url: ERP.url, proxy: null });
    await test.client.connections.save({ system: 'apismith', ...change, password: 'typed-anew' });
    expect(await connectionOf('apismith')).toMatchObject(change);
  });

  it('that the environment fixes is refused with the variable named, but may be sent back as it is', async () => {
    await start({ SYNCFLOW_SCHEDULEHUB_URL: 'http://hub:1/api/v1' });
    const same = { url: 'http://hub:1/api/v1/', username: 'sync' };
    expect(await test.client.connections.save({ system: 'schedulehub', ...same })).toMatchObject({ username: 'sync' });
    const refused = await test.refusal(
      test.client.connections.save({ system: 'schedulehub', url: 'http://other:1', username: 'lost' }),
    );
    expect(refused).toMatchObject({
      code: 'UNPROCESSABLE_CONTENT',
      data: { details: { setting: 'schedulehub.url', fixed_by: 'SYNCFLOW_SCHEDULEHUB_URL' } },
    });
    expect(refused.message).toContain('SYNCFLOW_SCHEDULEHUB_URL');
    expect(await connectionOf('schedulehub')).toMatchObject({ username: 'sync' });
  });

  it.each(['ftp://erp/api', 'erp:8010', 'http://user:pass@erp:8010/api/v1', 'http://user@erp/'])(
    'is refused with the field named where its address is %s',
    async (url) => {
      await start();
      const refused = await test.refusal(test.client.connections.save({ system: 'apismith', url }));
      expect(refused).toMatchObject({ code: 'BAD_REQUEST', data: { fields: [{ path: 'url' }] } });
    },
  );

  it('leaves passwords to the desktop where that keeps them', async () => {
    await start({ SYNCFLOW_APISMITH_PASSWORD: SECRET }, { passwordsKeptBy: 'desktop' });
    expect((await test.client.connections.list({})).stores_password).toBe('desktop');
    expect((await connectionOf('apismith'))?.sources.password).toEqual({ source: 'desktop', fixed_by: null });
    const refused = test.client.connections.save({ system: 'apismith', ...ERP, password: 'typed' });
    expect(await test.refusal(refused)).toMatchObject({ message: expect.stringContaining('The desktop app keeps') });
    expect(await test.client.connections.save({ system: 'apismith', ...ERP })).toMatchObject({ is_configured: true });
  });
});

describe('settings', () => {
  it('of the sync are saved, with their source, and go back to the default', async () => {
    await start();
    const saved = await test.client.settings.save({ log_level: 'debug', sync: { chunk_size: 250 } });
    expect(saved).toMatchObject({ log_level: 'debug', sync: { chunk_size: 250, pages_ahead: 3 } });
    expect([saved.sources.sync.chunk_size.source, saved.sources.sync.pages_ahead.source]).toEqual(['file', 'none']);
    const back = await test.client.settings.save({ log_level: null, sync: { chunk_size: null } });
    expect(back).toMatchObject({ log_level: 'info', sync: { chunk_size: 1000 } });
    expect(await test.client.settings.get({})).toEqual(back);
    expect(back.file).toBe(join(engine.dataDir, 'syncflow.config.json'));
  });

  it('out of range are named, every one of them', async () => {
    await start();
    const refused = await test.refusal(test.client.settings.save({ sync: { chunk_size: 5000, failure_percent: -1 } }));
    const paths = (refused.data.fields as { readonly path: string }[]).map((field) => field.path);
    expect([refused.code, paths]).toEqual(['BAD_REQUEST', ['sync.chunk_size', 'sync.failure_percent']]);
  });

  it('that the environment fixes are refused with the variable named', async () => {
    await start({ SYNCFLOW_LOG_LEVEL: 'warn' });
    const refused = await test.refusal(test.client.settings.save({ log_level: 'debug' }));
    expect(refused.data.details).toMatchObject({ setting: 'log_level', fixed_by: 'SYNCFLOW_LOG_LEVEL' });
    expect((await test.client.settings.save({ log_level: 'warn' })).log_level).toBe('warn');
  });
});

describe('a broken way to a system', () => {
  const failureOf = async (draft: { readonly url: string; readonly ca_file?: string | null }) => {
    const result = await test.client.connections.test({
      system: 'apismith',
      draft: { username: 'sync', password: SECRET, ...draft },
    });
    const failed = result.steps.find((step) => step.status === 'failed');
    expect(JSON.stringify(result)).not.toContain(SECRET);
    return [result.is_ok, failed?.step, failed?.message] as const;
  };

  it('to a server that is gone: says that nothing listens there, and where to look', async () => {
    await start();
    expect(await failureOf({ url: NOBODY.url })).toEqual([
      false,
      'tcp',
      '127.0.0.1:9 accepts no connection. Check the address of APISmith, the network, and that it runs.',
    ]);
  });

  it('with a wrong password: says that the login was refused, and what to check', async () => {
    await start();
    const server = await startTestServer({ login: (_request, response) => sendProblem(response, 401) });
    const [isOk, step, message] = await failureOf({ url: server.baseUrl });
    expect([isOk, step]).toEqual([false, 'login']);
    expect(message).toContain('access was refused (401');
    expect(message).toContain('Check the user name and password');
  });

  it('with a certificate that nobody vouches for: names the remedy, and the remedy works', async () => {
    await start();
    const tls = { cert: pem('server.pem'), key: pem('server.key.pem') };
    const server = await startTestServer({ tls });
    const url = server.baseUrl.replace('127.0.0.1', 'localhost');
    const [isOk, step, message] = await failureOf({ url });
    expect([isOk, step]).toEqual([false, 'tls']);
    expect(message).toContain("Give the plant's certificate authority (PEM)");
    const ca_file = join(import.meta.dirname, '../clients/tls/plant-ca.pem');
    expect((await failureOf({ url, ca_file }))[1]).not.toBe('tls');
    const missing = test.client.connections.test({
      system: 'apismith',
      draft: { url, username: 'u', password: 'p', ca_file: '/no/such.pem' },
    });
    expect(await test.refusal(missing)).toMatchObject({ data: { details: { setting: 'apismith.ca_file' } } });
  });

  it('with nothing but a name: says what is missing and where to enter it', async () => {
    await start();
    const refused = await test.refusal(test.client.connections.test({ system: 'schedulehub', draft: {} }));
    expect(refused).toMatchObject({ code: 'UNPROCESSABLE_CONTENT' });
    expect(refused.message).toContain('Enter it under Connections.');
  });

  it('ends when the operator turns away from a server that says nothing', async () => {
    await start();
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => {
      sockets.add(socket);
      asked.resolve(undefined);
    });
    const asked = Promise.withResolvers<undefined>();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => silent.close(resolve));
    });
    const { port } = silent.address() as AddressInfo;
    const gone = new AbortController();
    const draft = { url: `https://127.0.0.1:${port}/api/v1`, username: 'u', password: 'p' };
    const call = test.client.connections.test({ system: 'apismith', draft }, { signal: gone.signal });
    await asked.promise;
    gone.abort();
    expect(await test.refusal(call)).toMatchObject({ code: 'STOPPED' });
  });
});
