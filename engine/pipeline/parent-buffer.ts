// Where a page worker collects the parents that the rows of a page name: flat arrays that leave with the page.

import type { SealedParents } from '../record/sealed-page.ts';
import { KEY_BYTES } from '../record/key-set.ts';

/** Writes the 16 bytes of the key of a row's parent by a rule, and says with one of PARENT whether there is one. */
export type ReadParentKey = (rule: number, keys: Uint8Array, at: number) => number;

export interface ParentBuffer {
  /** Begins a page of at most so many rows. */
  begin(rows: number): void;
  /** Adds the parents of the next row. */
  add(readKey: ReadParentKey): void;
  end(): SealedParents | null;
}

/** `rules`: how many parents a row has. */
export function createParentBuffer(rules: number): ParentBuffer {
  let kinds = new Uint8Array(0);
  let keys = new Uint8Array(0);
  let count = 0;
  return {
    begin: (rows) => {
      count = 0;
      if (rows * rules <= kinds.length) return;
      kinds = new Uint8Array(rows * rules);
      keys = new Uint8Array(rows * rules * KEY_BYTES);
    },
    add: (readKey) => {
      for (let rule = 0; rule < rules; rule += 1, count += 1) kinds[count] = readKey(rule, keys, count * KEY_BYTES);
    },
    end: () => (rules === 0 ? null : { kinds: kinds.slice(0, count), keys: keys.slice(0, count * KEY_BYTES) }),
  };
}
