// Writes the row whose cells were found, as the text that it is hashed by (row-span.ts says how it looks).

import { blake3 } from './blake3';
import { fieldAt, fieldCount, leavesOut } from './cells';
import { roomOfSourceKey, writeBusinessKey, writeSourceKey } from './keys';
import { copy, makeRoom, newText, Text, textOf } from './memory';
import { xxh128 } from './xxh128';
import { CLOSE_OBJECT, COMMA, LINE_BREAK, OPEN_OBJECT } from './json-bytes';

/** Of the row that was written last: key 16, fingerprint 16, data hash 32. */
export const DIGESTS = memory.data(64, 16);
const PRINT = DIGESTS + 16;
export const DATA_HASH = DIGESTS + 32;

/** Where the parts of a row are, in addresses. */
@unmanaged
export class Span {
  start: usize;
  rowversion: usize;
  sourceKey: usize;
  businessKey: usize;
  businessKeyEnd: usize;
  data: usize;
  end: usize;
  hashed: usize;
  hashedEnd: usize;
}
export const SPAN = memory.data(9 * 4, 16);

let row: Text = changetype<Text>(0);
let head: Text = changetype<Text>(0);

/** Once, before all else. `from` to `to`: what every row begins with. */
export function makeRows(from: usize, to: usize): void {
  row = newText(4096);
  head = textOf(from, to);
}

/** Writes the row over the one before, and hashes its key; the source key is that of the tokens where none is given. */
export function writeRow(tokens: usize, versionFrom: usize, versionTo: usize, keyFrom: usize, keyTo: usize): void {
  const part = changetype<Span>(SPAN);
  row.length = 0;
  makeRoom(row, head.length + (versionTo - versionFrom) + (keyTo - keyFrom) + roomOfRow(tokens));
  part.start = row.bytes;
  let at = copy(row.bytes, head.bytes, head.length);
  part.rowversion = at;
  at = copy(at, versionFrom, versionTo - versionFrom);
  store<u8>(at, LINE_BREAK);
  part.sourceKey = at + 1;
  at = keyFrom == 0 ? writeSourceKey(at + 1, tokens) : copy(at + 1, keyFrom, keyTo - keyFrom);
  store<u8>(at, LINE_BREAK);
  part.businessKey = at + 1;
  at = writeBusinessKey(at + 1);
  part.businessKeyEnd = at;
  store<u8>(at, LINE_BREAK);
  part.data = at + 1;
  at = writeData(at + 1);
  part.end = at;
  part.hashed = leavesOut ? at : part.data;
  part.hashedEnd = leavesOut ? writeHashed(at) : at;
  xxh128(part.businessKey, part.businessKeyEnd, DIGESTS);
}

/** More than all that a row's cells and tokens come to. */
function roomOfRow(tokens: usize): usize {
  let room: usize = 16 + roomOfSourceKey(tokens);
  for (let index: u32 = 0; index < fieldCount; index += 1) {
    const cell = fieldAt(index);
    // In the data, the copy that is hashed, the business key.
    room += 3 * (cell.end - cell.start + 1);
  }
  return room;
}

/** Cells begin with the brace or comma that stands before them. */
function writeData(from: usize): usize {
  let at = from;
  for (let index: u32 = 0; index < fieldCount; index += 1) {
    const cell = fieldAt(index);
    at = copy(at, cell.start, cell.end - cell.start);
  }
  store<u8>(at, CLOSE_OBJECT);
  return at + 1;
}

/** The data less what their hash leaves out. */
function writeHashed(from: usize): usize {
  store<u8>(from, OPEN_OBJECT);
  let at = from + 1;
  for (let index: u32 = 0; index < fieldCount; index += 1) {
    const cell = fieldAt(index);
    if (!cell.isHashed) continue;
    if (at > from + 1) store<u8>(at++, COMMA);
    at = copy(at, cell.start + 1, cell.end - cell.start - 1);
  }
  store<u8>(at, CLOSE_OBJECT);
  return at + 1;
}

/** Where a row of so many bytes can be written from outside; its span is set there too. */
export function roomForRow(bytes: usize): usize {
  row.length = 0;
  makeRoom(row, bytes);
  return row.bytes;
}

/** The fingerprint of the row that was written last, among the digests. */
export function printRow(): void {
  const part = changetype<Span>(SPAN);
  xxh128(part.start, part.end, PRINT);
}

/** The hash of its key, where it was written from outside. */
export function hashKey(): void {
  const part = changetype<Span>(SPAN);
  xxh128(part.businessKey, part.businessKeyEnd, DIGESTS);
}

export function hashData(): void {
  const part = changetype<Span>(SPAN);
  blake3(part.hashed, part.hashedEnd, DATA_HASH);
}
