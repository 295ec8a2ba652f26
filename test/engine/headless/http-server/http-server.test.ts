// The loopback server over real sockets: /rpc with the client, sign-in, refusals, limits, pages, streams that end.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApi, type Api } from '../../../../engine/api/api.ts';
import type { Contract } from '../../../../engine/contract/contract.ts';
import { startHttpServer, type HttpServer } from '../../../../engine/headless/http-server/http-server.ts';
import { openSettings } from '../../../../engine/config/live-settings.ts';
import { createLogRing } from '../../../../engine/host/log-ring.ts';
import type { Clock } from '../../../../engine/host.ts';
import { createSandbox, type Sandbox } from '../../../../sandbox/create-sandbox.ts';
import { createTestEngine, silentLog, systemClock, type TestEngine } from '../../../support/test-engine.ts';

const TOKEN = 'a-token-that-is-long-enough';

let sandbox: Sandbox;
let engine: TestEngine;
let api: Api;
let server: HttpServer;
let folder: string;
/** Sleeps that have not ended: a stream that is watched has one. */
let sleeping = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'syncflow-pages-'));
  mkdirSync(join(folder, 'pages/assets'), { recursive: true });
  writeFileSync(join(folder, 'pages/index.html'), '<title>Console</title>');
  writeFileSync(join(folder, 'pages/assets/index-1a2b.js'), 'export {};');
  writeFileSync(join(folder, 'secret.json'), '{"secret":true}');
  symlinkSync(join(folder, 'secret.json'), join(folder, 'pages/link.json'));
  sandbox = await createSandbox();
  engine = await createTestEngine({ sandbox });
  await engine.importSandboxEntities(['product']);
  const clock: Clock = {
    ...systemClock,
    sleep: async (ms, signal) => {
      sleeping += 1;
      await systemClock.sleep(ms, signal).finally(() => (sleeping -= 1));
    },
  };
  const services = { ...engine.services, clock };
  const logs = createLogRing({ clock, secrets: () => [] });
  api = createApi({
    services,
    logs,
    liveSettings: openSettings({ environment: { SYNCFLOW_DATA_DIR: engine.dataDir } }),
    sandboxHost: null,
    appVersion: '1.2.3',
    migrationsDir: join(import.meta.dirname, '../../../../migrations'),
  });
  server = await startHttpServer({
    router: api.router,
    host: '127.0.0.1',
    port: 0,
    allowRemote: false,
    token: TOKEN,
    pages: join(folder, 'pages'),
    log: silentLog,
  });
});
afterAll(async () => {
  await server.close();
  await api.close(new AbortController().signal);
  await engine.close();
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

const bearer = { authorization: `Bearer ${TOKEN}` };

function createClient(headers: Record<string, string> = bearer): ContractRouterClient<Contract> {
  return createORPCClient(new RPCLink({ url: `${server.url}/rpc`, headers: () => headers }));
}

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A request as it is written: fetch would set Host and tidy the path. */
function ask(
  path: string,
  more: { readonly method?: string; readonly headers?: object; readonly body?: string | Buffer } = {},
): Promise<Reply> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { hostname, port, path, method: more.method ?? 'GET', headers: { ...more.headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          });
        });
      },
    );
    request.on('error', reject);
    request.end(more.body);
  });
}

