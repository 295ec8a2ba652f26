// Keeps one valid access token for all callers of a system: logs in, refreshes before the token ends and once when it is
// refused, one refresh at a time, and logs in again when the refresh token is refused. Tokens never leave but as return values.

import { EngineError } from '../../failures/engine-error.ts';
import type { Clock } from '../../host.ts';

export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresInSeconds: number;
}

/** The two requests a session needs; `refresh` answers `refused` when the server rejects the refresh token. */
export interface TokenSource {
  readonly login: () => Promise<TokenPair>;
  readonly refresh: (refreshToken: string) => Promise<TokenPair | 'refused'>;
}

export interface TokenSession {
  /** Logs in afresh, whatever is held. */
  readonly login: (signal?: AbortSignal) => Promise<void>;
  /** A token that is not about to end. */
  readonly token: (signal?: AbortSignal) => Promise<string>;
  /** A token other than the one the server has just refused. */
  readonly renew: (refused: string, signal?: AbortSignal) => Promise<string>;
}

interface HeldToken {
  readonly pair: TokenPair;
  readonly lifetimeMs: number;
  readonly obtainedAt: number;
  readonly obtainedMonotonic: number;
}

/** A token is renewed this long before its end, but at most a fifth of its life, so that short tokens are used at all. */
const RENEW_AHEAD_MS = 30_000;

/** Creates a session that holds no token yet. */
export function createTokenSession(clock: Clock, source: TokenSource): TokenSession {
  let held: HeldToken | null = null;
  let renewal: Promise<string> | null = null;

  /** All callers share one renewal; none of them can cancel it for the others. */
  function shareRenewal(obtain: () => Promise<TokenPair>): Promise<string> {
    renewal ??= obtain()
      .then((pair) => {
        held = hold(pair, clock);
        return pair.accessToken;
      })
      .finally(() => {
        renewal = null;
      });
    return renewal;
  }

  async function refreshOrLogin(): Promise<TokenPair> {
    if (held === null) return source.login();
    const pair = await source.refresh(held.pair.refreshToken);
    if (pair !== 'refused') return pair;
    held = null;
    return source.login();
  }

  return {
    async login(signal) {
      await untilAborted(shareRenewal(source.login), signal);
    },
    async token(signal) {
      if (held !== null && !isEnding(held, clock)) return held.pair.accessToken;
      return untilAborted(shareRenewal(refreshOrLogin), signal);
    },
    async renew(refused, signal) {
      // Another caller met the same refusal earlier and has renewed the token already.
      if (held !== null && held.pair.accessToken !== refused) return held.pair.accessToken;
      return untilAborted(shareRenewal(refreshOrLogin), signal);
    },
  };
}

/** How long the token lives: `expires_in`, or the token's own exp less iat when that is shorter. */
export function tokenLifetimeMs(pair: TokenPair, now: number): number {
  const ownMs = ownLifetimeMs(pair.accessToken, now);
  const toldMs = pair.expiresInSeconds * 1000;
  return ownMs === null ? toldMs : Math.min(toldMs, ownMs);
}

/** exp less iat needs no agreement between two clocks; without iat, exp counts only while it lies ahead of ours. */
function ownLifetimeMs(accessToken: string, now: number): number | null {
  const claims = readClaims(accessToken);
  if (claims.exp === null) return null;
  const lifetimeMs = claims.iat === null ? claims.exp * 1000 - now : (claims.exp - claims.iat) * 1000;
  return lifetimeMs > 0 ? lifetimeMs : null;
}

function readClaims(accessToken: string): { readonly exp: number | null; readonly iat: number | null } {
  try {
    const claims: unknown = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString());
    return { exp: numberOf(claims, 'exp'), iat: numberOf(claims, 'iat') };
  } catch (error) {
    // An opaque token is allowed to live by expires_in alone.
    if (error instanceof SyntaxError) return { exp: null, iat: null };
    throw error;
  }
}

function numberOf(claims: unknown, name: string): number | null {
  if (typeof claims !== 'object' || claims === null) return null;
  const value: unknown = Reflect.get(claims, name);
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function hold(pair: TokenPair, clock: Clock): HeldToken {
  const now = clock.now();
  return { pair, lifetimeMs: tokenLifetimeMs(pair, now), obtainedAt: now, obtainedMonotonic: clock.monotonic() };
}

/** The wall clock counts a suspended night, the monotonic one survives a clock set back: the larger age is believed. */
function isEnding(token: HeldToken, clock: Clock): boolean {
  const ageMs = Math.max(clock.now() - token.obtainedAt, clock.monotonic() - token.obtainedMonotonic);
  return ageMs >= token.lifetimeMs - Math.min(RENEW_AHEAD_MS, token.lifetimeMs / 5);
}

/** Waits for the shared promise, but no longer than this caller wants to. */
async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(new EngineError('stopped', 'Stopped while logging in.', { cause: signal.reason }));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
