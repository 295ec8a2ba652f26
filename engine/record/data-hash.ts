// BLAKE3-256 of a record's canonical JSON: 64 lower-case hex digits.
// hash-wasm: 1.0 µs a 250-byte record on Node 24; blake3-jit 1.0-1.7 µs, blake3 2.1.7 1.7 µs (it fetches its native part while installing).

import { createBLAKE3 } from 'hash-wasm';
import type { DataHash } from './shapes.ts';
import { createByteHasher, createTextHasher } from './text-hasher.ts';

// Compiling the module is asynchronous and hashing is not: wait here, once per thread.
const hasher = await createBLAKE3();
const hash = createTextHasher(hasher);

/** The same of a text's UTF-8, as 32 bytes that hold until the next call. */
export const dataHashOfBytes = createByteHasher(hasher);

/** Hash of `json`, the JCS object of all mapped fields less those the entity excludes. */
export function dataHash(json: string): DataHash {
  return hash(json) as DataHash; // the only place that makes the brand, from 32 bytes in hex
}
