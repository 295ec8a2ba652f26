// Decides whether a failed try is repeated, and after how long: exponential back-off with full jitter, never sooner than
// the server's Retry-After. Pure: time and chance come in.

/** `maxRetryAfterMs`: a server that asks for a longer rest is not waited for; the caller learns the time instead. */
export interface RetryPolicy {
  readonly attempts: number;
  readonly badAnswerAttempts: number;
  readonly baseMs: number;
  readonly maxMs: number;
  readonly maxRetryAfterMs: number;
}

/** Why a try failed, as far as the decision needs it. `final`: repeating cannot help. */
export type RetryCause =
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter: string | null }
  | { readonly kind: 'network' }
  | { readonly kind: 'bad_answer' }
  | { readonly kind: 'final' };

export type RetryDecision = { readonly kind: 'retry'; readonly delayMs: number } | { readonly kind: 'give_up' };

const RETRIED_STATUSES: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const GIVE_UP: RetryDecision = { kind: 'give_up' };

/** `attempt` counts the tries made so far, from 1; `random` is in [0, 1); `now` in ms since 1970. */
export function decideRetry(input: {
  readonly attempt: number;
  readonly cause: RetryCause;
  readonly now: number;
  readonly random: number;
  readonly policy: RetryPolicy;
}): RetryDecision {
  const { attempt, cause, now, random, policy } = input;
  const jitterMs = random * Math.min(policy.maxMs, policy.baseMs * 2 ** (attempt - 1));
  switch (cause.kind) {
    case 'final':
      return GIVE_UP;
    case 'bad_answer':
      return attempt < policy.badAnswerAttempts ? { kind: 'retry', delayMs: jitterMs } : GIVE_UP;
    case 'network':
      return attempt < policy.attempts ? { kind: 'retry', delayMs: jitterMs } : GIVE_UP;
    case 'status': {
      if (!RETRIED_STATUSES.has(cause.status) || attempt >= policy.attempts) return GIVE_UP;
      const restMs = parseRetryAfter(cause.retryAfter, now) ?? 0;
      if (restMs > policy.maxRetryAfterMs) return GIVE_UP;
      // The jitter comes on top: callers that were told the same time must not all return at that very moment.
      return { kind: 'retry', delayMs: restMs + jitterMs };
    }
  }
}

/** Milliseconds to rest, from whole seconds or any of the three HTTP dates (RFC 9110 §10.2.3, §5.6.7); null if unreadable. */
export function parseRetryAfter(text: string | null, now: number): number | null {
  if (text === null) return null;
  const trimmed = text.trim();
  if (/^\d{1,9}$/.test(trimmed)) return Number(trimmed) * 1000;
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*[ ,]/.test(trimmed)) return null;
  // An asctime date names no zone; RFC 9110 says it is GMT, Date.parse would take it for local time.
  const at = Date.parse(trimmed.endsWith('GMT') ? trimmed : `${trimmed} GMT`);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
