// The ledger's keys and fingerprints in flat memory while a run reads: 32 bytes a place, found by either, shared with the
// page workers.
// Promises: filled once, before it is shared, and never changed: it says what the ledger held when the run began.

import { inBatches } from '../record/in-batches.ts';
import { KEY_BYTES, wordAt } from '../record/key-set.ts';
import type { BkHash } from '../record/shapes.ts';
import { PRINT_BYTES } from '../record/raw-print.ts';

const WORDS = 8;
const KEY_WORDS = 4;
/** Of three places two are taken: 48 bytes a record. Fuller tables probe longer, emptier ones miss the cache. */
const PLACES_PER_RECORD = 1.5;
const FEWEST_PLACES = 1024;

/** What another thread needs to open the same index. */
export interface IndexMemory {
  readonly memory: SharedArrayBuffer;
  readonly places: number;
  readonly size: number;
  /** Places by fingerprint, plus one. */
  readonly byPrint: SharedArrayBuffer;
}

export interface LedgerIndex extends IndexMemory {
  /** The place of the key of 16 bytes that stands at `at`; -1 where the ledger has no such record. */
  find(bytes: Uint8Array, at: number): number;
  /** The places of the keys, 16 bytes each; -1 where the ledger has none. */
  findKeys(keys: Uint8Array): Int32Array;
  has(key: BkHash): boolean;
  placeOf(key: BkHash): number;
  /** The places of the records with these fingerprints, 16 bytes each; -1 where there is none. */
  findPrints(prints: Uint8Array): Int32Array;
  /** Whether the record at `place` has this fingerprint; never where it has none. */
  isUnchanged(place: number, fingerprint: Uint8Array): boolean;
  /** Zeros where it has none. */
  printAt(place: number): Uint8Array;
  keyAt(place: number): BkHash;
  /** Writes the 16 bytes of the key at `place`. */
  writeKey(place: number, to: DataView, at: number): void;
  isTaken(place: number): boolean;
}

/** Fills a new index from what the ledger streams; `records` is its count. */
export async function loadLedgerIndex(records: number, blocks: AsyncIterable<Uint8Array>): Promise<LedgerIndex> {
  // Records that were added since they were counted must have their places too.
  const places = Math.max(FEWEST_PLACES, Math.ceil(records * PLACES_PER_RECORD));
  const memory = new SharedArrayBuffer(places * WORDS * Uint32Array.BYTES_PER_ELEMENT);
  const words = new Uint32Array(memory);
  let size = 0;
  for await (const block of blocks) {
    const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
    for (let at = 0; at < block.byteLength; at += WORDS * 4) {
      let place = placeFor(view.getUint32(at), places);
      while (isTaken(words, place)) place = place + 1 === places ? 0 : place + 1;
      for (let word = 0; word < WORDS; word += 1) words[place * WORDS + word] = view.getUint32(at + word * 4);
      size += 1;
    }
  }
  return openLedgerIndex({ memory, places, size, byPrint: indexPrints(words, places) });
}

/** Fingerprints are as uniform as keys: the first word is the place again; 6 bytes a record. */
function indexPrints(words: Uint32Array, places: number): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(places * Uint32Array.BYTES_PER_ELEMENT);
  const slots = new Uint32Array(memory);
  for (let place = 0; place < places; place += 1) {
    const at = place * WORDS + KEY_WORDS;
    const first = words[at] ?? 0;
    if (!isSet(words, at)) continue;
    let slot = placeFor(first, places);
    while (slots[slot] !== 0) slot = slot + 1 === places ? 0 : slot + 1;
    slots[slot] = place + 1;
  }
  return memory;
}

