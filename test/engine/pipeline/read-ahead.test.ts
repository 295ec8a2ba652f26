import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAhead } from '../../../engine/pipeline/read-ahead.ts';

/** A source of numbers that says what was asked of it; fails before item `failsAt`. */
function sourceOf(count: number, { failsAt = Number.POSITIVE_INFINITY }: { readonly failsAt?: number } = {}) {
  const log = { asked: 0, atOnce: 0, mostAtOnce: 0, closed: 0 };
  async function* items(): AsyncGenerator<number> {
    try {
      for (let item = 1; item <= count; item += 1) {
        log.asked = item;
        log.atOnce += 1;
        log.mostAtOnce = Math.max(log.mostAtOnce, log.atOnce);
        await setImmediate();
        log.atOnce -= 1;
        if (item === failsAt) throw new Error(`item ${item} broke`);
        yield item;
      }
    } finally {
      log.closed += 1;
    }
  }
  return { items: items(), log };
}

const shape = { count: fc.nat({ max: 12 }), depth: fc.integer({ min: 1, max: 6 }) };

describe('reading ahead', () => {
  it('gives the same items in the same order, and closes the source', async () => {
    await fc.assert(
      fc.asyncProperty(fc.record(shape), async ({ count, depth }) => {
        const { items, log } = sourceOf(count);
        const got: number[] = [];
        for await (const item of readAhead(items, depth)) got.push(item);
        expect(got).toEqual(Array.from({ length: count }, (_, index) => index + 1));
        expect([log.closed, log.mostAtOnce <= 1]).toEqual([1, true]);
      }),
      { seed: 4, numRuns: 40 },
    );
  });

  it('asks for the next items while one is worked on, but never further ahead than its depth', async () => {
    await fc.assert(
      fc.asyncProperty(fc.record(shape), async ({ count, depth }) => {
        const { items, log } = sourceOf(count);
        for await (const item of readAhead(items, depth)) {
          // As long as the work on one item takes.
          for (let turn = 0; turn < 3 * count; turn += 1) await setImmediate();
          expect(log.asked).toBe(Math.min(item + depth, count));
        }
      }),
      { seed: 4, numRuns: 25 },
    );
  });

  it('gives an error of the source after the items before it, once, and asks for nothing more', async () => {
    const { items, log } = sourceOf(10, { failsAt: 3 });
    const got: number[] = [];
    const reading = (async () => {
      for await (const item of readAhead(items, 5)) got.push(item);
    })();
    await expect(reading).rejects.toThrow('item 3 broke');
    expect([got, log.asked, log.closed]).toEqual([[1, 2], 3, 1]);
  });

  it('waits for the item under way and closes the source when the reader leaves early', async () => {
    const { items, log } = sourceOf(10);
    for await (const item of readAhead(items, 3)) if (item === 2) break;
    const { asked } = log;
    expect([log.closed, log.atOnce]).toEqual([1, 0]);
    await setImmediate();
    expect(log.asked).toBe(asked);
  });

  it('does not let an error that nobody waits for any more escape', async () => {
    const { items, log } = sourceOf(10, { failsAt: 2 });
    for await (const item of readAhead(items, 3)) if (item === 1) break;
    await setImmediate();
    expect(log.closed).toBe(1);
  });
});
