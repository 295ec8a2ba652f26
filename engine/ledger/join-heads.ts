// What ledger records begin with, end to end: their keys, or keys and fingerprints as the ledger index takes them.

import { KEY_AND_PRINT_BYTES } from './record-codec.ts';
import { sourceOf, startOf, type RecordList } from './record-list.ts';
import { KEY_BYTES } from '../record/key-set.ts';

/** 32 bytes a record: the key, then the fingerprint. */
export function joinPrints(list: RecordList): Uint8Array {
  return joinHeads(list, KEY_AND_PRINT_BYTES);
}

/** 16 bytes a record. */
export function joinKeys(list: RecordList): Uint8Array {
  return joinHeads(list, KEY_BYTES);
}

function joinHeads(list: RecordList, bytes: number): Uint8Array {
  const joined = new Uint8Array(list.starts.length * bytes);
  let to = 0;
  for (const index of list.starts.keys()) {
    const [source, start] = [sourceOf(list, index), startOf(list, index)];
    // Byte by byte: a copy by itself costs more than so few bytes.
    for (let byte = 0; byte < bytes; byte += 1) joined[to + byte] = source[start + byte] ?? 0;
    to += bytes;
  }
  return joined;
}
