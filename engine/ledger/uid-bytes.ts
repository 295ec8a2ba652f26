// A target uid at the end of a record. Nearly every one is a UUID as it is commonly written, which takes 16 bytes:
//
//   0 | UUID 16     or     length + 1 | text
//
// Promises: what is read is what was written, to the character. A UUID in capitals or without dashes stays text.

import { MAX_NUMBER_BYTES, numberBytes, readNumber, writeNumber } from './number-bytes.ts';

const UUID_MARK = 0;
const UUID_BYTES = 16;
const UUID_DIGITS = 36;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DASH = 0x2d;
/** Where the two digits of each byte begin. */
const PAIRS = Uint8Array.of(0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34);
/** More than two digits can come to, also where it stands for the first of them. */
const NO_DIGIT = 0x100;
const DIGITS = new Uint16Array(256).fill(NO_DIGIT);
for (const [value, digit] of Buffer.from('0123456789abcdef').entries()) DIGITS[digit] = value;

/** Beside the bytes of the text. */
export const MAX_UID_HEAD_BYTES = MAX_NUMBER_BYTES;

/** Bytes `from` to `to` of a source, in UTF-8. */
export interface UidText {
  readonly source: Uint8Array;
  readonly from: number;
  readonly to: number;
}

/** What `writeUid` writes of it. */
export function uidBytes(uid: UidText): number {
  if (isUuid(uid)) return 1 + UUID_BYTES;
  const length = uid.to - uid.from;
  return numberBytes(length + 1) + length;
}

/** Returns where the uid ends. */
export function writeUid(bytes: Uint8Array, at: number, uid: UidText): number {
  const { source, from, to } = uid;
  bytes[at] = UUID_MARK;
  // Written while it is looked at: nearly always it is one.
  if (hasDashes(uid) && writeDigits(bytes, at + 1, uid)) return at + 1 + UUID_BYTES;
  let next = writeNumber(bytes, at, to - from + 1);
  for (let byte = from; byte < to; byte += 1, next += 1) bytes[next] = source[byte] ?? 0;
  return next;
}

/** The same of a text. */
export function writeUidText(bytes: Buffer, at: number, uid: string): number {
  if (!UUID.test(uid)) {
    const from = writeNumber(bytes, at, Buffer.byteLength(uid, 'utf8') + 1);
    return from + bytes.write(uid, from, 'utf8');
  }
  bytes[at] = UUID_MARK;
  return at + 1 + bytes.write(uid.replaceAll('-', ''), at + 1, 'hex');
}

export function readUid(bytes: Buffer, at: number): string {
  const { value, end } = readNumber(bytes, at);
  if (value !== UUID_MARK) return bytes.toString('utf8', end, end + value - 1);
  const hex = bytes.toString('hex', end, end + UUID_BYTES);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function isUuid(uid: UidText): boolean {
  if (!hasDashes(uid)) return false;
  let all = 0;
  for (let byte = 0; byte < UUID_BYTES; byte += 1) all |= byteOf(uid, byte);
  return all <= 0xff;
}

/** False where they are not all digits of a UUID: what was written means nothing then. */
function writeDigits(bytes: Uint8Array, at: number, uid: UidText): boolean {
  let all = 0;
  for (let byte = 0; byte < UUID_BYTES; byte += 1) {
    const value = byteOf(uid, byte);
    bytes[at + byte] = value;
    all |= value;
  }
  return all <= 0xff;
}

function hasDashes({ source, from, to }: UidText): boolean {
  if (to - from !== UUID_DIGITS) return false;
  if (source[from + 8] !== DASH || source[from + 13] !== DASH) return false;
  return source[from + 18] === DASH && source[from + 23] === DASH;
}

/** Of a UUID; more than 255 where there are no two digits. */
function byteOf({ source, from }: UidText, byte: number): number {
  const pair = from + (PAIRS[byte] ?? 0);
  return ((DIGITS[source[pair] ?? 0] ?? 0) << 4) | (DIGITS[source[pair + 1] ?? 0] ?? 0);
}
