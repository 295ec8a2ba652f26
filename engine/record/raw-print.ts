// The three forms of a fingerprint, 16 bytes by which an unchanged row is known:
//
//   of its bytes   96 bits of the XXH128 of the row as it stands in the page │ 32 bits that name the rules it is cleaned by
//   of its data    XXH128 of its data, keys and versions (fingerprint.ts), where its bytes were not at hand
//   moving         96 bits of that │ all ones: its bytes change from read to read although its data do not
//
// Promises: bytes are the shortest way to know a row and stand in the ledger wherever they keep still.

import { createArea, type RecordMemory } from './record-memory.ts';
import type { Fingerprint } from './shapes.ts';
import { hashText } from './text-hasher.ts';

export const PRINT_BYTES = 16;
const TAG_AT = 12;
const TAG_BYTES = 4;
const MOVING_TAG = 0xffffffff;
const MOVING_HEX = 'ffffffff';

/** 32 bits for all that decides what a row is cleaned to. */
export function rulesTagOf(rules: string): number {
  const tag = Number.parseInt(hashText(rules, 'fingerprint').slice(0, TAG_BYTES * 2), 16);
  return tag === MOVING_TAG ? 1 : tag;
}

/** The rows of a page: row `n` is the bytes from `starts[n]` to `ends[n]`. */
export interface RowRanges {
  readonly count: number;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** A page in the memory that its rows are read in; good until the next page. */
export interface PageInMemory {
  /** Where the page begins. */
  readonly at: number;
  /** Where the prints of its rows are, 16 bytes each, and a copy of them. */
  readonly printsAt: number;
  readonly prints: Uint8Array;
}

export type PrintRows = (page: Uint8Array, rows: RowRanges) => PageInMemory;

/** Prints rows under these rules: all of a page in one call, over a copy of it. */
export function createPrintRows(rulesTag: number, memory: RecordMemory): PrintRows {
  const area = createArea(memory);
  return (page, { count, starts, ends }) => {
    const startsAt = area.makeRoom(starts.byteLength + ends.byteLength + count * PRINT_BYTES + page.length + BEHIND);
    const endsAt = startsAt + starts.byteLength;
    const printsAt = endsAt + ends.byteLength;
    const at = printsAt + count * PRINT_BYTES;
    const { bytes } = memory;
    bytes.set(bytesOf(starts), startsAt);
    bytes.set(bytesOf(ends), endsAt);
    bytes.set(page, at);
    // No value goes on behind the page.
    bytes.fill(0, at + page.length, at + page.length + BEHIND);
    memory.module.tagRanges(startsAt, endsAt, count, at, rulesTag, printsAt);
    return { at, printsAt, prints: new Uint8Array(bytes.subarray(printsAt, at)) };
  };
}

/** Readers look this far ahead. */
const BEHIND = 64;

function bytesOf(numbers: Uint32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}

/** The form of a row whose bytes move, from the fingerprint of its data. */
export function toMovingPrint(ofData: Fingerprint): Fingerprint {
  // Still 16 bytes in hex.
  return (ofData.slice(0, TAG_AT * 2) + MOVING_HEX) as Fingerprint;
}

/** The same in place of the given bytes. */
export function makeMoving(print: Uint8Array): void {
  for (let at = TAG_AT; at < PRINT_BYTES; at += 1) print[at] = 0xff;
}

/** Whether a row with this stored print is known to have moving bytes. */
export function isMovingPrint(stored: Uint8Array): boolean {
  return stored.subarray(TAG_AT, PRINT_BYTES).every((byte) => byte === 0xff);
}

/** Whether both are of bytes, and under the same rules: then only the bytes differ. */
export function haveSameRules(stored: Uint8Array, own: Uint8Array): boolean {
  return Buffer.compare(stored.subarray(TAG_AT, PRINT_BYTES), own.subarray(TAG_AT, PRINT_BYTES)) === 0;
}
