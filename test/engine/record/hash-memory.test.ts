import fc from 'fast-check';
import { createBLAKE3, createXXHash128 } from 'hash-wasm';
import { describe, expect, it } from 'vitest';
import { createHashMemory, type HashMemory } from '../../../engine/record/hash-memory.ts';

// Another implementation, which made these hashes before: what a ledger holds has to be made again bit by bit.
const [xxh128, blake3] = await Promise.all([createXXHash128(), createBLAKE3()]);
const xxh128Of = (bytes: Uint8Array): string => xxh128.init().update(bytes).digest('hex');
const blake3Of = (bytes: Uint8Array): string => blake3.init().update(bytes).digest('hex');

const anyBytes = fc
  .tuple(fc.integer({ min: 0, max: 100_000 }), fc.integer())
  .map(([length, seed]) => makeBytes(length, seed));

/** Always the same for a seed. */
function makeBytes(length: number, seed: number): Buffer {
  let state = seed;
  const bytes = Uint8Array.from({ length }, () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x3243f6a9;
    return state >>> 24;
  });
  return Buffer.from(bytes);
}

function expectSameHashes(memory: HashMemory, bytes: Uint8Array, at: number): void {
  const room = memory.makeRoom(at + bytes.length + 100);
  // Whatever lies around the text has no say.
  room.fill(0xa5, at + bytes.length, at + bytes.length + 100);
  room.set(bytes, at);
  const hashes = [memory.bkHash, memory.fingerprint, memory.dataHash].map((hash) =>
    hash(at, at + bytes.length).toString('hex'),
  );
  expect(hashes).toEqual([xxh128Of(bytes), xxh128Of(bytes), blake3Of(bytes)]);
  expect(room.compare(bytes, 0, bytes.length, at, at + bytes.length)).toBe(0);
}

describe('the hashes of a memory', () => {
  it('are those of another implementation at every length up to 2000', () => {
    const memory = createHashMemory();
    const bytes = makeBytes(2000, 20251208);
    for (let length = 0; length <= bytes.length; length += 1) {
      expectSameHashes(memory, bytes.subarray(0, length), length % 17);
    }
  });

  it('are those of another implementation around every border of chunks and blocks', () => {
    const memory = createHashMemory();
    const bytes = makeBytes(20 * 1024, 7);
    const borders = Array.from({ length: 20 }, (_, chunks) => chunks * 1024 + 1024);
    for (const border of borders) {
      for (const length of [border - 64, border - 1, border, border + 1].filter((one) => one <= bytes.length)) {
        expectSameHashes(memory, bytes.subarray(0, length), 3);
      }
    }
  });

  it('are those of another implementation for any bytes at any place', () => {
    const memory = createHashMemory();
    fc.assert(
      fc.property(anyBytes, fc.integer({ min: 0, max: 300 }), (bytes, at) => expectSameHashes(memory, bytes, at)),
      { seed: 20251208, numRuns: 150 },
    );
  });

  it('hash a text that fills the memory to its last byte', () => {
    const memory = createHashMemory();
    const room = memory.makeRoom(100_000);
    room.set(makeBytes(room.length, 3));
    for (const from of [0, 1, room.length - 241, room.length - 65, room.length - 1, room.length]) {
      expect(memory.dataHash(from, room.length).toString('hex')).toBe(blake3Of(room.subarray(from)));
      expect(memory.bkHash(from, room.length).toString('hex')).toBe(xxh128Of(room.subarray(from)));
    }
  });

  it('hold until the next call of their kind', () => {
    const memory = createHashMemory();
    memory.makeRoom(300).set(makeBytes(300, 1));
    const hashes = [memory.bkHash(0, 20), memory.fingerprint(0, 250), memory.dataHash(20, 250)];
    const before = hashes.map((hash) => hash.toString('hex'));
    memory.dataHash(20, 250);
    expect(hashes.map((hash) => hash.toString('hex'))).toEqual(before);
    memory.bkHash(0, 21);
    expect(hashes.map((hash) => hash.toString('hex') === before[hashes.indexOf(hash)])).toEqual([false, true, true]);
  });
});

describe('a memory that has to grow', () => {
  it('hashes what is written there as before', () => {
    const memory = createHashMemory();
    const bytes = makeBytes(5000, 11);
    memory.makeRoom(bytes.length).set(bytes);
    const before = memory.dataHash(0, bytes.length).toString('hex');
    const room = memory.makeRoom(5_000_000);
    expect(room.length).toBe(5_000_000);
    room.set(bytes);
    expect(memory.dataHash(0, bytes.length).toString('hex')).toBe(before);
    expect(memory.bkHash(0, bytes.length).toString('hex')).toBe(xxh128Of(bytes));
  });

  it('shares nothing with another one', () => {
    const [one, other] = [createHashMemory(), createHashMemory()];
    one.makeRoom(10).fill(1, 0, 10);
    other.makeRoom(10).fill(2, 0, 10);
    expect(one.bkHash(0, 10)).not.toEqual(other.bkHash(0, 10));
  });
});
