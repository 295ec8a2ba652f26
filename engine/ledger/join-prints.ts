// Keys and fingerprints of ledger records end to end, as the ledger index takes them.

import { KEY_AND_PRINT_BYTES } from './record-codec.ts';
import { sourceOf, startOf, type RecordList } from './record-list.ts';

/** 32 bytes a record: the key, then the fingerprint. */
export function joinPrints(list: RecordList): Uint8Array {
  const joined = new Uint8Array(list.starts.length * KEY_AND_PRINT_BYTES);
  let to = 0;
  for (const index of list.starts.keys()) {
    const [source, start] = [sourceOf(list, index), startOf(list, index)];
    // Byte by byte: a copy by itself costs more than so few bytes.
    for (let byte = 0; byte < KEY_AND_PRINT_BYTES; byte += 1) joined[to + byte] = source[start + byte] ?? 0;
    to += KEY_AND_PRINT_BYTES;
  }
  return joined;
}
