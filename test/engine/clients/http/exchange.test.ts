import { Pool } from 'undici';
import { expect, it, onTestFinished } from 'vitest';
import { exchange } from '../../../../engine/clients/http/exchange.ts';
import type { ExchangeRequest } from '../../../../engine/clients/http/exchange.ts';
import { createFakeClock } from '../fake-clock.ts';
import { sendText, startTestServer } from '../test-server.ts';
import type { Handle } from '../test-server.ts';

async function start(handle: Handle): Promise<ExchangeRequest> {
  const server = await startTestServer({ handle });
  const origin = `http://${server.host}`;
  const dispatcher = new Pool(origin);
  onTestFinished(() => dispatcher.destroy());
  return {
    dispatcher,
    clock: createFakeClock(),
    origin,
    path: '/api/v1/x',
    method: 'GET',
    headers: {},
    body: null,
    timeoutMs: 30_000,
    maxBytes: 100_000,
    signals: [],
  };
}

it('reads an answer up to the limit, whole', async () => {
  const body = 'é'.repeat(50_000);
  const request = await start((_request, response) => sendText(response, { body }));
  const result = await exchange(request);
  expect(result.kind === 'answered' && result.answer.body.toString()).toBe(body);
});

it('refuses an answer of one byte more than the limit', async () => {
  const request = await start((_request, response) => sendText(response, { body: 'x'.repeat(100_001) }));
  expect(await exchange(request)).toMatchObject({ kind: 'failed', failure: { reason: 'too_big' } });
});

it('stops reading an answer that does not end', async () => {
  const request = await start((_request, response) => {
    const write = (): void => {
      while (!response.destroyed && response.write('x'.repeat(10_000)));
      response.once('drain', write);
    };
    write();
  });
  expect(await exchange(request)).toMatchObject({ kind: 'failed', failure: { reason: 'too_big' } });
});

it('sends nothing when it is stopped before', async () => {
  const request = await start((_request, response) => sendText(response, { body: '' }));
  expect(await exchange({ ...request, signals: [AbortSignal.abort()] })).toMatchObject({
    kind: 'stopped',
    reached: false,
  });
});

it('removes its listeners from signals that live on', async () => {
  const request = await start((_request, response) => sendText(response, { body: '' }));
  const { signal } = new AbortController();
  let listeners = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    listeners += 1;
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    listeners -= 1;
    removeEventListener.apply(signal, args);
  };
  await exchange({ ...request, signals: [signal] });
  expect(listeners).toBe(0);
});
