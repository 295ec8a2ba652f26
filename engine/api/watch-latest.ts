// A stream of the latest state: yields when something changed, at most 4 times a second, and skips what nobody was there
// to read. Promises that nothing is left running when the reader goes away, however it goes.

import { AsyncIteratorClass } from '@orpc/server';
import type { Clock } from '../host.ts';

/** State right now; after `isLast` the stream ends. */
export interface Reading<T> {
  readonly value: T;
  readonly isLast: boolean;
}

export interface Watched<T, Shown> {
  readonly read: () => Promise<Reading<T>>;
  /** What a state looks like outside; not asked whether it changed. */
  readonly show: (value: T) => Shown;
  /** Calls the listener at every change; returns the function that stops it. */
  readonly onChange: (listener: () => void) => () => void;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
}

const PAUSE_MS = 250;
/** What other processes do makes no event here: the state is read again after this time. */
const READ_AGAIN_MS = 1000;

export function watchLatest<T, Shown>(watched: Watched<T, Shown>): AsyncIteratorClass<Shown, undefined> {
  const { read, show, onChange, clock, signal } = watched;
  const gone = new AbortController();
  const ends = signal === undefined ? gone.signal : AbortSignal.any([gone.signal, signal]);
  const bell = createBell();
  const stopListening = onChange(bell.ring);
  const close = (): void => {
    gone.abort();
    stopListening();
  };
  // A reader that never asks for the next state is noticed as well.
  ends.addEventListener('abort', stopListening, { once: true });
  let before: string | null = null;
  let isOver = false;
  const next = async (): Promise<IteratorResult<Shown, undefined>> => {
    if (before !== null) await rest(clock, PAUSE_MS, ends);
    while (!ends.aborted && !isOver) {
      bell.listen();
      const { value, isLast } = await read();
      const text = JSON.stringify(value);
      isOver = isLast;
      if (text !== before) {
        before = text;
        return { done: false, value: show(value) };
      }
      if (isOver) break;
      await bell.heard(clock, ends);
      await rest(clock, PAUSE_MS, ends);
    }
    return { done: true, value: undefined };
  };
  return new AsyncIteratorClass<Shown, undefined>(next, () => {
    close();
    return Promise.resolve();
  });
}

interface Bell {
  readonly ring: () => void;
  /** Forgets earlier rings. */
  listen(): void;
  /** Resolves at the next ring, after a while, or when the reader is gone. */
  heard(clock: Clock, ends: AbortSignal): Promise<void>;
}

function createBell(): Bell {
  let next = Promise.withResolvers<undefined>();
  return {
    ring: () => {
      next.resolve(undefined);
    },
    listen: () => {
      next = Promise.withResolvers<undefined>();
    },
    heard: async (clock, ends) => {
      const rung = new AbortController();
      const waiting = rest(clock, READ_AGAIN_MS, AbortSignal.any([ends, rung.signal]));
      await Promise.race([next.promise, waiting]);
      rung.abort();
      await waiting;
    },
  };
}

/** Sleeps, but no longer than the reader is there. */
async function rest(clock: Clock, ms: number, ends: AbortSignal): Promise<void> {
  if (ends.aborted) return;
  // It rejects only when the reader is gone, which is what the caller looks at next.
  await clock.sleep(ms, ends).catch(() => undefined);
}
