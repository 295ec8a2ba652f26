// The stream of the latest state: never a backlog, never too often, and nothing left when the reader is gone.

import { describe, expect, it } from 'vitest';
import { watchLatest } from '../../../engine/api/watch-latest.ts';
import type { Clock } from '../../../engine/host.ts';

/** A clock whose sleeps end when the test says so. */
function createHandClock() {
  const sleeps = new Set<{ readonly ms: number; readonly wake: () => void }>();
  const clock: Clock = {
    now: () => 0,
    monotonic: () => 0,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const end = (settle: () => void): void => {
          sleeps.delete(sleep);
          settle();
        };
        const sleep = {
          ms,
          wake: () => {
            end(resolve);
          },
        };
        sleeps.add(sleep);
        signal?.addEventListener('abort', () => {
          end(() => {
            reject(new Error('aborted'));
          });
        });
      }),
  };
  const wakeAll = () => {
    for (const sleep of sleeps) sleep.wake();
  };
  return { clock, sleeps, wakeAll };
}

function start(signal?: AbortSignal) {
  const hand = createHandClock();
  const listeners = new Set<() => void>();
  const state = { value: 1, isLast: false, reads: 0 };
  const stream = watchLatest<number, string>({
    read: () => {
      state.reads += 1;
      return Promise.resolve({ value: state.value, isLast: state.isLast });
    },
    show: (value) => `state ${value}`,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    clock: hand.clock,
    signal,
  });
  const change = (value: number) => {
    state.value = value;
    for (const listener of [...listeners]) listener();
  };
  return { ...hand, listeners, state, stream, change };
}

/** Lets everything that can go on do so. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('watching the latest state', () => {
  it('gives the first state at once, then the latest one only, not those in between', async () => {
    const { stream, change, wakeAll } = start();
    expect((await stream.next()).value).toBe('state 1');
    for (let value = 2; value <= 10_000; value += 1) change(value);
    const next = stream.next();
    await settle();
    wakeAll();
    expect((await next).value).toBe('state 10000');
    await stream.return();
  });

  it('waits a quarter of a second between two states', async () => {
    const { stream, change, sleeps, wakeAll } = start();
    await stream.next();
    change(2);
    const next = stream.next();
    await settle();
    expect([...sleeps].map((sleep) => sleep.ms)).toEqual([250]);
    wakeAll();
    expect((await next).done).toBe(false);
    await stream.return();
  });

  it('looks again by itself for what other processes change', async () => {
    const { stream, state, wakeAll } = start();
    await stream.next();
    const next = stream.next();
    await settle();
    state.value = 5;
    for (let turn = 0; turn < 4; turn += 1) {
      wakeAll();
      await settle();
    }
    expect((await next).value).toBe('state 5');
    await stream.return();
  });

  it('ends after the last state', async () => {
    const { stream, state, change, listeners, wakeAll } = start();
    await stream.next();
    state.isLast = true;
    change(2);
    const next = stream.next();
    await settle();
    wakeAll();
    expect((await next).value).toBe('state 2');
    const end = stream.next();
    await settle();
    wakeAll();
    expect(await end).toMatchObject({ done: true });
    expect(listeners.size).toBe(0);
  });

  it.each(['return', 'abort'] as const)('leaves no listener and no timer behind on %s', async (way) => {
    const gone = new AbortController();
    const { stream, sleeps, listeners } = start(gone.signal);
    await stream.next();
    const next = stream.next();
    await settle();
    if (way === 'abort') gone.abort();
    else await stream.return();
    await next;
    expect([sleeps.size, listeners.size]).toEqual([0, 0]);
  });
});
