import { describe, expect, it, onTestFinished } from 'vitest';
import { createApismithClient } from '../../../../engine/clients/apismith-client.ts';
import type { ApismithClient } from '../../../../engine/clients/apismith-client.ts';
import type { ClientOptions } from '../../../../engine/clients/http/client-options.ts';
import { createTestOptions, errorOf } from '../client-options.ts';
import type { TestOptions } from '../client-options.ts';
import { sendJson, sendProblem, startTestServer } from '../test-server.ts';
import type { Handle, TestServer } from '../test-server.ts';

const PAGE = { items: [], page_size: 1, has_more: false };

async function start(
  handle: Handle,
  changes: Partial<ClientOptions> = {},
): Promise<{ client: ApismithClient; server: TestServer; options: TestOptions }> {
  const server = await startTestServer({ handle });
  const options = createTestOptions(server.baseUrl, changes);
  const client = createApismithClient(options);
  onTestFinished(client.close);
  await client.login();
  return { client, server, options };
}

const read = (client: ApismithClient, signal?: AbortSignal): Promise<unknown> =>
  client.executeApi('parts', {}, { signal });

describe('trying again', () => {
  it.each([429, 502, 503, 504])('waits longer each time at status %i and then succeeds', async (status) => {
    const { client, server, options } = await start((_request, response, nth) =>
      nth < 3 ? sendProblem(response, status) : sendJson(response, PAGE),
    );
    await read(client);
    expect(options.clock.waits).toEqual([50, 100]);
    expect(server.requests).toHaveLength(3);
  });

  it('waits as long as Retry-After says, in seconds or as a date of the wall clock', async () => {
    const { client, options } = await start((_request, response, nth) => {
      const at = options.clock.now();
      if (nth === 1) response.setHeader('retry-after', '7');
      if (nth === 2) response.setHeader('retry-after', new Date(at + 20_000).toUTCString());
      return nth < 3 ? sendProblem(response, nth === 1 ? 429 : 503) : sendJson(response, PAGE);
    });
    options.clock.setWall(Date.UTC(2026, 0, 5, 12));
    const before = options.clock.monotonic();
    await read(client);
    expect(options.clock.waits[0]).toBe(7050);
    // A date has whole seconds.
    expect(options.clock.waits[1]).toBeGreaterThan(19_000);
    expect(options.clock.waits[1]).toBeLessThanOrEqual(20_100);
    expect(options.clock.monotonic() - before).toBeGreaterThan(26_000);
  });

  it('hands a rest that is too long for waiting to the caller', async () => {
    const { client, server } = await start((_request, response) => {
      response.setHeader('retry-after', '600');
      sendProblem(response, 503, { detail: 'Nightly close.' });
    });
    const error = await errorOf(read(client));
    expect(error).toMatchObject({
      kind: 'unavailable',
      transient: true,
      details: { retry_after_ms: 600_000, status: 503 },
    });
    expect(String(error)).toContain('(503, "Nightly close."). It asks for 600 s of rest.');
    expect(server.requests).toHaveLength(1);
  });

  it('survives resets, and gives up in one sentence when they go on', async () => {
    const { client, server } = await start((_request, response, nth) => {
      if (nth === 2) return sendJson(response, PAGE);
      return response.destroy();
    });
    await read(client);
    expect(server.requests).toHaveLength(2);
    const error = await errorOf(read(client));
    expect(error).toMatchObject({ kind: 'unavailable', transient: true, details: { tries: 3 } });
    expect(String(error)).toContain(`(APISmith at ${server.host}): the connection broke, 3 times.`);
  });

  it('survives a time-out', async () => {
    const { client, server, options } = await start((_request, response, nth) => {
      if (nth > 1) sendJson(response, PAGE);
    });
    const reading = read(client);
    await server.arrived(1);
    options.clock.advance(60_000);
    await reading;
    expect(server.requests).toHaveLength(2);
  });

  it('counts an answer that drips too slowly as a time-out', async () => {
    const { client, server, options } = await start((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"items":[');
    });
    const failed = errorOf(read(client));
    for (const nth of [1, 2, 3]) {
      await server.arrived(nth);
      options.clock.advance(60_000);
    }
    expect(await failed).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('within 60 s') });
  });

  it('leaves no deadline behind', async () => {
    const { client, options } = await start((_request, response) => sendJson(response, PAGE));
    await read(client);
    expect(options.clock.pending()).toBe(0);
  });
});

