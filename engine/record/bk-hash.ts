// XXH128, seed 0, of a business key: 32 lower-case hex digits, canonical (big-endian) order.

import type { BkHash } from './shapes.ts';
import { hashText } from './text-hasher.ts';

/** Hash of `businessKeyJson`, the JCS array of the business-key values in configured order. */
export function bkHash(businessKeyJson: string): BkHash {
  return hashText(businessKeyJson, 'bkHash') as BkHash; // the only place that makes the brand, from 16 bytes in hex
}
