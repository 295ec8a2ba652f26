import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect, createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createApismithClient } from '../../../../engine/clients/apismith-client.ts';
import type { ApismithClient } from '../../../../engine/clients/apismith-client.ts';
import type { ClientOptions } from '../../../../engine/clients/http/client-options.ts';
import { createTestOptions, errorOf } from '../client-options.ts';
import { sendJson, startTestServer } from '../test-server.ts';

const PAGE = { items: [], page_size: 1, has_more: false };
const pem = (name: string): string => readFileSync(new URL(`../tls/${name}`, import.meta.url), 'utf8');
const PLANT_CA = pem('plant-ca.pem');

function open(baseUrl: string, changes: Partial<ClientOptions> = {}): ApismithClient {
  const client = createApismithClient(createTestOptions(baseUrl, changes));
  onTestFinished(client.close);
  return client;
}

const startTls = (name: string) =>
  startTestServer({
    tls: { cert: pem(`${name}.pem`), key: pem(`${name}.key.pem`) },
    handle: (_request, response) => sendJson(response, PAGE),
  });

describe('connections', () => {
  it('are ten at most, and five stay open when idle', async () => {
    const held: (() => void)[] = [];
    const server = await startTestServer({
      handle: (_request, response) => void held.push(() => sendJson(response, PAGE)),
    });
    const client = open(server.baseUrl);
    await client.login();
    const all = Promise.all(Array.from({ length: 25 }, () => client.executeApi('parts', {})));
    for (let done = 0; done < 25;) {
      await server.arrived(Math.min(25, done + 10));
      expect(held.length - done).toBeLessThanOrEqual(10);
      for (; done < held.length; done += 1) held[done]?.();
    }
    await all;
    expect(server.sockets()).toBe(10);
    await server.shrunkTo(5);
    expect(server.openSockets()).toBe(5);
  });

  it('are gone after close', async () => {
    const server = await startTestServer({ handle: (_request, response) => sendJson(response, PAGE) });
    const client = open(server.baseUrl);
    await client.executeApi('parts', {});
    await client.close();
    await server.shrunkTo(0);
    expect(server.openSockets()).toBe(0);
  });
});

describe('TLS', () => {
  it("trusts the plant's own authority when it is given", async () => {
    const server = await startTls('server');
    expect((await open(server.baseUrl, { ca: PLANT_CA }).executeApi('parts', {})).items).toEqual([]);
  });

  it('refuses a certificate of an unknown authority with what to do, and does not try again', async () => {
    const server = await startTls('server');
    const error = await errorOf(open(server.baseUrl).executeApi('parts', {}));
    expect(error).toMatchObject({ kind: 'unavailable', transient: false, details: { tries: 1, api: 'parts' } });
    expect(String(error)).toContain(`(APISmith at ${server.host}): its certificate is not accepted`);
    expect(String(error)).toContain("Give the plant's certificate authority (PEM)");
  });

  it('refuses a certificate for another name', async () => {
    const server = await startTls('other-name');
    const error = await errorOf(open(server.baseUrl, { ca: PLANT_CA }).executeApi('parts', {}));
    expect(String(error)).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
  });

  it('says so when https is asked of a server that speaks http', async () => {
    const server = await startTestServer();
    const error = await errorOf(open(server.baseUrl.replace('http:', 'https:')).health());
    expect(error).toMatchObject({ kind: 'bad_answer', message: expect.stringContaining('does not speak TLS') });
  });

  it.each([
    ['no PEM', 'not a certificate'],
    ['a broken certificate', PLANT_CA.replace(/M/g, 'A')],
  ])('refuses %s as authority before anything is sent', (_name, ca) => {
    const create = (): unknown => createApismithClient(createTestOptions('https://erp/api/v1', { ca }));
    expect(create).toThrow(expect.objectContaining({ kind: 'usage', message: expect.stringContaining('PEM') }));
  });
});

