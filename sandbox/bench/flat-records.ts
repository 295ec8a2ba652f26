// What the receiver holds of one entity, in flat memory: 48 bytes of hashes a record and an index of 8 bytes a place.

import { addWords, checksumText, createChecksum, type Content } from './checksum.ts';

const BLOCK_BITS = 16;
const BLOCK_RECORDS = 1 << BLOCK_BITS;
/** 4 words of bk_hash, 8 of data_hash. */
export const RECORD_WORDS = 12;
const KEY_WORDS = 4;
const FIRST_PLACES = 1 << 16;

/** Records are named by their number, in the order they came. */
export interface FlatRecords {
  /** Number of the record with the key in the 4 words from `at` on, or -1. */
  find(words: Uint32Array, at: number): number;
  /** True where the number names a record that is there. */
  has(number: number): boolean;
  /** True where the record has the key in the 4 words from `at` on. */
  hasKey(number: number, words: Uint32Array, at: number): boolean;
  /** Adds a record that is not there, its hashes in the words from `at` on; returns its number. */
  add(words: Uint32Array, at: number): number;
  replace(number: number, words: Uint32Array, at: number): void;
  remove(number: number): void;
  /** Copies the record's hashes into `words`. */
  read(number: number, words: Uint32Array): void;
  count(): number;
  content(): Content;
  /** Everything there is, as it can be read back. */
  save(): Buffer;
  load(saved: Buffer): void;
}

export function createFlatRecords(): FlatRecords {
  let blocks: Uint32Array[] = [];
  let alive: Uint8Array[] = [];
  let used = 0;
  let live = 0;
  // At each place the first word of a record's key and its number + 1, 0 where there is none. Keys are hashes: their first
  // word is the place they want, and tells nearly all keys apart without a look at the record, which is a cache miss.
  let index = new Uint32Array(FIRST_PLACES * 2);
  let mask = FIRST_PLACES - 1;

  const blockOf = (number: number): Uint32Array => {
    const block = blocks[number >>> BLOCK_BITS];
    if (block === undefined) throw new RangeError(`there is no record ${number}`);
    return block;
  };
  const startOf = (number: number): number => (number & (BLOCK_RECORDS - 1)) * RECORD_WORDS;
  const isAlive = (number: number): boolean => alive[number >>> BLOCK_BITS]?.[number & (BLOCK_RECORDS - 1)] === 1;
  const setAlive = (number: number, is: boolean): void => {
    const flags = alive[number >>> BLOCK_BITS];
    if (flags !== undefined) flags[number & (BLOCK_RECORDS - 1)] = is ? 1 : 0;
    live += is ? 1 : -1;
  };

  const hasKey = (number: number, words: Uint32Array, at: number): boolean => {
    const block = blockOf(number);
    const start = startOf(number);
    for (let word = 0; word < KEY_WORDS; word += 1) {
      if (block[start + word] !== words[at + word]) return false;
    }
    return true;
  };

  /** The place of the key, or the free one where it would go. */
  const placeOf = (words: Uint32Array, at: number): number => {
    const first = words[at] ?? 0;
    let place = first & mask;
    for (;;) {
      const entry = index[place * 2 + 1] ?? 0;
      if (entry === 0 || (index[place * 2] === first && hasKey(entry - 1, words, at))) return place;
      place = (place + 1) & mask;
    }
  };

  const takePlace = (place: number, first: number, number: number): void => {
    index[place * 2] = first;
    index[place * 2 + 1] = number + 1;
  };

  const fillIndex = (places: number): void => {
    index = new Uint32Array(places * 2);
    mask = places - 1;
    for (let number = 0; number < used; number += 1) {
      addToIndex(blockOf(number)[startOf(number)] ?? 0, number);
    }
  };
  const addToIndex = (first: number, number: number): void => {
    let place = first & mask;
    while (index[place * 2 + 1] !== 0) place = (place + 1) & mask;
    takePlace(place, first, number);
  };
  /** From place to place: neighbours stay near each other, and records need not be looked at. */
  const growIndex = (): void => {
    const before = index;
    index = new Uint32Array(before.length * 2);
    mask = before.length - 1;
    for (let at = 0; at < before.length; at += 2) {
      const entry = before[at + 1] ?? 0;
      if (entry !== 0) addToIndex(before[at] ?? 0, entry - 1);
    }
  };

  const write = (number: number, words: Uint32Array, at: number): void => {
    const block = blockOf(number);
    const start = startOf(number);
    for (let word = 0; word < RECORD_WORDS; word += 1) block[start + word] = words[at + word] ?? 0;
  };

  const find = (words: Uint32Array, at: number): number => {
    const number = (index[placeOf(words, at) * 2 + 1] ?? 0) - 1;
    return number >= 0 && isAlive(number) ? number : -1;
  };

  return {
    find,
    has: (number) => number >= 0 && number < used && isAlive(number),
    hasKey,
    add: (words, at) => {
      let place = placeOf(words, at);
      const before = (index[place * 2 + 1] ?? 0) - 1;
      if (before >= 0) {
        // It was there and was removed: it gets its old number back.
        write(before, words, at);
        setAlive(before, true);
        return before;
      }
      if (used * 10 > (mask + 1) * 7) {
        growIndex();
        place = placeOf(words, at);
      }
      const number = used;
      if ((number & (BLOCK_RECORDS - 1)) === 0) {
        blocks.push(new Uint32Array(BLOCK_RECORDS * RECORD_WORDS));
        alive.push(new Uint8Array(BLOCK_RECORDS));
      }
      used += 1;
      write(number, words, at);
      setAlive(number, true);
      takePlace(place, words[at] ?? 0, number);
      return number;
    },
    replace: write,
    remove: (number) => {
      setAlive(number, false);
    },
    read: (number, words) => {
      const at = startOf(number);
      words.set(blockOf(number).subarray(at, at + RECORD_WORDS));
    },
    count: () => live,
    content: () => {
      const sum = createChecksum();
      for (let number = 0; number < used; number += 1) {
        if (isAlive(number)) addWords(sum, blockOf(number), startOf(number));
      }
      return { count: live, checksum: checksumText(sum) };
    },
    save: () => {
      const parts = blocks.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength));
      return Buffer.concat([
        Buffer.from(Float64Array.of(used).buffer),
        ...alive.map((flags) => Buffer.from(flags)),
        ...parts,
      ]);
    },
    load: (saved) => {
      // A copy, so that the words are aligned.
      const bytes = Uint8Array.from(saved).buffer;
      used = new Float64Array(bytes, 0, 1)[0] ?? 0;
      const count = Math.ceil(used / BLOCK_RECORDS);
      const blocksAt = 8 + count * BLOCK_RECORDS;
      alive = Array.from({ length: count }, (_, at) => new Uint8Array(bytes, 8 + at * BLOCK_RECORDS, BLOCK_RECORDS));
      blocks = Array.from(
        { length: count },
        (_, at) =>
          new Uint32Array(bytes, blocksAt + at * BLOCK_RECORDS * RECORD_WORDS * 4, BLOCK_RECORDS * RECORD_WORDS),
      );
      live = alive.reduce((sum, flags) => sum + flags.reduce((all, flag) => all + flag, 0), 0);
      let places = FIRST_PLACES;
      while (used * 10 > places * 7) places *= 2;
      fillIndex(places);
    },
  };
}
