// The brand of a key hash for text that the contract has checked.

import type { BkHash } from '../record/shapes.ts';

export function toBkHash(checked: string): BkHash {
  return checked as BkHash; // safe: the contract's pattern is what the brand promises
}
