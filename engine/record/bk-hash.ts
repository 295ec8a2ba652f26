// XXH128, seed 0, of a business key: 32 lower-case hex digits, canonical (big-endian) order.
// hash-wasm: 0.8 µs a key on Node 24 against 1.2-1.7 µs with xxhash-addon, and no native part to install.

import { createXXHash128 } from 'hash-wasm';
import type { BkHash } from './shapes.ts';
import { createByteHasher, createTextHasher } from './text-hasher.ts';

// Compiling the module is asynchronous and hashing is not: wait here, once per thread.
const hasher = await createXXHash128();
const hash = createTextHasher(hasher);

/** The same of a text's UTF-8, as 16 bytes that hold until the next call. */
export const bkHashOfBytes = createByteHasher(hasher);

/** Hash of `businessKeyJson`, the JCS array of the business-key values in configured order. */
export function bkHash(businessKeyJson: string): BkHash {
  return hash(businessKeyJson) as BkHash; // the only place that makes the brand, from 16 bytes in hex
}