describe('stopping', () => {
  it('ends a request in flight and a wait between tries', async () => {
    const { client, server } = await start(() => undefined);
    const stop = new AbortController();
    const failed = errorOf(read(client, stop.signal));
    await server.arrived(1);
    stop.abort();
    expect(await failed).toMatchObject({ kind: 'stopped', message: 'Stopped while reading parts, page 1.' });
  });

  it('ends a long wait between tries', async () => {
    const { client, server, options } = await start((_request, response) => {
      response.setHeader('retry-after', '100');
      sendProblem(response, 503);
    });
    const stop = new AbortController();
    const failed = errorOf(read(client, stop.signal));
    await server.arrived(1);
    while (options.clock.pending() === 0 || options.lines.length === 0) await new Promise(setImmediate);
    stop.abort();
    expect(await failed).toMatchObject({ kind: 'stopped' });
    expect(server.requests).toHaveLength(1);
    expect(options.clock.pending()).toBe(0);
  });

  it('ends everything when the client is closed, and sends nothing afterwards', async () => {
    const { client, server } = await start(() => undefined);
    const failed = errorOf(read(client));
    await server.arrived(1);
    await client.close();
    expect(await failed).toMatchObject({ kind: 'stopped' });
    expect(await errorOf(read(client))).toMatchObject({ kind: 'stopped' });
    expect(server.requests).toHaveLength(1);
  });
});

describe('breaker around a system that is down', () => {
  const once = { attempts: 1, baseMs: 100, maxMs: 5000 };

  it('opens after failures in a row, lets one probe through after the rest, and closes again', async () => {
    let isDown = true;
    const { client, server, options } = await start(
      (_request, response) => (isDown ? sendProblem(response, 503) : sendJson(response, PAGE)),
      { retry: once },
    );
    for (let i = 0; i < 2; i += 1) await errorOf(read(client));
    const refused = await errorOf(read(client));
    expect(refused).toMatchObject({
      kind: 'unavailable',
      transient: true,
      details: { code: 'circuit_open', retry_after_ms: 5000 },
    });
    expect(String(refused)).toContain('left alone for 5 s');
    expect(server.requests).toHaveLength(2);
    expect(options.lines.join()).toContain('left alone');

    options.clock.advance(5000);
    await errorOf(read(client));
    await errorOf(read(client));
    expect(server.requests).toHaveLength(3);

    isDown = false;
    options.clock.advance(5000);
    await read(client);
    await read(client);
    expect(server.requests).toHaveLength(5);
  });

  it('stays closed while the system answers, be it only with refusals', async () => {
    const { client, server } = await start(
      (_request, response, nth) => sendProblem(response, [400, 429, 500][nth % 3]!),
      {
        retry: once,
      },
    );
    for (let i = 0; i < 9; i += 1) await errorOf(read(client));
    expect(server.requests).toHaveLength(9);
  });

  it('probes again at once when the caller of the probe stopped', async () => {
    const { client, server, options } = await start(
      (_request, response, nth) => {
        if (nth <= 2) return sendProblem(response, 503);
        if (nth > 3) return sendJson(response, PAGE);
      },
      { retry: once },
    );
    for (let i = 0; i < 2; i += 1) await errorOf(read(client));
    options.clock.advance(5000);
    const stop = new AbortController();
    const probe = errorOf(read(client, stop.signal));
    await server.arrived(3);
    expect(String(await errorOf(read(client)))).toContain('another request is finding out');
    stop.abort();
    await probe;
    await read(client);
    expect(server.requests).toHaveLength(4);
  });
});
