// Sends one call until it succeeds or is given up: token, breaker, exchange, retry. A repeated try has the same bytes and
// headers as the first, and whoever changes data learns whether a failed call may have been carried out.

import type { Dispatcher } from 'undici';
import { EngineError } from '../../failures/engine-error.ts';
import type { Clock, Log } from '../../host.ts';
import type { BaseUrl } from './base-url.ts';
import { toEngineError, toRetryCause } from './call-failure.ts';
import type { CallFailure } from './call-failure.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import type { SystemName } from './client-options.ts';
import { exchange } from './exchange.ts';
import type { Answer, Exchange } from './exchange.ts';
import { readProblem } from './problem.ts';
import type { Reading } from './read-answer.ts';
import { decideRetry } from './retry-policy.ts';
import type { RetryPolicy } from './retry-policy.ts';
import type { TokenSession } from './token-session.ts';

/** What all calls to one system share. */
export interface Link {
  readonly system: SystemName;
  readonly url: BaseUrl;
  readonly dispatcher: Dispatcher;
  readonly breaker: CircuitBreaker;
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  readonly maxBytes: number;
  /** Aborted when the client is closed. */
  readonly closing: AbortSignal;
}

/** One call; `doing` is what an error sentence begins with, in -ing form: "reading page 3 of parts". */
export interface Call<T> {
  readonly doing: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the base URL, begins with a slash, already encoded. */
  readonly path: string;
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Null for the calls that need no token. */
  readonly session: TokenSession | null;
  /** Changes data at the other end: then errors carry `details.outcome`. */
  readonly isWrite?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Added to the details of every error. */
  readonly details?: Readonly<Record<string, string | number | null>>;
  /** May take its time, in another thread for example; a bad answer is asked for again. */
  readonly read: (answer: Answer) => Reading<T> | Promise<Reading<T>>;
}

type CircuitOpen = Extract<CallFailure, { kind: 'circuit_open' }>;

type Try<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly failure: CallFailure; readonly reached: boolean };

/** Statuses with which a server says that it did nothing, also to an earlier try of the same bytes. */
const REFUSED_FOR_GOOD: ReadonlySet<number> = new Set([400, 413, 422]);

/** Sends the call; throws EngineError only. */
export async function send<T>(link: Link, call: Call<T>): Promise<T> {
  let maybeApplied = false;
  for (let attempt = 1; ; attempt += 1) {
    const result = await tryOnce(link, call);
    if (result.kind === 'done') return result.value;
    maybeApplied = isMaybeApplied(result.failure, result.reached, maybeApplied);
    const fail = (failure: CallFailure): EngineError =>
      toEngineError(failure, {
        system: link.system,
        host: link.url.host,
        doing: call.doing,
        tries: attempt,
        timeoutMs: call.timeoutMs,
        maxBytes: link.maxBytes,
        now: link.clock.now(),
        outcome: call.isWrite === true ? (maybeApplied ? 'unknown' : 'not_applied') : null,
        details: call.details ?? {},
      });
    const decision = decideRetry({
      attempt,
      cause: toRetryCause(result.failure),
      now: link.clock.now(),
      random: link.random(),
      policy: link.policy,
    });
    if (decision.kind === 'give_up') throw fail(result.failure);
    link.log.debug('request is tried again', {
      system: link.system.name,
      doing: call.doing,
      attempt,
      delayMs: Math.round(decision.delayMs),
      because: describeCause(result.failure),
    });
    const stopped = await rest(link, decision.delayMs, call.signal);
    if (stopped !== null) throw fail(stopped);
  }
}

async function tryOnce<T>(link: Link, call: Call<T>): Promise<Try<T>> {
  let result: Exchange | CircuitOpen;
  try {
    const token = call.session === null ? null : await call.session.token(call.signal);
    result = await exchangeThroughBreaker(link, call, token);
    if (token !== null && call.session !== null && result.kind === 'answered' && result.answer.status === 401) {
      const renewed = await call.session.renew(token, call.signal);
      result = await exchangeThroughBreaker(link, call, renewed);
    }
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { kind: 'failed', failure: { kind: 'session', error }, reached: false };
  }
  switch (result.kind) {
    case 'answered':
      return readAnswer(call, result.answer);
    case 'failed':
      return { kind: 'failed', failure: { kind: 'network', failure: result.failure }, reached: result.failure.reached };
    case 'stopped':
      return { kind: 'failed', failure: result, reached: result.reached };
    case 'circuit_open':
      return { kind: 'failed', failure: result, reached: false };
  }
}

async function exchangeThroughBreaker<T>(
  link: Link,
  call: Call<T>,
  token: string | null,
): Promise<Exchange | CircuitOpen> {
  const admission = link.breaker.admit();
  if (admission.kind === 'refused') return { kind: 'circuit_open', waitMs: admission.waitMs };
  const result = await exchange({
    dispatcher: link.dispatcher,
    clock: link.clock,
    origin: link.url.origin,
    path: link.url.path + call.path,
    method: call.method,
    headers: {
      accept: 'application/json, application/problem+json',
      'accept-encoding': 'identity',
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...call.headers,
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: call.body ?? null,
    timeoutMs: call.timeoutMs,
    maxBytes: link.maxBytes,
    signals: call.signal === undefined ? [link.closing] : [link.closing, call.signal],
  });
  link.breaker.settle(toBreakerReport(result), admission.isProbe);
  return result;
}

/** A server that answers at all is up, but for the three statuses with which gateways say that it is not. */
function toBreakerReport(result: Exchange): 'success' | 'failure' | 'abandoned' {
  if (result.kind === 'stopped') return 'abandoned';
  if (result.kind === 'failed') return result.failure.reason === 'too_big' ? 'success' : 'failure';
  return [502, 503, 504].includes(result.answer.status) ? 'failure' : 'success';
}

async function readAnswer<T>(call: Call<T>, answer: Answer): Promise<Try<T>> {
  const { status, retryAfter, location } = answer;
  if (status >= 200 && status < 300) {
    const reading = await call.read(answer);
    if (reading.ok) return { kind: 'done', value: reading.value };
    return { kind: 'failed', failure: { kind: 'bad_answer', what: reading.what, cause: reading.cause }, reached: true };
  }
  const problem = readProblem(answer.contentType, answer.body.toString());
  // A gateway's 5xx may come after the system behind it has done the work.
  return { kind: 'failed', failure: { kind: 'status', status, problem, retryAfter, location }, reached: status >= 500 };
}

function isMaybeApplied(failure: CallFailure, reached: boolean, before: boolean): boolean {
  if (failure.kind !== 'status') return before || reached;
  if (failure.problem.code === 'idempotency_mismatch') return true;
  if (REFUSED_FOR_GOOD.has(failure.status)) return false;
  return before || reached;
}

/** Waits; gives the failure when the caller or the closing client ends the wait. */
async function rest(link: Link, delayMs: number, signal: AbortSignal | undefined): Promise<CallFailure | null> {
  const ends = signal === undefined ? link.closing : AbortSignal.any([link.closing, signal]);
  try {
    await link.clock.sleep(delayMs, ends);
    return null;
  } catch (cause) {
    if (!ends.aborted) throw cause;
    return { kind: 'stopped', cause };
  }
}

function describeCause(failure: CallFailure): string {
  switch (failure.kind) {
    case 'network':
      return failure.failure.reason;
    case 'status':
      return String(failure.status);
    case 'bad_answer':
      return failure.what;
    case 'circuit_open':
    case 'stopped':
    case 'session':
      return failure.kind;
  }
}
