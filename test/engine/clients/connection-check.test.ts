import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkConnection } from '../../../engine/clients/connection-check.ts';
import type { ConnectionCheck } from '../../../engine/clients/connection-check.ts';
import { createTestOptions, PASSWORD } from './client-options.ts';
import { sendJson, sendProblem, startTestServer } from './test-server.ts';
import type { Handle } from './test-server.ts';

const pem = (name: string): string => readFileSync(new URL(`tls/${name}`, import.meta.url), 'utf8');
const SERVER_TLS = { cert: pem('server.pem'), key: pem('server.key.pem') };

/** `address ok, name ok, tcp failed …` */
const summary = (check: ConnectionCheck): string => check.steps.map((step) => `${step.step} ${step.status}`).join(', ');
const failure = (check: ConnectionCheck): string => check.steps.find((step) => step.status === 'failed')?.message ?? '';

const twoApis: Handle = (_request, response) => sendJson(response, { items: [], page: 1, page_size: 1, total: 2 });

/** Sockets are waited for 10 s: here no wait ends by itself. */
const optionsFor = (baseUrl: string, ca?: string): ReturnType<typeof createTestOptions> =>
  createTestOptions(baseUrl, { ca, patienceMs: 0 });

describe('checking a connection', () => {
  it('goes all the way over http', async () => {
    const server = await startTestServer({ handle: twoApis });
    const check = await checkConnection('apismith', optionsFor(server.baseUrl));
    expect(summary(check)).toBe('address ok, name ok, tcp ok, tls skipped, login ok, rights ok');
    expect(check).toMatchObject({ system: 'APISmith', host: server.host, isOk: true });
    expect(check.steps.at(-1)?.message).toBe('2 APIs can be read.');
  });

  it("goes all the way over https with the plant's authority", async () => {
    const server = await startTestServer({
      tls: SERVER_TLS,
      handle: (_request, response) =>
        sendJson(response, { items: [{ name: 'part', fields: [], parents: [], record_count: 0 }] }),
    });
    const ca = pem('plant-ca.pem');
    const baseUrl = server.baseUrl.replace('127.0.0.1', 'localhost');
    const check = await checkConnection('schedulehub', optionsFor(baseUrl, ca));
    expect(summary(check)).toBe('address ok, name ok, tcp ok, tls ok, login ok, rights ok');
    expect(check.isOk).toBe(true);
  });

  it('stops at an address that cannot be read', async () => {
    const check = await checkConnection('apismith', optionsFor('erp'));
    expect(summary(check)).toBe(
      'address failed, name skipped, tcp skipped, tls skipped, login skipped, rights skipped',
    );
    expect(check).toMatchObject({ host: null, isOk: false });
  });

  it('stops at a name that nobody knows', async () => {
    const check = await checkConnection('apismith', optionsFor('http://no-such-host.invalid/api/v1'));
    expect(summary(check)).toMatch(/^address ok, name failed, tcp skipped/);
    expect(failure(check)).toContain('No computer named no-such-host.invalid is known');
  });

  it('stops at a port where nobody listens', async () => {
    const check = await checkConnection('schedulehub', optionsFor('http://127.0.0.1:9/api/v1'));
    expect(summary(check)).toMatch(/^address ok, name ok, tcp failed, tls skipped/);
    expect(failure(check)).toContain('127.0.0.1:9 accepts no connection. Check the address of ScheduleHub');
  });

  it('stops at a certificate that is not trusted, and at a server without TLS', async () => {
    const [secure, plain] = [await startTestServer({ tls: SERVER_TLS }), await startTestServer()];
    const untrusted = await checkConnection('apismith', optionsFor(secure.baseUrl));
    expect(summary(untrusted)).toMatch(/^address ok, name ok, tcp ok, tls failed, login skipped/);
    expect(failure(untrusted)).toContain("Give the plant's certificate authority");
    const noTls = await checkConnection('apismith', optionsFor(plain.baseUrl.replace('http', 'https')));
    expect(failure(noTls)).toContain('does not speak TLS');
  });

  it('stops at a wrong password, after one login and without repeating it', async () => {
    const server = await startTestServer({ login: (_request, response) => sendProblem(response, 401) });
    const check = await checkConnection('apismith', optionsFor(server.baseUrl));
    expect(summary(check)).toBe('address ok, name ok, tcp ok, tls skipped, login failed, rights skipped');
    expect(server.logins).toHaveLength(1);
    expect(JSON.stringify(check)).not.toContain(PASSWORD);
  });

  it('fails at the rights when nothing can be seen', async () => {
    const nothing: Handle = (_request, response) => sendJson(response, { items: [], page: 1, page_size: 1, total: 0 });
    const server = await startTestServer({ handle: nothing });
    for (const kind of ['apismith', 'schedulehub'] as const) {
      const check = await checkConnection(kind, optionsFor(server.baseUrl));
      expect(summary(check)).toMatch(/login ok, rights failed$/);
      expect(failure(check)).toContain('Ask who runs it');
    }
  });

  it('stops after ten seconds at a server that accepts and then says nothing', async () => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      // The first bytes are those of TLS: TCP stands.
      socket.once('data', () => options.clock.advance(10_000));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    });
    const options = optionsFor(`https://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`);
    const check = await checkConnection('apismith', options);
    expect(summary(check)).toMatch(/^address ok, name ok, tcp ok, tls failed/);
    expect(failure(check)).toContain('No answer within 10 s');
  });

  it('rejects when the caller stops it', async () => {
    const server = await startTestServer({ login: () => undefined });
    const check = checkConnection('apismith', optionsFor(server.baseUrl), AbortSignal.abort());
    await expect(check).rejects.toMatchObject({ kind: 'stopped' });
  });
});
