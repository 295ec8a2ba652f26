// What comes together is stored together, in order, and fails together.

import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createGroupCommit } from '../../../engine/pipeline/group-commit.ts';
import type { Repositories } from '../../../engine/repositories/store.ts';

function start(failAt = -1) {
  const transactions: string[][] = [];
  let open = 0;
  const commit = createGroupCommit(async (work) => {
    expect(open).toBe(0);
    open += 1;
    const number = transactions.push([]) - 1;
    // Nothing here asks for a repository.
    await work({} as Repositories);
    open -= 1;
    if (number === failAt) throw new Error(`transaction ${number} failed`);
  });
  const store = (what: string, canWait = false) =>
    commit(
      async () => {
        await Promise.resolve();
        transactions.at(-1)?.push(what);
      },
      { canWait },
    );
  return { transactions, store };
}

describe('a group commit', () => {
  it('stores what came in one turn in one transaction, and what came meanwhile in the next', async () => {
    const { transactions, store } = start();
    const first = [store('a'), store('b')];
    const second = first[0]?.then(() => Promise.all([store('c'), store('d')]));
    await Promise.all([...first, second]);
    await store('e');
    expect(transactions).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  it('fails for all that was to be stored together, and goes on with the rest', async () => {
    const { transactions, store } = start(0);
    const results = await Promise.allSettled([store('a'), store('b')]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await store('c');
    expect(transactions).toEqual([['a', 'b'], ['c']]);
  });

  it('lets what can wait be taken along by what cannot', async () => {
    const { transactions, store } = start();
    const waiting = [store('a', true), store('b', true)];
    for (let turn = 0; turn < 3; turn += 1) await setImmediate();
    expect(transactions).toEqual([]);
    waiting.push(store('c'));
    await Promise.all(waiting);
    expect(transactions).toEqual([['a', 'b', 'c']]);
  });

  it('waits anew after a wait that was ended early, of which no timer is left', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const { transactions, store } = start();
    const first = store('a', true);
    expect(vi.getTimerCount()).toBe(1);
    await Promise.all([first, store('b')]);
    expect(vi.getTimerCount()).toBe(0);
    const second = store('c', true);
    for (let turn = 0; turn < 3; turn += 1) await setImmediate();
    expect(transactions).toEqual([['a', 'b']]);
    vi.runAllTimers();
    await second;
    expect(transactions).toEqual([['a', 'b'], ['c']]);
  });

  it('stores what can wait although nothing else comes', async () => {
    const { transactions, store } = start();
    await store('a');
    await Promise.all([store('b', true), store('c', true)]);
    await store('d', true);
    expect(transactions).toEqual([['a'], ['b', 'c'], ['d']]);
  });
});
