// Where a page worker collects the parents that the rows of a page name: flat arrays that leave with the page.

import { KEY_BYTES } from '../ledger/record-list.ts';
import { PARENT, type SealedParents } from '../record/sealed-page.ts';

/** The key of a row's parent by a rule, 16 bytes that hold until the next; or why there is none. */
export type ParentKeyAt = (rule: number) => Uint8Array | 'none' | 'incomplete';

export interface ParentBuffer {
  /** Begins a page of at most so many rows. */
  begin(rows: number): void;
  /** Adds the parents of the next row. */
  add(keyAt: ParentKeyAt): void;
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
    add: (keyAt) => {
      for (let rule = 0; rule < rules; rule += 1, count += 1) {
        const key = keyAt(rule);
        if (typeof key === 'string') kinds[count] = PARENT[key];
        else {
          kinds[count] = PARENT.key;
          // Byte by byte: a copy by itself costs more than so few bytes.
          for (let byte = 0; byte < KEY_BYTES; byte += 1) keys[count * KEY_BYTES + byte] = key[byte] ?? 0;
        }
      }
    },
    end: () => (rules === 0 ? null : { kinds: kinds.slice(0, count), keys: keys.slice(0, count * KEY_BYTES) }),
  };
}