/** Opens an index that was filled, in this thread or another. */
export function openLedgerIndex({ memory, places, size, byPrint }: IndexMemory): LedgerIndex {
  const words = new Uint32Array(memory);
  const slots = new Uint32Array(byPrint);
  const findWords = (a: number, b: number, c: number, d: number): number => {
    let place = placeFor(a, places);
    for (;;) {
      const at = place * WORDS;
      if (words[at] === a && words[at + 1] === b && words[at + 2] === c && words[at + 3] === d) return place;
      if (!isTaken(words, place)) return -1;
      place = place + 1 === places ? 0 : place + 1;
    }
  };
  const findKey = (keys: DataView, at: number): number =>
    findWords(keys.getUint32(at), keys.getUint32(at + 4), keys.getUint32(at + 8), keys.getUint32(at + 12));
  const findPrint = (prints: DataView, from: number): number => {
    const [a, b] = [prints.getUint32(from), prints.getUint32(from + 4)];
    let slot = placeFor(a, places);
    for (;;) {
      const place = (slots[slot] ?? 0) - 1;
      if (place === -1) return -1;
      const at = place * WORDS + KEY_WORDS;
      const isHere = words[at] === a && words[at + 1] === b;
      if (isHere && words[at + 2] === prints.getUint32(from + 8) && words[at + 3] === prints.getUint32(from + 12)) {
        return place;
      }
      slot = slot + 1 === places ? 0 : slot + 1;
    }
  };
  // Read by nobody: without it nothing would be looked up ahead.
  let _ahead = 0;
  /** Reads where some fingerprints may be (in-batches.ts). */
  const lookAhead = (prints: DataView, likely: Int32Array, { from, to }: { from: number; to: number }): void => {
    for (let nth = from; nth < to; nth += 1) {
      likely[nth] = slots[placeFor(prints.getUint32(nth * PRINT_BYTES), places)] ?? 0;
    }
    for (let nth = from; nth < to; nth += 1) {
      const place = (likely[nth] ?? 0) - 1;
      if (place !== -1) _ahead ^= words[place * WORDS + KEY_WORDS] ?? 0;
    }
  };
  const placeOf = (key: BkHash): number => findWords(wordOf(key, 0), wordOf(key, 1), wordOf(key, 2), wordOf(key, 3));
  return {
    memory,
    places,
    size,
    byPrint,
    find: (bytes, at) =>
      findWords(wordAt(bytes, at), wordAt(bytes, at + 4), wordAt(bytes, at + 8), wordAt(bytes, at + 12)),
    findKeys: (keys) => {
      const found = new Int32Array(keys.byteLength / KEY_BYTES).fill(-1);
      if (size === 0) return found;
      const view = new DataView(keys.buffer, keys.byteOffset, keys.byteLength);
      inBatches(found.length, (from, to) => {
        for (let nth = from; nth < to; nth += 1) {
          _ahead ^= words[placeFor(view.getUint32(nth * KEY_BYTES), places) * WORDS] ?? 0;
        }
        for (let nth = from; nth < to; nth += 1) found[nth] = findKey(view, nth * KEY_BYTES);
      });
      return found;
    },
    placeOf,
    has: (key) => placeOf(key) >= 0,
    findPrints: (prints) => {
      const view = new DataView(prints.buffer, prints.byteOffset, prints.byteLength);
      const found = new Int32Array(prints.byteLength / PRINT_BYTES);
      inBatches(found.length, (from, to) => {
        lookAhead(view, found, { from, to });
        for (let nth = from; nth < to; nth += 1) found[nth] = findPrint(view, nth * PRINT_BYTES);
      });
      return found;
    },
    isUnchanged: (place, fingerprint) => {
      const at = place * WORDS + KEY_WORDS;
      let differing = 0;
      let present = 0;
      for (let word = 0; word < KEY_WORDS; word += 1) {
        const held = words[at + word] ?? 0;
        present |= held;
        differing |= held ^ wordAt(fingerprint, word * 4);
      }
      return present !== 0 && differing === 0;
    },
    printAt: (place) => {
      const print = new DataView(new ArrayBuffer(KEY_WORDS * 4));
      const at = place * WORDS + KEY_WORDS;
      for (let word = 0; word < KEY_WORDS; word += 1) print.setUint32(word * 4, words[at + word] ?? 0);
      return new Uint8Array(print.buffer);
    },
    keyAt: (place) => {
      let text = '';
      for (let word = 0; word < KEY_WORDS; word += 1) text += hexOf(words[place * WORDS + word] ?? 0);
      // Safe: the words are those of a stored BkHash.
      return text as BkHash;
    },
    writeKey: (place, to, at) => {
      for (let word = 0; word < KEY_WORDS; word += 1) to.setUint32(at + word * 4, words[place * WORDS + word] ?? 0);
    },
    isTaken: (place) => isTaken(words, place),
  };
}

/** XXH128 is uniform: its first word, as a fraction of all, is the place. Keys in order then fill places in order. */
function placeFor(firstWord: number, places: number): number {
  return Math.floor((firstWord / 2 ** 32) * places);
}

function isTaken(words: Uint32Array, place: number): boolean {
  return isSet(words, place * WORDS);
}

function isSet(words: Uint32Array, at: number): boolean {
  return words[at] !== 0 || words[at + 1] !== 0 || words[at + 2] !== 0 || words[at + 3] !== 0;
}

function wordOf(key: BkHash, index: number): number {
  return Number.parseInt(key.slice(index * 8, index * 8 + 8), 16);
}

function hexOf(word: number): string {
  return word.toString(16).padStart(8, '0');
}
