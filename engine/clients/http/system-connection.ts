// Everything one client shares between its calls: pool, breaker, token session. Opened by the client, closed with it.

import { z } from 'zod';
import { EngineError } from '../../failures/engine-error.ts';
import { parseBaseUrl } from './base-url.ts';
import { createCircuitBreaker } from './circuit-breaker.ts';
import { DEFAULT_RETRY, DEFAULT_TIMEOUTS } from './client-options.ts';
import type { ClientOptions, SystemName, Timeouts } from './client-options.ts';
import { createConnectionPool } from './connection-pool.ts';
import { readAs, readNothing } from './read-answer.ts';
import { send } from './send.ts';
import type { Call, Link } from './send.ts';
import { createTokenSession } from './token-session.ts';
import type { TokenPair, TokenSession } from './token-session.ts';

/** A call of an API method: sent with a token, by default within the plain request time. */
export type SystemCall<T> = Omit<Call<T>, 'session' | 'timeoutMs'> & { readonly timeoutMs?: number };

export interface SystemConnection {
  readonly timeouts: Timeouts;
  readonly call: <T>(call: SystemCall<T>) => Promise<T>;
  readonly login: (signal?: AbortSignal) => Promise<void>;
  readonly health: (signal?: AbortSignal) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** 10,000 rows of 12 KB; below what one JavaScript string may hold. */
const MAX_ANSWER_BYTES = 128 * 2 ** 20;
const BAD_ANSWER_ATTEMPTS = 3;
const MAX_RETRY_AFTER_MS = 120_000;

const tokenPairSchema = z
  .object({
    // Whatever else came in a token would end in a header.
    access_token: z.string().regex(/^[\x21-\x7e]+$/),
    refresh_token: z.string().min(1),
    token_type: z.string().regex(/^bearer$/i),
    expires_in: z.number().positive(),
  })
  .transform((pair): TokenPair => ({
    accessToken: pair.access_token,
    refreshToken: pair.refresh_token,
    expiresInSeconds: pair.expires_in,
  }));

/** Reads the options and makes ready; nothing is sent yet. Throws `usage` on options that cannot work. */
export function createSystemConnection(system: SystemName, options: ClientOptions): SystemConnection {
  const { clock, log } = options;
  const url = parseBaseUrl(system, options.baseUrl);
  const retry = { ...DEFAULT_RETRY, ...options.retry };
  const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
  const closing = new AbortController();
  // Two calls that failed to the end, then a rest as long as the longest back-off.
  const breakerPolicy = { failureThreshold: 2 * retry.attempts, restMs: retry.maxMs };
  const link: Link = {
    system,
    url,
    dispatcher: createConnectionPool(url, options),
    breaker: createCircuitBreaker(clock, breakerPolicy, () =>
      log.warn('system is left alone for a while', { system: system.name, host: url.host, ...breakerPolicy }),
    ),
    policy: { ...retry, badAnswerAttempts: BAD_ANSWER_ATTEMPTS, maxRetryAfterMs: MAX_RETRY_AFTER_MS },
    clock,
    log,
    random: options.random ?? Math.random,
    maxBytes: MAX_ANSWER_BYTES,
    closing: closing.signal,
  };
  const session = createSession(link, options, timeouts.requestMs);
  return {
    timeouts,
    call: (call) => send(link, { timeoutMs: timeouts.requestMs, ...call, session }),
    login: session.login,
    health: (signal) =>
      send(link, {
        doing: 'asking for health',
        method: 'GET',
        path: '/health',
        timeoutMs: timeouts.requestMs,
        session: null,
        signal,
        read: readNothing,
      }),
    async close() {
      closing.abort();
      await link.dispatcher.destroy();
    },
  };
}

function createSession(link: Link, options: ClientOptions, timeoutMs: number): TokenSession {
  const post = (doing: string, path: string, body: unknown): Promise<TokenPair> =>
    send(link, {
      doing,
      method: 'POST',
      path,
      body: JSON.stringify(body),
      timeoutMs,
      session: null,
      read: readAs(tokenPairSchema),
    });
  return createTokenSession(link.clock, {
    login: () => post('logging in', '/auth/login', { username: options.username, password: options.password }),
    async refresh(refreshToken) {
      try {
        return await post('refreshing the login', '/auth/refresh', { refresh_token: refreshToken });
      } catch (error) {
        // A refresh token works once: after a lost answer the second try is refused, and only a login helps.
        if (error instanceof EngineError && REFRESH_REFUSALS.has(error.kind)) return 'refused';
        throw error;
      }
    },
  });
}

const REFRESH_REFUSALS: ReadonlySet<string> = new Set(['auth', 'refused', 'not_found', 'conflict']);
