import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../../sandbox/create-sandbox.ts';
import { connect, login } from './sandbox-client.ts';

const START = Date.UTC(2026, 0, 1);
let now = START;
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await createSandbox({ tokenTtlSeconds: 60, now: () => now });
});
afterAll(() => sandbox.close());

describe.each(['apismith', 'schedulehub'] as const)('the tokens of %s', (name) => {
  const path = name === 'apismith' ? '/connectors' : '/entities';
  const codeOf = (body: unknown): unknown => (body as { code?: unknown } | null)?.code; // a problem, or anything else

  test('carry the time they end', async () => {
    const { access_token } = await login(sandbox[name]);
    expect(decodeJwt(access_token).exp).toBe(START / 1000 + 60);
  });

  test('work until they expire', async () => {
    const { call } = await connect(sandbox[name]);
    now = START + 59_000;
    expect((await call('GET', path)).status).toBe(200);
    now = START + 61_000;
    const answer = await call('GET', path);
    now = START;
    expect([answer.status, codeOf(answer.body)]).toEqual([401, 'token_expired']);
  });

  test('are not accepted by the other server, nor when they are made up', async () => {
    const other = await login(sandbox[name === 'apismith' ? 'schedulehub' : 'apismith']);
    const { call } = await connect(sandbox[name]);
    for (const token of [other.access_token, 'abc', `${other.access_token}x`]) {
      const answer = await call('GET', path, { headers: { authorization: `Bearer ${token}` } });
      expect([answer.status, codeOf(answer.body)]).toEqual([401, 'token_invalid']);
    }
  });

  test('can be refreshed once per refresh token, also after the access token has ended', async () => {
    const { call } = await connect(sandbox[name]);
    const { refresh_token } = await login(sandbox[name]);
    now = START + 3_600_000;
    const fresh = await call('POST', '/auth/refresh', { body: { refresh_token } });
    const again = await call('POST', '/auth/refresh', { body: { refresh_token } });
    const { access_token } = fresh.body as { access_token: string }; // the contract of /auth/refresh
    const used = await call('GET', path, { headers: { authorization: `Bearer ${access_token}` } });
    now = START;
    expect([fresh.status, used.status, again.status, codeOf(again.body)]).toEqual([
      200,
      200,
      401,
      'refresh_token_invalid',
    ]);
  });

  test('end at once when they are revoked', async () => {
    const { call } = await connect(sandbox[name]);
    sandbox.control.expireTokens();
    expect((await call('GET', path)).status).toBe(401);
    expect((await (await connect(sandbox[name])).call('GET', path)).status).toBe(200);
  });
});