const rpc = (headers: object, path = 'health/get') =>
  ask(`/rpc/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: '{"json":{}}',
  });

describe('/rpc', () => {
  it('takes the largest draft there may be, and names the field of a larger one', async () => {
    const client = createClient();
    const content = JSON.stringify('ä'.repeat(1_999_998));
    await client.drafts.save({ key: 'product', content });
    expect((await client.drafts.get({ key: 'product' })).draft?.content).toBe(content);
    const tooLarge = client.drafts.save({ key: 'product', content: `${content} ` });
    await expect(tooLarge).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      data: { fields: [expect.objectContaining({ path: 'content' })] },
    });
  });

  it('syncs the sandbox to the end while its stream is watched', async () => {
    const client = createClient();
    const { batches } = await client.sync.start({ entities: ['product'] });
    const seen = [];
    for await (const { runs } of await client.sync.watch({ batch_uid: batches[0]!.batch_uid })) seen.push(runs[0]!);
    expect(seen.at(-1)?.status).toMatch(/^completed/);
    expect(seen.at(-1)?.metrics.inserted).toBeGreaterThan(400);
    const { rows } = await client.sync.history({});
    expect(rows).toMatchObject([{ entity: 'product', started_by: 'console' }]);
  });

  it('sends declared errors as such', async () => {
    const error = await createClient()
      .sync.start({ entities: ['prat'] })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'NOT_FOUND', defined: true, data: { details: { entity: 'prat' } } });
  });

  it('carries files both ways', async () => {
    const client = createClient();
    const sample = await client.mapping.infer({ file: new File(['ID,NAME\n1,a\n'], 'a.csv') });
    expect(sample.columns.map((column) => column.name)).toEqual(['ID', 'NAME']);
    const { snapshot } = await client.failed.groups({});
    const { file } = await client.failed.export({ which: { kind: 'filter', filter: {}, snapshot }, format: 'json' });
    expect(file.name).toMatch(/^failed-records-.*\.json$/);
    expect(JSON.parse(await file.text())).toBeTypeOf('object');
  });

  it('ends a stream whose reader hangs up', async () => {
    const gone = new AbortController();
    const stream = await createClient().sync.watch({ batch_uid: null }, { signal: gone.signal });
    expect((await stream.next()).value).toMatchObject({ seq: 1 });
    await expect.poll(() => sleeping).toBeGreaterThan(0);
    gone.abort();
    await expect.poll(() => sleeping).toBe(0);
  });

  it('has no other procedures', async () => {
    expect((await rpc(bearer, 'health/nothing')).status).toBe(404);
    expect((await rpc(bearer, '__proto__/constructor')).status).toBe(404);
  });

  it('takes no GET', async () => {
    expect((await ask('/rpc/health/get', { headers: bearer })).status).toBeGreaterThanOrEqual(400);
  });
});

describe('a request is refused', () => {
  it.each([
    ['without a token', {}, 401],
    ['with a wrong token', { authorization: 'Bearer wrong' }, 401],
    ['with a made-up cookie', { cookie: 'syncflow_1=x' }, 401],
    ['under another name', { ...bearer, host: 'evil.example' }, 403],
    ['under another port', { ...bearer, host: '127.0.0.1:1' }, 403],
    ['from a page of another site', { ...bearer, origin: 'https://evil.example' }, 403],
    ['from a page without a site', { ...bearer, origin: 'null' }, 403],
  ])('%s', async (_, headers, status) => {
    const reply = await rpc(headers);
    expect(reply.status).toBe(status);
    expect(JSON.parse(reply.body)).toMatchObject({ status, detail: expect.any(String) });
    expect(reply.body).not.toContain(TOKEN);
  });

  it('when its body is too large, announced or not', async () => {
    const body = Buffer.alloc(9 * 1024 * 1024, ' ');
    const headers = { ...bearer, 'content-type': 'application/json' };
    const announced = ask('/rpc/health/get', { method: 'POST', headers, body });
    expect(await announced.then((reply) => reply.status).catch(() => 'cut off')).toSatisfy(isTooLarge);
    const chunked = ask('/rpc/health/get', {
      method: 'POST',
      headers: { ...headers, 'transfer-encoding': 'chunked' },
      body,
    });
    expect(await chunked.then((reply) => reply.status).catch(() => 'cut off')).toSatisfy(isTooLarge);
    expect((await rpc(bearer)).status).toBe(200);
  });

  it('when its head is too large', async () => {
    expect((await ask('/', { headers: { ...bearer, 'x-much': 'a'.repeat(20_000) } })).status).toBe(431);
  });
});

function isTooLarge(outcome: unknown): boolean {
  return outcome === 413 || outcome === 'cut off';
}

describe('a browser', () => {
  it('signs in by a link that works once, and calls with its cookie from its own page only', async () => {
    const link = new URL(server.createLink());
    const first = await ask(`${link.pathname}${link.search}`);
    expect(first.status).toBe(200);
    expect(first.headers['set-cookie']?.[0]).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(first.headers['cache-control']).toBe('no-store');
    expect((await ask(`${link.pathname}${link.search}`)).status).toBe(401);

    const cookie = first.headers['set-cookie']![0]!.split(';')[0]!;
    expect((await rpc({ cookie })).status).toBe(403);
    expect((await rpc({ cookie, origin: server.url })).status).toBe(200);
    expect((await rpc({ cookie, origin: 'http://127.0.0.1:1' })).status).toBe(403);
    expect((await ask('/', { headers: { cookie } })).body).toContain('Console');
  });

  it('reads what to do when it is not signed in', async () => {
    const page = await ask('/', { headers: { accept: 'text/html' } });
    expect([page.status, page.headers['content-type']]).toEqual([401, 'text/html; charset=utf-8']);
    expect(page.body).toContain('syncflow serve');
  });
});

describe('pages', () => {
  it('come with a strict policy, hashed files to be kept', async () => {
    const index = await ask('/runs/some-run', { headers: bearer });
    expect([index.status, index.body, index.headers['cache-control']]).toEqual([
      200,
      '<title>Console</title>',
      'no-cache',
    ]);
    const policy = index.headers['content-security-policy'];
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(index.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' });
    const script = await ask('/assets/index-1a2b.js', { headers: bearer });
    expect(script.headers['content-type']).toContain('text/javascript');
    expect(script.headers['cache-control']).toContain('immutable');
    expect((await ask('/assets/index-1a2b.js', { method: 'HEAD', headers: bearer })).body).toBe('');
  });

  it.each([
    '/../secret.json',
    '/%2e%2e/secret.json',
    '/assets/..%2f..%2fsecret.json',
    '/..%5csecret.json',
    '/link.json',
    '/gone.js',
  ])('never give %s', async (path) => {
    const reply = await ask(path, { headers: bearer });
    expect([reply.status, reply.body.includes('secret":true')]).toEqual([404, false]);
  });

  it('can only be read', async () => {
    expect((await ask('/', { method: 'POST', headers: bearer })).status).toBe(405);
  });
});

describe('the address', () => {
  const needs = () => ({ router: api.router, port: 0, allowRemote: false, pages: null, log: silentLog });

  it('must be one of this computer unless told otherwise', async () => {
    await expect(startHttpServer({ ...needs(), host: '0.0.0.0' })).rejects.toThrow('--allow-remote');
    const remote = await startHttpServer({ ...needs(), host: '0.0.0.0', allowRemote: true });
    await remote.close();
  });

  it('that is taken is named, with what to do', async () => {
    const port = Number(new URL(server.url).port);
    await expect(startHttpServer({ ...needs(), host: '127.0.0.1', port })).rejects.toThrow(
      `127.0.0.1:${port} is taken`,
    );
  });

  it('gets a new token at every start, and closes with a stream open', async () => {
    const other = await startHttpServer({ ...needs(), host: '127.0.0.1' });
    const third = await startHttpServer({ ...needs(), host: '127.0.0.1' });
    expect(other.token).not.toBe(third.token);
    expect(other.token.length).toBeGreaterThanOrEqual(43);
    const link = new RPCLink({ url: `${other.url}/rpc`, headers: () => ({ authorization: `Bearer ${other.token}` }) });
    const client: ContractRouterClient<Contract> = createORPCClient(link);
    const stream = await client.sync.watch({ batch_uid: null });
    await stream.next();
    const rest = stream.next().catch(() => 'cut off');
    await Promise.all([other.close(), third.close()]);
    expect(await rest).toBe('cut off');
    await expect.poll(() => sleeping).toBe(0);
  });
});
