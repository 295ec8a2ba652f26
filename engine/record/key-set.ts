// A set of 128-bit business-key hashes in flat memory, no objects: 21 bytes a key where their number was known, else up
// to 43.
// A run keeps every key it has seen here, to find repeated and absent records among millions.

import { freeMemory } from './free-memory.ts';
import { inBatches } from './in-batches.ts';
import type { BkHash } from './shapes.ts';

const WORDS = 4;
/** Of a business-key hash. */
export const KEY_BYTES = 16;
const START_PLACES = 1024;
/** Above 3 of 4 places taken, probing gets slow: then the table doubles. */
const MAX_LOAD = 0.75;

export interface KeySet {
  readonly size: number;
  /** Makes room for so many keys in all, so that the table does not double again and again on its way there. */
  reserve(keys: number): void;
  /** False where the key was there before. */
  add(key: BkHash): boolean;
  /** The same for the 16 bytes at `at`. */
  addBytes(bytes: Uint8Array, at: number): boolean;
  has(key: BkHash): boolean;
  /** The same for the 16 bytes at `at`. */
  hasBytes(bytes: Uint8Array, at: number): boolean;
  /** Adds keys stored end to end, 16 bytes each, as the store keeps them; 1 in `areNew` for each that was not there before. */
  addAll(bytes: Uint8Array, areNew?: Uint8Array): void;
  /** All keys as `addAll` takes them, one at a time, in no order; each holds until the next. */
  blocks(): Iterable<Uint8Array>;
  /** Forgets all keys and gives their memory back at once. */
  clear(): void;
}

/**
 * Open addressing with linear probing; XXH128 is uniform, so its first word, as a fraction of all, is the place. The zero
 * key is kept apart.
 */
export function createKeySet(): KeySet {
  let capacity = START_PLACES;
  let table = new Uint32Array(capacity * WORDS);
  let size = 0;
  let hasZero = false;
  // Read by nobody: without it nothing would be looked up ahead.
  let _ahead = 0;

  const find = (a: number, b: number, c: number, d: number): number => {
    let place = Math.floor((a / 2 ** 32) * capacity);
    for (;;) {
      const at = place * WORDS;
      const first = table[at] ?? 0;
      if (first === a && table[at + 1] === b && table[at + 2] === c && table[at + 3] === d) return at;
      if (first === 0 && table[at + 1] === 0 && table[at + 2] === 0 && table[at + 3] === 0) return -at - 1;
      place = place + 1 === capacity ? 0 : place + 1;
    }
  };

  const put = (a: number, b: number, c: number, d: number): boolean => {
    if (a === 0 && b === 0 && c === 0 && d === 0) {
      const isNew = !hasZero;
      hasZero = true;
      return isNew;
    }
    const found = find(a, b, c, d);
    if (found >= 0) return false;
    const at = -found - 1;
    table[at] = a;
    table[at + 1] = b;
    table[at + 2] = c;
    table[at + 3] = d;
    size += 1;
    if (size > capacity * MAX_LOAD) grow(capacity * 2);
    return true;
  };

  const grow = (places: number): void => {
    const old = table;
    capacity = places;
    table = new Uint32Array(capacity * WORDS);
    size = 0;
    for (let at = 0; at < old.length; at += WORDS) {
      const [a, b, c, d] = [old[at] ?? 0, old[at + 1] ?? 0, old[at + 2] ?? 0, old[at + 3] ?? 0];
      if (a !== 0 || b !== 0 || c !== 0 || d !== 0) put(a, b, c, d);
    }
    freeMemory(old);
  };

  const holds = (a: number, b: number, c: number, d: number): boolean =>
    a === 0 && b === 0 && c === 0 && d === 0 ? hasZero : find(a, b, c, d) >= 0;
  /** Reads where some keys may be (in-batches.ts). */
  const lookAhead = (keys: DataView, from: number, to: number): void => {
    for (let nth = from; nth < to; nth += 1) {
      _ahead ^= table[Math.floor((keys.getUint32(nth * KEY_BYTES) / 2 ** 32) * capacity) * WORDS] ?? 0;
    }
  };

  const word = (key: BkHash, index: number): number => Number.parseInt(key.slice(index * 8, index * 8 + 8), 16);

  return {
    get size() {
      return size + (hasZero ? 1 : 0);
    },
    reserve: (keys) => {
      const places = Math.ceil(keys / MAX_LOAD) + 1;
      if (places > capacity) grow(places);
    },
    add: (key) => put(word(key, 0), word(key, 1), word(key, 2), word(key, 3)),
    addBytes: (bytes, at) =>
      put(wordAt(bytes, at), wordAt(bytes, at + 4), wordAt(bytes, at + 8), wordAt(bytes, at + 12)),
    has: (key) => holds(word(key, 0), word(key, 1), word(key, 2), word(key, 3)),
    hasBytes: (bytes, at) =>
      holds(wordAt(bytes, at), wordAt(bytes, at + 4), wordAt(bytes, at + 8), wordAt(bytes, at + 12)),
    clear: () => {
      freeMemory(table);
      capacity = START_PLACES;
      table = new Uint32Array(capacity * WORDS);
      size = 0;
      hasZero = false;
    },
    *blocks() {
      const key = new DataView(new ArrayBuffer(WORDS * 4));
      if (hasZero) yield new Uint8Array(WORDS * 4);
      for (let at = 0; at < table.length; at += WORDS) {
        let isTaken = false;
        for (let word = 0; word < WORDS; word += 1) {
          const value = table[at + word] ?? 0;
          if (value !== 0) isTaken = true;
          key.setUint32(word * 4, value);
        }
        if (isTaken) yield new Uint8Array(key.buffer);
      }
    },
    addAll: (bytes, areNew) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const count = Math.floor(bytes.byteLength / KEY_BYTES);
      inBatches(count, (from, to) => {
        lookAhead(view, from, to);
        for (let nth = from; nth < to; nth += 1) {
          const at = nth * KEY_BYTES;
          const isNew = put(
            view.getUint32(at),
            view.getUint32(at + 4),
            view.getUint32(at + 8),
            view.getUint32(at + 12),
          );
          if (areNew !== undefined && isNew) areNew[nth] = 1;
        }
      });
    },
  };
}

/** A big-endian word of a hash. */
export function wordAt(bytes: Uint8Array, at: number): number {
  const [a, b, c, d] = [bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0, bytes[at + 3] ?? 0];
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}
