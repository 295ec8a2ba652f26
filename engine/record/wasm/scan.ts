// Finds the values of flat rows in the bytes of a page (row-scanner.ts says what for).
// Promises: as the JSON grammar has it, given valid UTF-8 and a zero behind the page.

import {
  BACKSLASH,
  CLOSE_OBJECT,
  DELETE,
  LETTER_E,
  LETTER_U,
  MINUS,
  PLUS,
  POINT,
  QUOTE,
  SPACE,
  ZERO,
} from './json-bytes';
import { isSame, unused } from './memory';

/** A double carries every whole number of so many digits. */
const EXACT_DIGITS: usize = 15;
const PRIME: u64 = 0x9e3779b185ebca87;

/** As in json-token.ts. */
const OTHER: u32 = 0;
const PLAIN_TEXT: u32 = 1;
const WHOLE: u32 = 2;

@unmanaged
export class Token {
  from: usize;
  to: usize;
  hash: u32;
  kind: u32;
}

/** What stands before a value, and the value's place among the columns. */
@unmanaged
class Piece {
  bytes: usize;
  length: usize;
  column: u32;
}

/** Whether the bytes are a row of this form; then each column has its token. */
export function scanRow(pieces: usize, count: u32, start: usize, end: usize, tokens: usize): bool {
  let at = start;
  for (let place: u32 = 0; place < count; place += 1) {
    const piece = changetype<Piece>(pieces + place * offsetof<Piece>());
    if (!isSame(at, piece.bytes, piece.length)) return false;
    at += piece.length;
    const token = changetype<Token>(tokens + piece.column * offsetof<Token>());
    token.from = at;
    at = scanValue(at, token);
    if (at == 0 || at >= end) return false;
    token.to = at;
    token.hash = hashOf(token.from, at);
  }
  return load<u8>(at) == CLOSE_OBJECT && at + 1 == end;
}

/** Where the value ends, 0 where it is none; sets its kind. */
function scanValue(from: usize, token: Token): usize {
  token.kind = OTHER;
  if (load<u8>(from) == QUOTE) {
    const at = skipPlain(from + 1);
    if (load<u8>(at) != QUOTE) return endOfText(at);
    token.kind = PLAIN_TEXT;
    return at + 1;
  }
  const end = endOfNumber(from);
  if (end == 0) return endOfLiteral(from);
  if (isExactWhole(from, end)) token.kind = WHOLE;
  return end;
}

/** To the first byte that is not printable ASCII, or a quotation mark or a backslash. */
function skipPlain(from: usize): usize {
  let at = from;
  let others = othersIn(at);
  for (; others == 0; others = othersIn(at)) at += 16;
  return at + ctz<i32>(others);
}

/** A bit for each of 16 bytes. */
function othersIn(at: usize): i32 {
  const bytes = v128.load(at);
  // Bytes above 0x7f are negative.
  const low = i8x16.lt_s(bytes, i8x16.splat(SPACE));
  const quote = i8x16.eq(bytes, i8x16.splat(QUOTE));
  const backslash = i8x16.eq(bytes, i8x16.splat(BACKSLASH));
  const above = i8x16.eq(bytes, i8x16.splat(DELETE));
  return i8x16.bitmask(v128.or(v128.or(low, quote), v128.or(backslash, above)));
}

/** `from`: any place inside it. */
function endOfText(from: usize): usize {
  let at = from;
  for (let byte = load<u8>(at); byte != QUOTE; byte = load<u8>(++at)) {
    if (byte < SPACE) return 0;
    if (byte != BACKSLASH) continue;
    const escaped = load<u8>(++at);
    if (escaped != LETTER_U && !isEscape(escaped)) return 0;
    if (escaped != LETTER_U) continue;
    for (let digit = 0; digit < 4; digit += 1) if (!isHexDigit(load<u8>(++at))) return 0;
  }
  return at + 1;
}

/** One of `"\/bfnrt`. */
function isEscape(byte: u8): bool {
  return (
    byte == QUOTE ||
    byte == BACKSLASH ||
    byte == 0x2f ||
    byte == 0x62 ||
    byte == 0x66 ||
    byte == 0x6e ||
    byte == 0x72 ||
    byte == 0x74
  );
}

function isHexDigit(byte: u8): bool {
  return <u8>(byte - ZERO) <= 9 || <u8>((byte | 0x20) - 0x61) <= 5;
}

function endOfNumber(from: usize): usize {
  const whole = from + usize(load<u8>(from) == MINUS);
  let at = skipDigits(whole);
  if (at == whole || (load<u8>(whole) == ZERO && at > whole + 1)) return 0;
  if (load<u8>(at) == POINT) {
    const fraction = at + 1;
    at = skipDigits(fraction);
    if (at == fraction) return 0;
  }
  if ((load<u8>(at) | 0x20) == LETTER_E) {
    const sign = load<u8>(at + 1);
    const exponent = at + 1 + usize(sign == MINUS || sign == PLUS);
    at = skipDigits(exponent);
    if (at == exponent) return 0;
  }
  return at;
}

function skipDigits(from: usize): usize {
  let at = from;
  while (<u8>(load<u8>(at) - ZERO) <= 9) at += 1;
  return at;
}

function endOfLiteral(from: usize): usize {
  // null, true, false
  const word = load<u32>(from);
  if (word == 0x6c6c756e || word == 0x65757274) return from + 4;
  return word == 0x736c6166 && load<u8>(from, 4) == LETTER_E ? from + 5 : 0;
}

/** Whether a number is whole and short enough to be its own canonical text. */
function isExactWhole(from: usize, to: usize): bool {
  const isNegative = load<u8>(from) == MINUS;
  const first = from + usize(isNegative);
  if (to - first > EXACT_DIGITS || (isNegative && load<u8>(first) == ZERO)) return false;
  return skipDigits(first) == to;
}

function hashOf(from: usize, to: usize): u32 {
  let hash = <u64>(to - from) * PRIME;
  let at = from;
  for (; at + 8 <= to; at += 8) hash = mix(hash ^ load<u64>(at));
  if (at < to) hash = mix(hash ^ (load<u64>(at) << unused(to - at)));
  return <u32>hash;
}

function mix(word: u64): u64 {
  const product = word * PRIME;
  return product ^ (product >> 32);
}
