// What a client of APISmith or ScheduleHub is told: where, who, and the host's clock, log and randomness.
// The figures of SPEC §6 (timeouts, retries, connections) live here and nowhere else.

import type { Clock, Log } from '../../host.ts';

/** Options of both clients; `ca` is PEM text, `proxy` an http(s) address that may hold a user name and password. */
export interface ClientOptions {
  /** Ends in `/api/v1`; holds no user name or password. */
  readonly baseUrl: string;
  readonly username: string;
  readonly password: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Uniform in [0, 1); spreads the retries of many callers. */
  readonly random?: (() => number) | undefined;
  /** The plant's own certificate authorities, trusted beside the ones this computer trusts. */
  readonly ca?: string | undefined;
  readonly proxy?: string | undefined;
  readonly timeouts?: Partial<Timeouts> | undefined;
  readonly retry?: Partial<RetryOptions> | undefined;
}

/** Milliseconds from the first byte sent to the last byte of the answer. */
export interface Timeouts {
  readonly requestMs: number;
  readonly executeMs: number;
  readonly batchMs: number;
}

/** `attempts` counts the first try; the wait before try n is random in [0, min(maxMs, baseMs * 2^(n-2))]. */
export interface RetryOptions {
  readonly attempts: number;
  readonly baseMs: number;
  readonly maxMs: number;
}

export const DEFAULT_TIMEOUTS: Timeouts = { requestMs: 30_000, executeMs: 60_000, batchMs: 120_000 };
export const DEFAULT_RETRY: RetryOptions = { attempts: 5, baseMs: 250, maxMs: 10_000 };

/** How a system is called in sentences. */
export interface SystemName {
  readonly name: 'APISmith' | 'ScheduleHub';
}
export const APISMITH: SystemName = { name: 'APISmith' };
export const SCHEDULEHUB: SystemName = { name: 'ScheduleHub' };
