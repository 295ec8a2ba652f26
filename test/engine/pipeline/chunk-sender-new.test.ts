// Rows that leave as bytes: their chunks, their order, and what happens when one of them fails.

import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineError } from '../../../engine/failures/engine-error.ts';
import { createChunkSender, type ChunkSenderNeeds } from '../../../engine/pipeline/chunk-sender.ts';
import { countRows, type NewRows, type RowRange } from '../../../engine/pipeline/new-rows.ts';
import type { PageItem } from '../../../engine/pipeline/open-page.ts';

/** A range of a page that nothing asks for more than its rows. */
const range = (from: number, to: number): NewRows => [{ from, to } as RowRange];
const numbersOf = (rows: NewRows): readonly number[] =>
  rows.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at));

function senderOf(
  more: Partial<ChunkSenderNeeds> & { readonly turnsOf?: (nth: number) => number; readonly failsAt?: number } = {},
) {
  const log = {
    chunks: [] as (readonly number[] | string)[],
    announced: [] as (readonly number[])[][],
    uids: [] as string[],
    inFlight: 0,
    mostInFlight: 0,
    settled: [] as number[],
    moreToCome: [] as boolean[],
  };
  const failure = new EngineError('unavailable', 'the hub went away');
  const sender = createChunkSender({
    chunkSize: 3,
    chunksInFlight: 2,
    isOverdue: () => false,
    send: (operation, items) => {
      log.chunks.push(`${operation} ${items.length}`);
      return Promise.resolve({ items: [], chunkUids: [] });
    },
    announceNew: async (chunks) => {
      await setImmediate();
      log.announced.push(chunks.map(numbersOf));
      return chunks.map((rows) => `uid of ${numbersOf(rows).join(' ')}`);
    },
    sendNew: async (rows, chunkUid) => {
      log.uids.push(chunkUid);
      log.chunks.push(numbersOf(rows));
      const nth = log.chunks.length;
      log.inFlight += 1;
      log.mostInFlight = Math.max(log.mostInFlight, log.inFlight);
      for (let turn = 0; turn < (more.turnsOf?.(nth) ?? 1); turn += 1) await setImmediate();
      log.inFlight -= 1;
      if (nth === more.failsAt) throw failure;
      const uids = { source: Buffer.alloc(0), starts: new Uint32Array(), ends: new Uint32Array() };
      return { items: [], chunkUids: [], created: { rows, uids } };
    },
    settle: async ({ created }, { moreToCome }) => {
      log.moreToCome.push(moreToCome);
      await setImmediate();
      log.settled.push(...numbersOf(created?.rows ?? []));
    },
    ...more,
  });
  return { sender, log, failure };
}

describe('new rows', () => {
  it('fill chunks across ranges and pages, in the order they come', async () => {
    const { sender, log } = senderOf();
    await sender.addNew(range(0, 2));
    expect(log.chunks).toEqual([]);
    await sender.addNew([...range(2, 3), ...range(10, 14)]);
    await sender.addNew([]);
    expect(log.announced.flat()).not.toContainEqual([13]);
    await sender.drain();
    expect(log.chunks).toEqual([[0, 1, 2], [10, 11, 12], [13]]);
    expect(log.settled.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 10, 11, 12, 13]);
  });

  it('are announced together before the first of them leaves, each under a uid of its own', async () => {
    const { sender, log } = senderOf({
      sendNew: (rows, chunkUid) => {
        expect(log.announced.flat()).toContainEqual(numbersOf(rows));
        log.uids.push(chunkUid);
        return Promise.resolve({ items: [], chunkUids: [chunkUid] });
      },
    });
    await sender.addNew(range(0, 10));
    await sender.drain();
    expect(log.announced).toEqual([
      [
        [0, 1, 2],
        [3, 4, 5],
        [6, 7, 8],
      ],
      [[9]],
    ]);
    expect(log.uids).toEqual(['uid of 0 1 2', 'uid of 3 4 5', 'uid of 6 7 8', 'uid of 9']);
  });

  it('stay where they are when they cannot be announced', async () => {
    const { sender, log } = senderOf({ announceNew: () => Promise.reject(new Error('the disk is full')) });
    await sender.addNew(range(0, 3));
    await expect(sender.drain()).rejects.toThrow('the disk is full');
    expect([log.chunks, log.settled]).toEqual([[], []]);
  });

  it('tell what is stored whether more is on its way', async () => {
    const { sender, log } = senderOf({ turnsOf: (nth) => nth });
    await sender.addNew(range(0, 6));
    await sender.drain();
    expect(log.moreToCome).toEqual([true, false]);
  });

  it('are each sent once and settled, never with more chunks in flight than allowed', async () => {
    const sizes = fc.record({
      chunkSize: fc.integer({ min: 1, max: 5 }),
      chunksInFlight: fc.integer({ min: 1, max: 4 }),
    });
    const turns = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(12)), sizes, turns, async (counts, limits, wait) => {
        const { sender, log } = senderOf({ ...limits, turnsOf: (nth) => wait[nth % wait.length] ?? 0 });
        let next = 0;
        for (const count of counts) {
          await sender.addNew(count === 0 ? [] : range(next, next + count));
          next += count;
        }
        await sender.drain();
        const all = Array.from({ length: next }, (_, at) => at);
        // As they were read, chunk after chunk, all of them full but the last.
        expect(log.chunks.flat()).toEqual(all);
        expect(log.chunks.slice(0, -1).every((chunk) => chunk.length === limits.chunkSize)).toBe(true);
        expect(log.settled.toSorted((a, b) => a - b)).toEqual(all);
        expect([log.inFlight, log.mostInFlight <= limits.chunksInFlight]).toEqual([0, true]);
      }),
      { seed: 12, numRuns: 60 },
    );
  });

  it('leave with the records that wait where pages have waited too long', async () => {
    let isOverdue = false;
    const { sender, log } = senderOf({ isOverdue: () => isOverdue });
    await sender.add('INSERT', [{} as PageItem]);
    await sender.addNew(range(0, 1));
    expect(log.chunks).toEqual([]);
    isOverdue = true;
    await sender.addNew(range(1, 2));
    await sender.drain();
    expect(log.chunks.toSorted()).toEqual([[0, 1], 'INSERT 1']);
    expect(log.chunks).toHaveLength(2);
  });

  it('are not sent any more after a failure; what is in flight is settled', async () => {
    const { sender, log, failure } = senderOf({ chunkSize: 1, failsAt: 1, turnsOf: (nth) => (nth === 1 ? 1 : 5) });
    await expect(sender.addNew(range(0, 10))).rejects.toBe(failure);
    await expect(sender.addNew(range(10, 11))).rejects.toBe(failure);
    await expect(sender.add('INSERT', [])).rejects.toBe(failure);
    await expect(sender.drain()).rejects.toBe(failure);
    expect([log.chunks.length, log.settled, log.inFlight]).toEqual([2, [1], 0]);
  });

  it('count as many as their ranges hold', () => {
    expect(countRows([...range(3, 7), ...range(9, 10)])).toBe(5);
  });
});
