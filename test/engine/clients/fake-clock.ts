// A clock that stands still until a test moves it. Short waits (back-off, Retry-After) end at once, move the clock and are
// recorded; long waits (request deadlines) end only by `advance`.

import type { Clock } from '../../../engine/host.ts';

export interface FakeClock extends Clock {
  /** The waits that ended at once, in ms. */
  readonly waits: number[];
  /** Long waits that are under way. */
  readonly pending: () => number;
  readonly advance: (ms: number) => void;
  /** Sets the wall clock only, as somebody who corrects the time does. */
  readonly setWall: (now: number) => void;
}

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** Waits shorter than `patienceMs` end at once. */
export function createFakeClock({ patienceMs = 30_000 }: { readonly patienceMs?: number | undefined } = {}): FakeClock {
  let wall = Date.UTC(2026, 0, 5, 12);
  let monotonic = 0;
  const waits: number[] = [];
  const sleepers = new Set<Sleeper>();

  const advance = (ms: number): void => {
    wall += ms;
    monotonic += ms;
    for (const sleeper of sleepers) if (sleeper.until <= monotonic) sleeper.wake();
  };

  return {
    waits,
    pending: () => sleepers.size,
    advance,
    setWall: (now) => {
      wall = now;
    },
    now: () => wall,
    monotonic: () => monotonic,
    sleep(ms, signal) {
      if (signal?.aborted) return Promise.reject(signal.reason as Error);
      if (ms < patienceMs) {
        waits.push(ms);
        advance(ms);
        return Promise.resolve();
      }
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const leave = (): void => {
        sleepers.delete(sleeper);
        signal?.removeEventListener('abort', onAbort);
      };
      const onAbort = (): void => {
        leave();
        reject(signal?.reason as Error);
      };
      const sleeper: Sleeper = {
        until: monotonic + ms,
        wake: () => {
          leave();
          resolve();
        },
      };
      sleepers.add(sleeper);
      signal?.addEventListener('abort', onAbort, { once: true });
      return promise;
    },
  };
}
