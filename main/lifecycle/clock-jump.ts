// Sleep that nobody announced: the wall clock went on while the monotonic clock stood still, or was set.

export interface ClockReading {
  readonly wallMs: number;
  readonly monotonicMs: number;
}

const TOLERANCE_MS = 60_000;

export function hasJumped(before: ClockReading, now: ClockReading): boolean {
  const drift = now.wallMs - before.wallMs - (now.monotonicMs - before.monotonicMs);
  return Math.abs(drift) > TOLERANCE_MS;
}
