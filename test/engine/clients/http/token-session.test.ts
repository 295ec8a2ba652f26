import { describe, expect, it } from 'vitest';
import { createTokenSession, tokenLifetimeMs } from '../../../../engine/clients/http/token-session.ts';
import type { TokenPair } from '../../../../engine/clients/http/token-session.ts';
import { EngineError } from '../../../../engine/failures/engine-error.ts';
import { createFakeClock } from '../fake-clock.ts';

const pair = (name: string, expiresInSeconds = 3600): TokenPair => ({
  accessToken: `access-${name}`,
  refreshToken: `refresh-${name}`,
  expiresInSeconds,
});

function jwt(claims: unknown): string {
  return `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`;
}

/** A source that counts, and whose answers a test can hold back. */
function createSource(options: { readonly lifetime?: number; readonly refuseRefresh?: boolean } = {}) {
  const calls: string[] = [];
  const give = (kind: string): TokenPair => {
    calls.push(kind);
    return pair(`${kind}-${calls.length}`, options.lifetime);
  };
  return {
    calls,
    login: async () => give('login'),
    refresh: async (refreshToken: string) => {
      const given = give(`refresh with ${refreshToken}`);
      return options.refuseRefresh === true ? ('refused' as const) : given;
    },
  };
}

describe('token session', () => {
  it('logs in once and keeps the token while it lives', async () => {
    const clock = createFakeClock();
    const source = createSource();
    const session = createTokenSession(clock, source);
    expect(await session.token()).toBe('access-login-1');
    clock.advance(3_569_000);
    expect(await session.token()).toBe('access-login-1');
    expect(source.calls).toEqual(['login']);
  });

  it('refreshes half a minute before the token ends', async () => {
    const clock = createFakeClock();
    const source = createSource();
    const session = createTokenSession(clock, source);
    await session.token();
    clock.advance(3_570_000);
    expect(await session.token()).toBe('access-refresh with refresh-login-1-2');
    expect(source.calls).toEqual(['login', 'refresh with refresh-login-1']);
  });

  it('uses a token of five seconds for four', async () => {
    const clock = createFakeClock();
    const source = createSource({ lifetime: 5 });
    const session = createTokenSession(clock, source);
    await session.token();
    clock.advance(3999);
    await session.token();
    expect(source.calls).toHaveLength(1);
    clock.advance(1);
    await session.token();
    expect(source.calls).toHaveLength(2);
  });

  it.each([
    ['ahead', 7_200_000, 2],
    ['back', -7_200_000, 1],
  ])('survives a wall clock set %s', async (_name, jumpMs, calls) => {
    const clock = createFakeClock();
    const source = createSource();
    const session = createTokenSession(clock, source);
    await session.token();
    clock.setWall(clock.now() + jumpMs);
    await session.token();
    expect(source.calls).toHaveLength(calls);
    clock.advance(3_570_000);
    await session.token();
    expect(source.calls).toHaveLength(calls + 1);
  });

  it('shares one refresh among fifty callers', async () => {
    const clock = createFakeClock();
    const source = createSource();
    const session = createTokenSession(clock, source);
    const old = await session.token();
    const renewed = await Promise.all(Array.from({ length: 50 }, () => session.renew(old)));
    expect(new Set(renewed).size).toBe(1);
    expect(source.calls).toHaveLength(2);
  });

  it('does not refresh again for a caller that still holds the token before', async () => {
    const source = createSource();
    const session = createTokenSession(createFakeClock(), source);
    const old = await session.token();
    const renewed = await session.renew(old);
    expect(await session.renew(old)).toBe(renewed);
    expect(source.calls).toHaveLength(2);
  });

  it('logs in when the refresh token is refused', async () => {
    const source = createSource({ refuseRefresh: true });
    const session = createTokenSession(createFakeClock(), source);
    await session.renew(await session.token());
    expect(source.calls).toEqual(['login', 'refresh with refresh-login-1', 'login']);
  });

  it('fails all waiting callers once, and tries again for the next', async () => {
    let logins = 0;
    const session = createTokenSession(createFakeClock(), {
      ...createSource(),
      login: async () => {
        logins += 1;
        if (logins === 1) throw new EngineError('unavailable', 'down');
        return pair('late');
      },
    });
    const results = await Promise.allSettled([session.token(), session.token()]);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected']);
    expect(logins).toBe(1);
    expect(await session.token()).toBe('access-late');
  });

  it('lets one caller leave without spoiling the login for the others', async () => {
    const { promise, resolve } = Promise.withResolvers<TokenPair>();
    const session = createTokenSession(createFakeClock(), { ...createSource(), login: () => promise });
    const leaving = new AbortController();
    const left = session.token(leaving.signal);
    const stays = session.token();
    leaving.abort();
    await expect(left).rejects.toMatchObject({ kind: 'stopped' });
    resolve(pair('in'));
    expect(await stays).toBe('access-in');
  });
});

describe('life of a token', () => {
  const NOW = 1_000_000;
  it.each([
    ['expires_in alone', 'opaque', 60_000],
    ['exp less iat when shorter', jwt({ iat: 5, exp: 25 }), 20_000],
    ['expires_in when shorter', jwt({ iat: 5, exp: 500 }), 60_000],
    ['exp against our clock without iat', jwt({ exp: 1010 }), 10_000],
    ['expires_in when exp seems past: our clock is ahead', jwt({ exp: 900 }), 60_000],
    ['expires_in when claims are odd', jwt({ exp: 'soon', iat: null }), 60_000],
    ['expires_in when the payload is no object', jwt(7), 60_000],
  ])('is %s', (_name, accessToken, lifetimeMs) => {
    expect(tokenLifetimeMs({ accessToken, refreshToken: 'r', expiresInSeconds: 60 }, NOW)).toBe(lifetimeMs);
  });
});
