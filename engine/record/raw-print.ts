// The three forms of a fingerprint, 16 bytes by which an unchanged row is known:
//
//   of its bytes   96 bits of the XXH128 of the row as it stands in the page │ 32 bits that name the rules it is cleaned by
//   of its data    XXH128 of its data, keys and versions (fingerprint.ts), where its bytes were not at hand
//   moving         96 bits of that │ all ones: its bytes change from read to read although its data do not
//
// Promises: bytes are the shortest way to know a row and stand in the ledger wherever they keep still.

import { fingerprintOfBytes } from './fingerprint.ts';
import type { Fingerprint } from './shapes.ts';

export const PRINT_BYTES = 16;
const TAG_AT = 12;
const MOVING_TAG = 0xffffffff;
const MOVING_HEX = 'ffffffff';

/** 32 bits for all that decides what a row is cleaned to. */
export function rulesTagOf(rules: string): number {
  const hash = fingerprintOfBytes(Buffer.from(rules));
  const tag = new DataView(hash.buffer, hash.byteOffset).getUint32(0);
  return tag === MOVING_TAG ? 1 : tag;
}

/** The 16 bytes of a row that is known by its bytes; they hold until the next call. */
export function rawPrintOf(row: Uint8Array, rulesTag: number): Uint8Array {
  const print = fingerprintOfBytes(row);
  writeTag(rulesTag, print);
  return print;
}

/** The form of a row whose bytes move, from the fingerprint of its data. */
export function toMovingPrint(ofData: Fingerprint): Fingerprint {
  // Still 16 bytes in hex.
  return (ofData.slice(0, TAG_AT * 2) + MOVING_HEX) as Fingerprint;
}

/** The same in place of the given bytes. */
export function makeMoving(print: Uint8Array): void {
  writeTag(MOVING_TAG, print);
}

/** Whether a row with this stored print is known to have moving bytes. */
export function isMovingPrint(stored: Uint8Array): boolean {
  return stored.subarray(TAG_AT, PRINT_BYTES).every((byte) => byte === 0xff);
}

/** Whether both are of bytes, and under the same rules: then only the bytes differ. */
export function haveSameRules(stored: Uint8Array, own: Uint8Array): boolean {
  return Buffer.compare(stored.subarray(TAG_AT, PRINT_BYTES), own.subarray(TAG_AT, PRINT_BYTES)) === 0;
}

function writeTag(tag: number, print: Uint8Array): void {
  for (let byte = 0; byte < 4; byte += 1) print[TAG_AT + byte] = tag >>> (24 - byte * 8);
}
