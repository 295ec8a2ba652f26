import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineError } from '../../../engine/failures/engine-error.ts';
import { createChunkSender, type ChunkSenderNeeds } from '../../../engine/pipeline/chunk-sender.ts';
import type { PageItem } from '../../../engine/pipeline/open-page.ts';

const item = (number: number): PageItem => ({ reference: String(number) }) as PageItem;
const numbersOf = (items: readonly Pick<PageItem, 'reference'>[]) => items.map(({ reference }) => Number(reference));

/** A sender whose chunks take as many turns of the event loop as `turnsOf` says; counts what is in flight. */
function senderOf(
  more: Partial<ChunkSenderNeeds> & {
    readonly turnsOf?: (nth: number) => number;
    readonly fails?: (nth: number) => Error | undefined;
  } = {},
) {
  const log = { chunks: [] as [string, number[]][], inFlight: 0, mostInFlight: 0, settled: [] as number[] };
  const sender = createChunkSender({
    chunkSize: 3,
    chunksInFlight: 2,
    isOverdue: () => false,
    send: async (operation, items) => {
      log.chunks.push([operation, numbersOf(items)]);
      const nth = log.chunks.length;
      log.inFlight += 1;
      log.mostInFlight = Math.max(log.mostInFlight, log.inFlight);
      for (let turn = 0; turn < (more.turnsOf?.(nth) ?? 1); turn += 1) await setImmediate();
      log.inFlight -= 1;
      const failure = more.fails?.(nth);
      if (failure !== undefined) throw failure;
      const fate = { kind: 'already_there', targetUid: 'u' } as const;
      return { items: items.map((one) => ({ item: one, fate })), chunkUids: [] };
    },
    announceNew: () => Promise.reject(new Error('No rows leave as bytes here.')),
    sendNew: () => Promise.reject(new Error('No rows leave as bytes here.')),
    settle: async (chunk) => {
      await setImmediate();
      log.settled.push(...numbersOf(chunk.items.map((settled) => settled.item)));
    },
    ...more,
  });
  return { sender, log };
}

const range = (from: number, to: number): PageItem[] =>
  Array.from({ length: to - from }, (_, index) => item(from + index));

describe('the chunk sender', () => {
  it('fills chunks across pages and keeps operations apart', async () => {
    const { sender, log } = senderOf();
    await sender.add('INSERT', range(0, 2));
    await sender.add('UPDATE', range(10, 12));
    expect(log.chunks).toEqual([]);
    await sender.add('INSERT', range(2, 6));
    await sender.drain();
    expect(log.chunks).toEqual([
      ['INSERT', [0, 1, 2]],
      ['INSERT', [3, 4, 5]],
      ['UPDATE', [10, 11]],
    ]);
  });

  it('sends every record once and settles it, never with more chunks in flight than allowed', async () => {
    const pages = fc.array(fc.record({ count: fc.nat({ max: 12 }), operation: fc.constantFrom('INSERT', 'UPDATE') }));
    const limits = fc.record({
      chunkSize: fc.integer({ min: 1, max: 5 }),
      chunksInFlight: fc.integer({ min: 1, max: 4 }),
      turns: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1 }),
    });
    await fc.assert(
      fc.asyncProperty(pages, limits, async (all, { turns, ...sizes }) => {
        const { sender, log } = senderOf({ ...sizes, turnsOf: (nth) => turns[nth % turns.length] ?? 0 });
        let next = 0;
        for (const { count, operation } of all) {
          await sender.add(operation, range(next, next + count));
          next += count;
        }
        await sender.drain();
        expect(log.settled.toSorted((a, b) => a - b)).toEqual(numbersOf(range(0, next)));
        expect([log.inFlight, log.mostInFlight <= sizes.chunksInFlight]).toEqual([0, true]);
        expect(log.chunks.every(([, chunk]) => chunk.length > 0 && chunk.length <= sizes.chunkSize)).toBe(true);
      }),
      { seed: 11, numRuns: 60 },
    );
  });

  it('makes whoever adds wait while all chunks are on their way', async () => {
    const gates = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    let sent = 0;
    const { sender } = senderOf({
      chunkSize: 1,
      chunksInFlight: 1,
      send: async () => {
        await gates[sent++]?.promise;
        return { items: [], chunkUids: [] };
      },
    });
    await sender.add('INSERT', [item(1)]);
    let isTaken = false;
    const adding = sender.add('INSERT', [item(2)]).then(() => {
      isTaken = true;
    });
    await setImmediate();
    expect([sent, isTaken]).toEqual([1, false]);
    gates[0]?.resolve(undefined);
    await adding;
    expect([sent, isTaken]).toEqual([2, true]);
    gates[1]?.resolve(undefined);
    await sender.drain();
  });

  it('sends what there is once pages have waited too long', async () => {
    const { sender, log } = senderOf({ isOverdue: () => true });
    await sender.add('INSERT', range(0, 1));
    await sender.add('UPDATE', range(1, 5));
    await sender.drain();
    expect(log.chunks.map(([operation, chunk]) => `${operation} ${chunk.length}`)).toEqual([
      'INSERT 1',
      'UPDATE 3',
      'UPDATE 1',
    ]);
  });

  it('sends nothing more after a failure, lets what is in flight settle and says why', async () => {
    const failure = new EngineError('unavailable', 'the hub went away');
    const { sender, log } = senderOf({
      chunkSize: 1,
      turnsOf: (nth) => (nth === 1 ? 1 : 5),
      fails: (nth) => (nth === 1 ? failure : undefined),
    });
    await expect(sender.add('INSERT', range(0, 10))).rejects.toBe(failure);
    await expect(sender.add('INSERT', range(10, 11))).rejects.toBe(failure);
    await expect(sender.drain()).rejects.toBe(failure);
    expect([log.chunks.length, log.settled, log.inFlight]).toEqual([2, [1], 0]);
    await expect(sender.drain()).rejects.toBe(failure);
    expect(log.chunks).toHaveLength(2);
  });

  it('fails with the first of several failures, also where storing the fates fails', async () => {
    const first = new EngineError('conflict', 'another run took over');
    const { sender } = senderOf({
      chunkSize: 1,
      chunksInFlight: 4,
      settle: () => Promise.reject(first),
      fails: (nth) => (nth === 3 ? new Error('later') : undefined),
      turnsOf: (nth) => nth,
    });
    await expect(sender.add('INSERT', range(0, 3)).then(() => sender.drain())).rejects.toBe(first);
  });

  it('makes an error of whatever else is thrown', async () => {
    // An abort may carry anything as its reason.
    const settle = () =>
      Promise.resolve().then(() => {
        AbortSignal.abort('a text').throwIfAborted();
      });
    const { sender } = senderOf({ settle });
    await sender.add('INSERT', range(0, 1));
    await expect(sender.drain()).rejects.toBeInstanceOf(EngineError);
  });
});