describe('wrong addresses', () => {
  it('names the host that nobody knows', async () => {
    const error = await errorOf(open('http://no-such-host.invalid:8010/api/v1').login());
    expect(error).toMatchObject({ kind: 'unavailable', details: { tries: 3 } });
    expect(String(error)).toContain('no computer of that name is known. Check the address of APISmith');
  });

  it('says so when what listens speaks no HTTP', async () => {
    const sockets = new Set<Socket>();
    const server = createTcpServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.once('data', () => socket.end('220 mail.plant.local ESMTP\r\n'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    });
    const error = await errorOf(open(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`).health());
    expect(error).toMatchObject({ kind: 'bad_answer', message: expect.stringContaining('does not speak HTTP') });
  });

  it('takes a server that goes away in the middle of its headers for a reset', async () => {
    const server = await startTestServer({
      handle: (_request, response) => response.socket?.end('HTTP/1.1 200 OK\r\ncontent-ty'),
    });
    const error = await errorOf(open(server.baseUrl).health());
    expect(error).toMatchObject({ kind: 'unavailable', transient: true, details: { tries: 3 } });
  });

  it('names the address that a server sends callers to', async () => {
    const server = await startTestServer({
      handle: (_request, response) => response.writeHead(301, { location: 'https://u:p@erp/api/v1/health' }).end(),
    });
    const error = await errorOf(open(server.baseUrl).health());
    expect(String(error)).toContain('it sends callers to https://erp/api/v1/health (301)');
  });
});

describe('proxy', () => {
  /** A forward proxy: CONNECT for https, absolute addresses for http; asks for `credentials` when they are given. */
  async function startProxy(credentials?: string): Promise<{ url: string; seen: string[] }> {
    const seen: string[] = [];
    const sockets = new Set<Socket>();
    const isWelcome = (header: string | undefined): boolean =>
      credentials === undefined || header === `Basic ${Buffer.from(credentials).toString('base64')}`;
    const proxy = createServer((message, response) => {
      seen.push(`${message.method} ${message.url}`);
      if (!isWelcome(message.headers['proxy-authorization'])) return response.writeHead(407).end();
      sendJson(response, message.url?.endsWith('/health') === true ? { status: 'healthy' } : PAGE);
    });
    proxy.on('connection', (socket) => sockets.add(socket));
    proxy.on('connect', (message, client: Socket) => {
      seen.push(`CONNECT ${message.url}`);
      if (!isWelcome(message.headers['proxy-authorization'])) {
        client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
        return;
      }
      const upstream = connect(Number(message.url?.split(':')[1]), '127.0.0.1', () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.pipe(client).pipe(upstream);
      });
      sockets.add(upstream);
      for (const socket of [client, upstream]) socket.on('error', () => socket.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    onTestFinished(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => proxy.close(resolve));
    });
    return { url: `127.0.0.1:${(proxy.address() as AddressInfo).port}`, seen };
  }

  it("tunnels https, with its own user name and the plant's authority", async () => {
    const server = await startTls('server');
    const proxy = await startProxy('user:p@ss');
    const client = open(server.baseUrl, { ca: PLANT_CA, proxy: `http://user:p%40ss@${proxy.url}` });
    await client.executeApi('parts', {});
    expect(server.requests).toHaveLength(1);
    expect(new Set(proxy.seen)).toEqual(new Set([`CONNECT ${server.host}`]));
  });

  it('forwards http', async () => {
    const proxy = await startProxy();
    await open('http://erp.plant.local:8010/api/v1', { proxy: `http://${proxy.url}` }).health();
    expect(proxy.seen).toEqual(['GET http://erp.plant.local:8010/api/v1/health']);
  });

  it.each(['http://erp.plant.local/api/v1', 'https://erp.plant.local/api/v1'])(
    'says so when it wants a user name for %s',
    async (baseUrl) => {
      const proxy = await startProxy('user:pass');
      const error = await errorOf(open(baseUrl, { proxy: `http://${proxy.url}` }).health());
      expect(error).toMatchObject({ kind: 'unavailable', transient: false });
      expect(String(error)).toContain('the proxy asks for a user name and password');
    },
  );

  it('says so when it cannot be reached, without its password', async () => {
    const error = await errorOf(
      open('https://erp.plant.local/api/v1', { proxy: 'http://user:hunter2@127.0.0.1:9' }).health(),
    );
    expect(error).toMatchObject({ kind: 'unavailable' });
    expect(String(error)).not.toContain('hunter2');
  });

  it('is refused when its address cannot be read', () => {
    const create = (): unknown => createApismithClient(createTestOptions('http://erp/api', { proxy: 'proxy:3128' }));
    expect(create).toThrow(expect.objectContaining({ kind: 'usage', message: expect.stringContaining('proxy') }));
  });
});
