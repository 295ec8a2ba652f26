import { readFileSync } from 'node:fs';
import { hash as blake3OfOther } from 'blake3';
import { hash as blake3Jit } from 'blake3-jit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { XXHash128 } from 'xxhash-addon';
import { bkHash } from '../../../engine/record/bk-hash.ts';
import { dataHash } from '../../../engine/record/data-hash.ts';
import { createHashMemory } from '../../../engine/record/hash-memory.ts';

function readVectors<Vectors>(path: string): Vectors {
  // The files are in the repository; their shape is what the test reads below.
  return JSON.parse(readFileSync(new URL(`../../data/vectors/${path}`, import.meta.url), 'utf8')) as Vectors;
}

const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ minLength: 3000, maxLength: 20_000 }));

describe('dataHash', () => {
  it('rests on an implementation that passes every official BLAKE3 vector', () => {
    const { cases } = readVectors<{ cases: { input_len: number; hash: string }[] }>('blake3/test_vectors.json');
    const memory = createHashMemory();
    expect(cases).toHaveLength(35);
    for (const { input_len: length, hash } of cases) {
      const input = Uint8Array.from({ length }, (_, index) => index % 251);
      memory.makeRoom(length).set(input);
      expect(memory.dataHash(0, length).toString('hex')).toBe(hash.slice(0, 64));
      expect(Buffer.from(blake3Jit(input)).toString('hex')).toBe(hash.slice(0, 64));
    }
  });

  it('agrees with two other implementations on any text', () => {
    fc.assert(
      fc.property(text, (input) => {
        const hash = dataHash(input);
        expect(hash).toBe(blake3OfOther(input).toString('hex'));
        expect(hash).toBe(Buffer.from(blake3Jit(Buffer.from(input))).toString('hex'));
      }),
      { seed: 20251208 },
    );
  });
});

describe('bkHash', () => {
  it('rests on an implementation that passes every official XXH128 vector of seed 0', () => {
    interface Case {
      readonly len: number;
      readonly seed: string;
      readonly hash: string;
    }
    const file = readVectors<{ published: Case[]; buffer: { size: number } }>('xxhash/xxh128_vectors.json');
    const cases = Object.values(file)
      .filter((value): value is Case[] => Array.isArray(value))
      .flat()
      .filter((one) => BigInt(one.seed) === 0n);
    const buffer = sanityBuffer(file.buffer.size);
    const memory = createHashMemory();
    memory.makeRoom(buffer.length).set(buffer);
    expect(cases.length).toBeGreaterThan(4000);
    for (const { len, hash } of cases) {
      expect(memory.bkHash(0, len).toString('hex')).toBe(hash);
    }
  });

  it('agrees with a second implementation on any text, in canonical order', () => {
    fc.assert(
      fc.property(text, (input) => {
        expect(bkHash(input)).toBe(XXHash128.hash(Buffer.from(input)).toString('hex'));
      }),
      { seed: 20251208 },
    );
  });

  it('gives the published hash of nothing', () => {
    expect(bkHash('')).toBe('99aa06d3014798d86001c324468d497f');
  });
});

/** The buffer of xxHash's own sanity tests. */
function sanityBuffer(size: number): Uint8Array {
  const mask = 2n ** 64n - 1n;
  let generator = 2654435761n;
  return Uint8Array.from({ length: size }, () => {
    const byte = Number(generator >> 56n);
    generator = (generator * 11400714785074694797n) & mask;
    return byte;
  });
}
