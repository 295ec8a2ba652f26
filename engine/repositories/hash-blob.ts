// Hashes are lower-case hex outside the store and blobs inside it: the only place that converts.

import type { BkHash, DataHash, Fingerprint } from '../record/shapes.ts';

export const BK_HASH_BYTES = 16;

export function toBlob(hash: BkHash | DataHash | Fingerprint): Buffer {
  return Buffer.from(hash, 'hex');
}

/** In the order of the primary keys: sorted bulk writes touch each page of the tree once. */
export function toSortedBlobs(hashes: readonly BkHash[]): readonly Buffer[] {
  return hashes.toSorted().map(toBlob);
}

export function toBkHash(blob: Uint8Array): BkHash {
  // Safe: the column only ever holds what toBlob made of a BkHash.
  return toHex(blob) as BkHash;
}

export function toDataHash(blob: Uint8Array): DataHash {
  // As in toBkHash.
  return toHex(blob) as DataHash;
}

/** The hashes end to end, in the order given; `further` ones are packed already. */
export function packHashes(hashes: readonly BkHash[], further: Uint8Array = NO_BYTES): Uint8Array {
  const packed = Buffer.from(hashes.join(''), 'hex');
  return further.length === 0 ? packed : Buffer.concat([further, packed]);
}

const NO_BYTES = new Uint8Array();

export function unpackHashes(blob: Uint8Array): readonly BkHash[] {
  const count = blob.length / BK_HASH_BYTES;
  return Array.from({ length: count }, (_, i) => toBkHash(blob.subarray(i * BK_HASH_BYTES, (i + 1) * BK_HASH_BYTES)));
}

export function toHex(blob: Uint8Array): string {
  return Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength).toString('hex');
}
