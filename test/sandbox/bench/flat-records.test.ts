import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addWords, checksumText, createChecksum, readHex } from '../../../sandbox/bench/checksum.ts';
import { createFlatRecords, RECORD_WORDS } from '../../../sandbox/bench/flat-records.ts';

/** Few keys, so that they meet; the same first word for several, so that they want the same place. */
const key = fc.integer({ min: 0, max: 30 });
const step = fc.record({ kind: fc.constantFrom('put', 'remove', 'save'), key, data: fc.nat(1000) });

function wordsOf(keyNumber: number, data: number): Uint32Array {
  const words = new Uint32Array(RECORD_WORDS);
  words.set([keyNumber % 3, keyNumber, 7, 2 ** 32 - 1, data, 0, 0, 0, 1, 2, 3, 4]);
  return words;
}

function checksumOf(held: ReadonlyMap<number, number>): string {
  const sum = createChecksum();
  for (const [keyNumber, data] of held) addWords(sum, wordsOf(keyNumber, data), 0);
  return checksumText(sum);
}

describe('flat records', () => {
  it('hold what a Map would hold, also after they were saved and read back', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        let records = createFlatRecords();
        const held = new Map<number, number>();
        for (const { kind, key: keyNumber, data } of steps) {
          const words = wordsOf(keyNumber, data);
          const number = records.find(words, 0);
          expect(number >= 0).toBe(held.has(keyNumber));
          if (kind === 'save') {
            const other = createFlatRecords();
            other.load(records.save());
            records = other;
          } else if (kind === 'remove' && number >= 0) {
            records.remove(number);
            held.delete(keyNumber);
            expect(records.has(number)).toBe(false);
          } else if (kind === 'put') {
            if (number >= 0) records.replace(number, words, 0);
            else expect(records.hasKey(records.add(words, 0), words, 0)).toBe(true);
            held.set(keyNumber, data);
          }
        }
        expect(records.content()).toEqual({ count: held.size, checksum: checksumOf(held) });
      }),
    );
  });

  it('find every record when the index has grown, before and after a save', () => {
    const records = createFlatRecords();
    const words = new Uint32Array(RECORD_WORDS);
    const count = 150_000;
    for (let at = 0; at < count; at += 1) {
      words.set([Math.imul(at, 2_654_435_761), at, 0, 0, at]);
      expect(records.add(words, 0)).toBe(at);
    }
    const other = createFlatRecords();
    other.load(records.save());
    let lost = 0;
    for (let at = 0; at < count; at += 1) {
      words.set([Math.imul(at, 2_654_435_761), at, 0, 0, 0]);
      if (records.find(words, 0) !== at || other.find(words, 0) !== at) lost += 1;
    }
    expect(lost).toBe(0);
    expect(other.content()).toEqual(records.content());
  });
});

describe('the checksum', () => {
  it('does not depend on the order of records, but on which hash is under which key', () => {
    const sumOf = (...list: readonly Uint32Array[]): string => {
      const sum = createChecksum();
      for (const words of list) addWords(sum, words, 0);
      return checksumText(sum);
    };
    const [one, two] = [wordsOf(1, 100), wordsOf(2, 200)];
    expect(sumOf(one, two)).toBe(sumOf(two, one));
    expect(sumOf(wordsOf(1, 200), wordsOf(2, 100))).not.toBe(sumOf(one, two));
    expect(sumOf(one)).not.toBe(sumOf(one, two));
  });

  it.each(['0123456789ABCDEF0123456789abcdef', '0123456789abcdeg0123456789abcdef', '0123', 'ä'.repeat(32)])(
    'is not made of %s',
    (text) => {
      expect(readHex(text, new Uint32Array(4), { at: 0, count: 4 })).toBe(false);
    },
  );

  it('reads hex digits into words', () => {
    const words = new Uint32Array(5);
    expect(readHex('0123456789abcdefffffffff00000001', words, { at: 1, count: 4 })).toBe(true);
    expect([...words]).toEqual([0, 0x01234567, 0x89abcdef, 0xffffffff, 1]);
  });
});
