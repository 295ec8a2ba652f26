import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideRetry, parseRetryAfter } from '../../../../engine/clients/http/retry-policy.ts';
import type { RetryCause, RetryPolicy } from '../../../../engine/clients/http/retry-policy.ts';

const POLICY: RetryPolicy = { attempts: 5, badAnswerAttempts: 3, baseMs: 250, maxMs: 10_000, maxRetryAfterMs: 120_000 };
const NOW = Date.UTC(1994, 10, 6, 8, 49, 7);
const decide = (cause: RetryCause, attempt = 1, random = 0.5) =>
  decideRetry({ attempt, cause, now: NOW, random, policy: POLICY });
const status = (code: number, retryAfter: string | null = null): RetryCause => ({
  kind: 'status',
  status: code,
  retryAfter,
});

describe('retry policy', () => {
  it.each([429, 502, 503, 504])('tries again after status %i', (code) => {
    expect(decide(status(code))).toEqual({ kind: 'retry', delayMs: 125 });
  });

  it.each([301, 400, 401, 403, 404, 409, 413, 422, 500, 501])('gives up at status %i', (code) => {
    expect(decide(status(code))).toEqual({ kind: 'give_up' });
  });

  it('gives up at once where repeating cannot help', () => {
    expect(decide({ kind: 'final' })).toEqual({ kind: 'give_up' });
  });

  it('asks three times for an answer that cannot be read', () => {
    expect([1, 2, 3].map((attempt) => decide({ kind: 'bad_answer' }, attempt).kind)).toEqual([
      'retry',
      'retry',
      'give_up',
    ]);
  });

  it('doubles the span of the wait up to the cap', () => {
    const cause: RetryCause = { kind: 'network' };
    const policy = { ...POLICY, attempts: 20 };
    const waits = [1, 2, 3, 8, 19].map((attempt) => decideRetry({ attempt, cause, now: NOW, random: 1, policy }));
    expect(waits.map((wait) => wait.kind === 'retry' && wait.delayMs)).toEqual([250, 500, 1000, 10_000, 10_000]);
  });

  it('rests as long as Retry-After asks, and jitter on top', () => {
    expect(decide(status(503, '7'))).toEqual({ kind: 'retry', delayMs: 7125 });
    expect(decide(status(429, 'Sun, 06 Nov 1994 08:49:37 GMT'))).toEqual({ kind: 'retry', delayMs: 30_125 });
  });

  it('gives up rather than come back sooner than a very long Retry-After', () => {
    expect(decide(status(503, '3600'))).toEqual({ kind: 'give_up' });
  });

  it('never waits longer than the cap or less than Retry-After, and ends', () => {
    const causes = fc.oneof(
      fc.record({
        kind: fc.constant('status' as const),
        status: fc.constantFrom(429, 502, 503, 504),
        retryAfter: fc.option(fc.nat(200).map(String)),
      }),
      fc.constant({ kind: 'network' as const }),
      fc.constant({ kind: 'bad_answer' as const }),
    );
    const policies = fc.record({
      attempts: fc.integer({ min: 1, max: 12 }),
      badAnswerAttempts: fc.integer({ min: 1, max: 12 }),
      baseMs: fc.integer({ min: 0, max: 5000 }),
      maxMs: fc.integer({ min: 0, max: 60_000 }),
      maxRetryAfterMs: fc.constant(120_000),
    });
    fc.assert(
      fc.property(
        causes,
        policies,
        fc.integer({ min: 1, max: 20 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (cause, policy, attempt, random) => {
          const decision = decideRetry({ attempt, cause, now: NOW, random, policy });
          const limit = cause.kind === 'bad_answer' ? policy.badAnswerAttempts : policy.attempts;
          const restMs = cause.kind === 'status' && cause.retryAfter !== null ? Number(cause.retryAfter) * 1000 : 0;
          expect(decision.kind === 'retry').toBe(attempt < limit && restMs <= 120_000);
          if (decision.kind === 'give_up') return;
          expect(decision.delayMs).toBeGreaterThanOrEqual(restMs);
          expect(decision.delayMs).toBeLessThanOrEqual(restMs + policy.maxMs);
        },
      ),
      { seed: 20_260_105 },
    );
  });
});

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['120', 120_000],
    [' 5 ', 5000],
    ['Sun, 06 Nov 1994 08:49:37 GMT', 30_000],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 30_000],
    ['Sun Nov  6 08:49:37 1994', 30_000],
    ['Sun, 06 Nov 1994 08:00:00 GMT', 0],
    ['soon', null],
    ['-5', null],
    ['1.5', null],
    ['Sun, 99 Foo 1994', null],
    [null, null],
  ])('reads %j as %j ms', (text, ms) => {
    expect(parseRetryAfter(text, NOW)).toBe(ms);
  });
});
