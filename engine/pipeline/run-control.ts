// How a run hears that it should pause or stop, and how it lives through a system that does not answer.

import { EngineError } from '../failures/engine-error.ts';
import type { Clock } from '../host.ts';
import type { RequestedAction } from '../repositories/batch-repository.ts';

export interface RunControl {
  /** Aborts the calls in flight; only for a hard end, after which outcomes are unknown. */
  readonly signal: AbortSignal;
  /** What was asked for, here or by another process through the database; looked up at most twice a second. */
  requested(): Promise<RequestedAction | null>;
  /** Waits before the next try; throws the error when the outage has lasted too long or the run should end. */
  readonly waitOutOutage: (error: EngineError) => Promise<void>;
  readonly outageOver: () => void;
}

/** How a run's work ended: to its end, or as it was asked to. */
export type PipelineEnd = 'complete' | 'paused' | 'stopped';

export function endOf(asked: RequestedAction): Exclude<PipelineEnd, 'complete'> {
  return asked === 'pause' ? 'paused' : 'stopped';
}

/** Repeats a call while the other system does not answer; throws when the outage has lasted too long. */
export async function callPatiently<T>(
  control: Pick<RunControl, 'waitOutOutage' | 'outageOver'>,
  call: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      const answer = await call();
      control.outageOver();
      return answer;
    } catch (error) {
      if (!(error instanceof EngineError) || error.kind !== 'unavailable' || !error.transient) throw error;
      await control.waitOutOutage(error);
    }
  }
}

/** Lets a system that the client leaves alone for a while have its rest, then makes the call. */
export async function callRested<T>(control: RunControl, call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof EngineError) || error.details['code'] !== 'circuit_open') throw error;
      await control.waitOutOutage(error);
    }
  }
}

export interface RunControlNeeds {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Pause or stop asked for within this process. */
  readonly local: () => RequestedAction | null;
  readonly readRequested: () => Promise<RequestedAction | null>;
  readonly outageLimitMs: number;
  readonly onStall: (error: EngineError, retryInMs: number) => void;
}

const LOOK_EVERY_MS = 500;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

export function createRunControl(needs: RunControlNeeds): RunControl {
  let lastLook = Number.NEGATIVE_INFINITY;
  let lastSeen: RequestedAction | null = null;
  let outageSince: number | null = null;
  let waitMs = FIRST_WAIT_MS;
  const requested = async (): Promise<RequestedAction | null> => {
    const local = needs.local();
    if (local !== null) return local;
    const now = needs.clock.monotonic();
    if (lastSeen === null && now - lastLook >= LOOK_EVERY_MS) {
      lastLook = now;
      lastSeen = await needs.readRequested();
    }
    return lastSeen;
  };
  return {
    signal: needs.signal,
    requested,
    waitOutOutage: async (error) => {
      const now = needs.clock.monotonic();
      outageSince ??= now;
      const leftMs = needs.outageLimitMs - (now - outageSince);
      if (leftMs <= 0 || (await requested()) !== null) throw error;
      // An open breaker or a Retry-After says how long asking again is pointless.
      const askedMs = Number(error.details['retry_after_ms'] ?? 0);
      const thisWaitMs = Math.min(Math.max(waitMs, askedMs), leftMs);
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
      needs.onStall(error, thisWaitMs);
      await needs.clock.sleep(thisWaitMs, needs.signal);
    },
    outageOver: () => {
      outageSince = null;
      waitMs = FIRST_WAIT_MS;
    },
  };
}
