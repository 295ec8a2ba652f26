// The keys that a run has read: a mark at the ledger index's place where the ledger knows the key, else in a set.

import { KEY_BYTES, createKeySet, type KeySet } from '../record/key-set.ts';
import type { BkHash } from '../record/shapes.ts';
import type { LedgerIndex } from './ledger-index.ts';

export interface SeenKeys extends Pick<KeySet, 'size' | 'reserve' | 'add' | 'addBytes' | 'has' | 'addAll'> {
  /** From here on keys of the ledger are marks; those seen before become marks too. */
  attach(index: LedgerIndex): void;
  /** The same as `add` for the key at a place of the attached index. */
  addPlace(place: number): boolean;
  /** Takes back what `addPlace` has just added. */
  removePlace(place: number): void;
  /** Keys of the attached index that were not seen. */
  listUnseen(): readonly BkHash[];
  /** Forgets the keys and the index, and gives the memory of the keys back at once. */
  clear(): void;
}

export function createSeenKeys(): SeenKeys {
  let others = createKeySet();
  let attached: { readonly index: LedgerIndex; readonly marks: Uint8Array } | null = null;
  let marked = 0;

  const mark = (marks: Uint8Array, place: number): boolean => {
    if (marks[place] !== 0) return false;
    marks[place] = 1;
    marked += 1;
    return true;
  };
  const addBytes = (bytes: Uint8Array, at: number): boolean => {
    const place = attached?.index.find(bytes, at) ?? -1;
    return attached !== null && place >= 0 ? mark(attached.marks, place) : others.addBytes(bytes, at);
  };
  const addAll = (bytes: Uint8Array, areNew?: Uint8Array): void => {
    if (attached === null || attached.index.size === 0) {
      others.addAll(bytes, areNew);
      return;
    }
    for (let nth = 0; (nth + 1) * KEY_BYTES <= bytes.byteLength; nth += 1) {
      if (addBytes(bytes, nth * KEY_BYTES) && areNew !== undefined) areNew[nth] = 1;
    }
  };

  return {
    get size() {
      return others.size + marked;
    },
    reserve: (keys) => others.reserve(keys - (attached?.index.size ?? 0)),
    attach: (index) => {
      const before = others;
      others = createKeySet();
      attached = { index, marks: new Uint8Array(index.places) };
      marked = 0;
      for (const block of before.blocks()) addAll(block);
      before.clear();
    },
    add: (key) => {
      const place = attached?.index.placeOf(key) ?? -1;
      return attached !== null && place >= 0 ? mark(attached.marks, place) : others.add(key);
    },
    addBytes,
    addPlace: (place) => attached !== null && mark(attached.marks, place),
    removePlace: (place) => {
      if (attached === null || attached.marks[place] === 0) return;
      attached.marks[place] = 0;
      marked -= 1;
    },
    has: (key) => {
      const place = attached?.index.placeOf(key) ?? -1;
      return attached !== null && place >= 0 ? attached.marks[place] !== 0 : others.has(key);
    },
    addAll,
    listUnseen: () => {
      const unseen: BkHash[] = [];
      if (attached === null) return unseen;
      const { index, marks } = attached;
      for (let place = 0; place < index.places; place += 1) {
        if (marks[place] === 0 && index.isTaken(place)) unseen.push(index.keyAt(place));
      }
      return unseen;
    },
    clear: () => {
      others.clear();
      attached = null;
      marked = 0;
    },
  };
}
