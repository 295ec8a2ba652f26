import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admit, CLOSED, createCircuitBreaker, settle } from '../../../../engine/clients/http/circuit-breaker.ts';
import type { BreakerReport, BreakerState } from '../../../../engine/clients/http/circuit-breaker.ts';
import { createFakeClock } from '../fake-clock.ts';

const POLICY = { failureThreshold: 3, restMs: 1000 };
const end = (
  state: BreakerState,
  report: BreakerReport,
  more: { isProbe?: boolean; now?: number } = {},
): BreakerState => settle(state, { report, isProbe: false, now: 0, ...more }, POLICY);

describe('circuit breaker', () => {
  it('opens after failures in a row, and a success between them starts the count anew', () => {
    let state = end(end(CLOSED, 'failure'), 'failure');
    state = end(state, 'success');
    expect(state).toEqual(CLOSED);
    state = end(end(state, 'failure'), 'failure');
    expect(state.kind).toBe('closed');
    expect(end(state, 'failure', { now: 50 })).toEqual({ kind: 'open', until: 1050 });
  });

  it('refuses while it rests and says how long', () => {
    const open: BreakerState = { kind: 'open', until: 1000 };
    expect(admit(open, 400).admission).toEqual({ kind: 'refused', waitMs: 600 });
  });

  it('lets one probe through after the rest and nobody beside it', () => {
    const first = admit({ kind: 'open', until: 1000 }, 1000);
    expect(first.admission).toEqual({ kind: 'admitted', isProbe: true });
    expect(admit(first.state, 1001).admission).toEqual({ kind: 'refused', waitMs: 0 });
  });

  it('closes when the probe succeeds, rests again when it fails, and probes at once when it was abandoned', () => {
    const halfOpen: BreakerState = { kind: 'half_open' };
    expect(end(halfOpen, 'success', { isProbe: true, now: 5 })).toEqual(CLOSED);
    expect(end(halfOpen, 'failure', { isProbe: true, now: 5 })).toEqual({ kind: 'open', until: 1005 });
    const abandoned = end(halfOpen, 'abandoned', { isProbe: true, now: 5 });
    expect(admit(abandoned, 5).admission).toEqual({ kind: 'admitted', isProbe: true });
  });

  it('ignores late ends of requests from before it opened', () => {
    const open: BreakerState = { kind: 'open', until: 1000 };
    expect(end(open, 'success')).toBe(open);
    expect(end({ kind: 'half_open' }, 'failure')).toEqual({ kind: 'half_open' });
  });

  it('has at most one probe under way and comes back once the system does, whatever happens before', () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant('ask' as const) }),
        fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 2500 }) }),
        fc.record({
          kind: fc.constant('end' as const),
          report: fc.constantFrom<BreakerReport>('success', 'failure', 'abandoned'),
        }),
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(steps, (list) => {
        const clock = createFakeClock();
        const breaker = createCircuitBreaker(clock, POLICY, () => undefined);
        const underWay: boolean[] = [];
        for (const step of list) {
          if (step.kind === 'wait') clock.advance(step.ms);
          if (step.kind === 'ask') {
            const admission = breaker.admit();
            if (admission.kind === 'admitted') underWay.push(admission.isProbe);
          }
          const isProbe = step.kind === 'end' ? underWay.shift() : undefined;
          if (step.kind === 'end' && isProbe !== undefined) breaker.settle(step.report, isProbe);
          expect(underWay.filter(Boolean).length).toBeLessThanOrEqual(1);
        }
        for (const isProbe of underWay) breaker.settle('success', isProbe);
        clock.advance(POLICY.restMs);
        const probe = breaker.admit();
        expect(probe.kind).toBe('admitted');
        breaker.settle('success', probe.kind === 'admitted' && probe.isProbe);
        expect(breaker.admit()).toEqual({ kind: 'admitted', isProbe: false });
      }),
      { seed: 20_260_105 },
    );
  });

  it('tells when it opens, once for each time', () => {
    const clock = createFakeClock();
    let opened = 0;
    const breaker = createCircuitBreaker(clock, POLICY, () => (opened += 1));
    for (let i = 0; i < 5; i += 1) breaker.settle('failure', false);
    expect(opened).toBe(1);
    clock.advance(1000);
    expect(breaker.admit()).toEqual({ kind: 'admitted', isProbe: true });
    breaker.settle('failure', true);
    expect(opened).toBe(2);
  });
});
