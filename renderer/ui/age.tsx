// A time as its age; the whole time with its zone on hover, and for screen readers.

import { useSyncExternalStore, type ReactNode } from 'react';
import { formatAge, formatExact } from './format.ts';

const TICK_MS = 5000;

function subscribe(onTick: () => void): () => void {
  const timer = setInterval(onTick, TICK_MS);
  return () => clearInterval(timer);
}

/** Now, to five seconds: a component that shows ages is drawn again that often. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => Math.floor(Date.now() / TICK_MS) * TICK_MS);
}

export function Age({ at }: { readonly at: string }): ReactNode {
  const nowMs = useNow();
  return (
    <time dateTime={at} title={formatExact(at)}>
      {formatAge(at, nowMs)}
    </time>
  );
}
