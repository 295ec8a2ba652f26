// Stops asking a system that is down, so that callers fail at once and the system can come back.
// Pure transitions first, the thin shell that holds the state last.

import type { Clock } from '../../host.ts';

export interface BreakerPolicy {
  readonly failureThreshold: number;
  readonly restMs: number;
}

/**
 * Times are milliseconds of the monotonic clock.
 *
 *   closed ──failures in a row──▶ open ──rest over──▶ half open (one probe)
 *     ▲                            ▲                    │      │
 *     └────────── success ─────────┼────────────────────┘      │
 *                                  └───────── failure ─────────┘
 */
export type BreakerState =
  | { readonly kind: 'closed'; readonly failures: number }
  | { readonly kind: 'open'; readonly until: number }
  | { readonly kind: 'half_open' };

export const CLOSED: BreakerState = { kind: 'closed', failures: 0 };

/** How an admitted request ended. `abandoned`: the caller stopped it, which says nothing about the system. */
export type BreakerReport = 'success' | 'failure' | 'abandoned';

/** A probe is the single request that decides about a half-open breaker. */
export type Admission =
  { readonly kind: 'admitted'; readonly isProbe: boolean } | { readonly kind: 'refused'; readonly waitMs: number };

/** Asks for one request at `now`. */
export function admit(
  state: BreakerState,
  now: number,
): { readonly state: BreakerState; readonly admission: Admission } {
  switch (state.kind) {
    case 'closed':
      return { state, admission: { kind: 'admitted', isProbe: false } };
    case 'open':
      if (now < state.until) return { state, admission: { kind: 'refused', waitMs: state.until - now } };
      return { state: { kind: 'half_open' }, admission: { kind: 'admitted', isProbe: true } };
    case 'half_open':
      return { state, admission: { kind: 'refused', waitMs: 0 } };
  }
}

/** Takes the end of an admitted request; a late answer from before the breaker opened changes nothing. */
export function settle(
  state: BreakerState,
  event: { readonly report: BreakerReport; readonly isProbe: boolean; readonly now: number },
  policy: BreakerPolicy,
): BreakerState {
  if (event.isProbe) {
    if (state.kind !== 'half_open') return state;
    if (event.report === 'success') return CLOSED;
    return { kind: 'open', until: event.report === 'failure' ? event.now + policy.restMs : event.now };
  }
  if (state.kind !== 'closed' || event.report === 'abandoned') return state;
  if (event.report === 'success') return state.failures === 0 ? state : CLOSED;
  const failures = state.failures + 1;
  if (failures < policy.failureThreshold) return { kind: 'closed', failures };
  return { kind: 'open', until: event.now + policy.restMs };
}

export interface CircuitBreaker {
  readonly admit: () => Admission;
  readonly settle: (report: BreakerReport, isProbe: boolean) => void;
}

/** `onOpened` is called each time the breaker opens after failures. */
export function createCircuitBreaker(clock: Clock, policy: BreakerPolicy, onOpened: () => void): CircuitBreaker {
  let state = CLOSED;
  return {
    admit() {
      const result = admit(state, clock.monotonic());
      state = result.state;
      return result.admission;
    },
    settle(report, isProbe) {
      const before = state;
      state = settle(state, { report, isProbe, now: clock.monotonic() }, policy);
      if (report === 'failure' && state.kind === 'open' && before.kind !== 'open') onOpened();
    },
  };
}
