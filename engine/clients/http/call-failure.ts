// Every way in which a call can fail, and the one sentence an operator reads for each: what, where, what to do.

import { EngineError } from '../../failures/engine-error.ts';
import { withoutUserInfo } from './base-url.ts';
import type { SystemName } from './client-options.ts';
import type { NetworkFailure } from './network-failure.ts';
import type { Problem } from './problem.ts';
import type { RetryCause } from './retry-policy.ts';
import { parseRetryAfter } from './retry-policy.ts';

export type CallFailure =
  | { readonly kind: 'network'; readonly failure: NetworkFailure }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly problem: Problem;
      readonly retryAfter: string | null;
      readonly location: string | null;
    }
  | { readonly kind: 'bad_answer'; readonly what: string; readonly cause?: unknown }
  | { readonly kind: 'circuit_open'; readonly waitMs: number }
  | { readonly kind: 'stopped'; readonly cause: unknown }
  | { readonly kind: 'session'; readonly error: EngineError };

/** Where and what the call was; `outcome` is null for calls that change nothing. */
export interface FailureContext {
  readonly system: SystemName;
  readonly host: string;
  readonly doing: string;
  readonly tries: number;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly now: number;
  readonly outcome: 'unknown' | 'not_applied' | null;
  readonly details: Readonly<Record<string, string | number | null>>;
}

/** What the retry policy needs to know about the failure. */
export function toRetryCause(failure: CallFailure): RetryCause {
  switch (failure.kind) {
    case 'status':
      return { kind: 'status', status: failure.status, retryAfter: failure.retryAfter };
    case 'bad_answer':
      return { kind: 'bad_answer' };
    case 'network':
      return networkRetryCause(failure.failure);
    case 'circuit_open':
    case 'stopped':
    case 'session':
      return { kind: 'final' };
  }
}

function networkRetryCause(failure: NetworkFailure): RetryCause {
  switch (failure.reason) {
    case 'unknown_host':
    case 'unreachable':
    case 'proxy':
    case 'timeout':
    case 'reset':
      return { kind: 'network' };
    case 'cut_off':
      return { kind: 'bad_answer' };
    case 'untrusted':
    case 'not_tls':
    case 'proxy_auth':
    case 'too_big':
    case 'not_http':
      return { kind: 'final' };
  }
}

/** Only these say that the content of the request is at fault, so that halving a chunk finds the bad record. */
const REFUSED: ReadonlySet<number> = new Set([400, 413, 422]);

type ErrorOptions = NonNullable<ConstructorParameters<typeof EngineError>[2]>;
type Details = NonNullable<ErrorOptions['details']>;

/** The error the caller gets. */
export function toEngineError(failure: CallFailure, context: FailureContext): EngineError {
  const details: Details = {
    ...context.details,
    host: context.host,
    tries: context.tries,
    ...(context.outcome === null ? {} : { outcome: context.outcome }),
  };
  switch (failure.kind) {
    case 'network':
      return networkError(failure.failure, context, details);
    case 'status':
      return statusError(failure, context, details);
    case 'bad_answer':
      return new EngineError(
        'bad_answer',
        sentence(context, `${failure.what}${afterTries(context)}. Try again later; if it stays so, ask who runs it.`),
        { transient: true, details, cause: failure.cause },
      );
    case 'circuit_open':
      return new EngineError(
        'unavailable',
        sentence(
          context,
          failure.waitMs > 0
            ? `it failed many times in a row and is left alone for ${seconds(failure.waitMs)}.`
            : 'it failed many times in a row, and another request is finding out whether it is back.',
        ),
        { details: { ...details, code: 'circuit_open', retry_after_ms: Math.ceil(failure.waitMs) } },
      );
    case 'stopped':
      return new EngineError('stopped', `Stopped while ${context.doing}.`, { details, cause: failure.cause });
    case 'session': {
      const { error } = failure;
      const cause = error.cause ?? error;
      return new EngineError(error.kind, error.message, {
        transient: error.transient,
        details: { ...error.details, ...details, tries: error.details['tries'] ?? context.tries },
        cause,
      });
    }
  }
}

