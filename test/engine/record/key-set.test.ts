import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKeySet } from '../../../engine/record/key-set.ts';
import type { BkHash } from '../../../engine/record/shapes.ts';

const ZERO = '0'.repeat(32);

/** Few words, zero among them, so that keys repeat, collide in their first word and are zero as a whole. */
const word = fc.constantFrom('00000000', '00000001', '00000400', '80000000', 'ffffffff');
const key = fc.tuple(word, word, word, word).map((words) => words.join('') as BkHash);
const anyKey = fc.oneof(
  key,
  fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('hex') as BkHash),
);

const bytesOf = (keys: readonly string[]): Uint8Array => Buffer.from(keys.join(''), 'hex');

describe('a set of keys', () => {
  it('says what a Set says, whatever is added in whatever way', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constantFrom('add' as const, 'addBytes' as const), keys: fc.tuple(anyKey) }),
      fc.record({ kind: fc.constant('reserve' as const), keys: fc.constant([]), room: fc.nat(5000) }),
      fc.record({ kind: fc.constant('addAll' as const), keys: fc.array(anyKey, { maxLength: 20 }) }),
      fc.record({ kind: fc.constant('clear' as const), keys: fc.constant([]) }),
    );
    fc.assert(
      fc.property(fc.array(step), fc.array(anyKey), (steps, questions) => {
        const keys = createKeySet();
        const model = new Set<BkHash>();
        for (const one of steps) {
          if (one.kind === 'add') expect(keys.add(one.keys[0])).toBe(!model.has(one.keys[0]));
          else if (one.kind === 'addBytes') {
            // From the middle of a buffer.
            expect(keys.addBytes(bytesOf(['ab', ...one.keys]), 1)).toBe(!model.has(one.keys[0]));
          } else if (one.kind === 'reserve') keys.reserve(one.room);
          else if (one.kind === 'clear') {
            keys.clear();
            model.clear();
          } else {
            const areNew = new Uint8Array(one.keys.length);
            keys.addAll(bytesOf(one.keys), areNew);
            const isFirst = one.keys.map((added, at) => !model.has(added) && one.keys.indexOf(added) === at);
            expect([...areNew]).toEqual(isFirst.map(Number));
          }
          for (const added of one.keys) model.add(added);
          expect(keys.size).toBe(model.size);
        }
        for (const one of [...questions, ...model]) {
          expect(keys.has(one)).toBe(model.has(one));
          expect(keys.hasBytes(bytesOf(['ab', one]), 1)).toBe(model.has(one));
        }
      }),
      { seed: 128 },
    );
  });

  it('keeps the zero key apart from empty places', () => {
    const keys = createKeySet();
    expect([keys.has(ZERO as BkHash), keys.size]).toEqual([false, 0]);
    expect([keys.add(ZERO as BkHash), keys.add(ZERO as BkHash)]).toEqual([true, false]);
    expect([keys.has(ZERO as BkHash), keys.size]).toEqual([true, 1]);
  });

  it('grows over many doublings without losing or inventing a key', () => {
    const keyAt = (index: number): BkHash =>
      (Math.imul(index, 0x9e3779b1) >>> 0)
        .toString(16)
        .padStart(8, '0')
        .padEnd(24, '5')
        .concat(index.toString(16).padStart(8, '0')) as BkHash;
    const keys = createKeySet();
    const count = 20_000;
    for (let index = 0; index < count; index += 1) keys.add(keyAt(index));
    expect(keys.size).toBe(count);
    for (let index = 0; index < count; index += 1) {
      expect([keys.has(keyAt(index)), keys.has(keyAt(index + count))]).toEqual([true, false]);
    }
  });

  it('finds keys that all want the same place', () => {
    const keys = createKeySet();
    const keyAt = (index: number) => `00000007${index.toString(16).padStart(24, '0')}` as BkHash;
    for (let index = 0; index < 2000; index += 1) expect(keys.add(keyAt(index))).toBe(true);
    expect([keys.size, keys.has(keyAt(1999)), keys.has(keyAt(2000))]).toEqual([2000, true, false]);
  });

  it('reads keys from the middle of a buffer, and leaves a part of a key alone', () => {
    const [a, b] = ['1'.repeat(32), '2'.repeat(32)] as [BkHash, BkHash];
    const bytes = bytesOf(['ff', a, b, 'abcd']);
    const keys = createKeySet();
    keys.addAll(bytes.subarray(1));
    expect([keys.size, keys.has(a), keys.has(b)]).toEqual([2, true, true]);
  });
});
