// BLAKE3-256 of a record's canonical JSON: 64 lower-case hex digits.

import type { DataHash } from './shapes.ts';
import { hashText } from './text-hasher.ts';

/** Hash of `json`, the JCS object of all mapped fields less those the entity excludes. */
export function dataHash(json: string): DataHash {
  return hashText(json, 'dataHash') as DataHash; // the only place that makes the brand, from 32 bytes in hex
}
