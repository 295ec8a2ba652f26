// A clock that stands some days back, so that a station has a past.

import { createNodeClock } from '../../../engine/headless/node-host.ts';
import type { Clock } from '../../../engine/host.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

export interface ShiftedClock extends Clock {
  /** From now on it is so many days ago. */
  goBack(days: number): void;
}

export function createShiftedClock(): ShiftedClock {
  const clock = createNodeClock();
  let backMs = 0;
  return {
    ...clock,
    now: () => clock.now() - backMs,
    goBack: (days) => {
      backMs = days * DAY_MS;
    },
  };
}