function networkError(failure: NetworkFailure, context: FailureContext, details: Details): EngineError {
  const name = context.system.name;
  const url = `the address of ${name}`;
  const options: ErrorOptions = { details: { ...details, code: failure.code }, cause: failure.cause };
  const error = (kind: 'unavailable' | 'bad_answer', transient: boolean, what: string): EngineError =>
    new EngineError(kind, sentence(context, what), { ...options, transient });
  switch (failure.reason) {
    case 'unknown_host':
      return error('unavailable', true, `no computer of that name is known. Check ${url}, or the network.`);
    case 'unreachable':
      return error('unavailable', true, `it accepts no connection. Start ${name}, or check ${url} and the network.`);
    case 'untrusted':
      return error(
        'unavailable',
        false,
        `its certificate is not accepted (${failure.code ?? 'TLS'}). ` +
          "Give the plant's certificate authority (PEM) in the settings, or correct the certificate or the host name.",
      );
    case 'not_tls':
      return error(
        'bad_answer',
        false,
        `what listens there does not speak TLS. Check ${url}: http or https, and port.`,
      );
    case 'proxy':
      return error('unavailable', true, 'the proxy does not let the connection through. Check the proxy setting.');
    case 'proxy_auth':
      return error('unavailable', false, 'the proxy asks for a user name and password. Put them in the proxy setting.');
    case 'timeout':
      return error(
        'unavailable',
        true,
        `no whole answer within ${seconds(context.timeoutMs)}${afterTries(context)}. Look at the load of ${name}.`,
      );
    case 'reset':
      return error('unavailable', true, `the connection broke${afterTries(context)}. Look at ${name} and the network.`);
    case 'cut_off':
      return error('bad_answer', true, `the answer was cut off${afterTries(context)}. Try again later.`);
    case 'too_big':
      return error(
        'bad_answer',
        false,
        `the answer is longer than ${Math.floor(context.maxBytes / 2 ** 20)} MiB. Choose a smaller page size.`,
      );
    case 'not_http':
      return error(
        'bad_answer',
        false,
        `what listens there does not speak HTTP. Check ${url}: http or https, and port.`,
      );
  }
}

function statusError(
  failure: Extract<CallFailure, { kind: 'status' }>,
  context: FailureContext,
  details: Details,
): EngineError {
  const { status, problem } = failure;
  const { name } = context.system;
  const restMs = parseRetryAfter(failure.retryAfter, context.now);
  const options: ErrorOptions = {
    details: {
      ...details,
      status,
      code: problem.code,
      is_problem: problem.isProblem,
      ...(restMs === null ? {} : { retry_after_ms: restMs }),
    },
  };
  const said = `${status}${problem.detail === null ? '' : `, "${withoutSecretsInUrls(problem.detail)}"`}`;
  const error = (kind: EngineError['kind'], what: string, transient = false): EngineError =>
    new EngineError(kind, sentence(context, what), { ...options, transient });
  if (status === 401) {
    return error('auth', `access was refused (${said}). Check the user name and password.`);
  }
  if (status === 403) {
    return error('auth', `the user has no right to do this (${said}). Ask who runs ${name} for the right.`);
  }
  if (status === 404) {
    const hint = problem.isProblem
      ? 'Check the name.'
      : `Check the name, and that the address of ${name} ends in the path of the API.`;
    return error('not_found', `it is not there (${said}). ${hint}`);
  }
  if (status === 429 || status >= 500) {
    const rest = restMs === null ? '' : ` It asks for ${seconds(restMs)} of rest.`;
    return error('unavailable', `it cannot serve the request now (${said})${afterTries(context)}.${rest}`, true);
  }
  if (status === 409 || problem.code === 'idempotency_mismatch') {
    return error('conflict', `something else stands there already (${said}).`);
  }
  if (status >= 300 && status < 400) {
    const to = failure.location === null ? 'elsewhere' : `to ${withoutUserInfo(failure.location).slice(0, 200)}`;
    return error('bad_answer', `it sends callers ${to} (${status}). Correct the address of ${name}.`);
  }
  if (REFUSED.has(status)) return error('refused', `the request was refused (${said}).`);
  return error(
    'bad_answer',
    `it gave an answer that its contract does not know (${said}). Check the address of ${name}.`,
  );
}

function sentence(context: FailureContext, what: string): string {
  const doing = context.doing.charAt(0).toUpperCase() + context.doing.slice(1);
  return `${doing} (${context.system.name} at ${context.host}): ${what}`;
}

function afterTries(context: FailureContext): string {
  return context.tries > 1 ? `, ${context.tries} times` : '';
}

function seconds(ms: number): string {
  return `${Math.ceil(ms / 100) / 10} s`;
}

function withoutSecretsInUrls(text: string): string {
  return text.replace(/(\/\/)[^\s/@]*@/g, '$1');
}
