// Scalars of JSON in bytes: where a text ends, and what a scalar holds. Where others end: wasm/scan.ts.
// Promises: exactly the grammar of JSON, given valid UTF-8, and exactly the values that parseLossless gives.

import { BACKSLASH, QUOTE, ZERO } from './json-bytes.ts';
import { parseLossless } from './lossless-json.ts';
import type { RawValue } from './shapes.ts';

/** What is known of a scalar before anybody reads it. */
export const TOKEN = {
  other: 0,
  /** Printable ASCII without an escape: canonical as it stands. */
  plainText: 1,
  /** A whole number of at most 15 digits, not -0: canonical as it stands. */
  whole: 2,
} as const;

/** A scalar in the bytes of a page. */
export interface JsonToken {
  from: number;
  to: number;
  /** One of `TOKEN`. */
  kind: number;
}

const MINUS = 0x2d;
const LETTER_U = 0x75;
const HEX = /^[\da-f]{4}$/i;
/** What may follow a backslash, `u` aside. */
const ESCAPED = new Set(Buffer.from('"\\/bfnrt'));

/** After the closing quotation mark of a text, -1 where it has none; `from` is any place inside it. */
export function endOfText(body: Buffer, from: number): number {
  for (let at = from; at < body.length; at += 1) {
    const byte = body[at] ?? 0;
    if (byte === QUOTE) return at + 1;
    if (byte < 0x20) return -1;
    if (byte !== BACKSLASH) continue;
    at += 1;
    if (ESCAPED.has(body[at] ?? 0)) continue;
    if (body[at] !== LETTER_U || !HEX.test(body.toString('latin1', at + 1, at + 5))) return -1;
    at += 4;
  }
  return -1;
}

export function readToken(body: Buffer, { from, to, kind }: JsonToken, exactText: boolean): RawValue {
  if (kind === TOKEN.plainText) return body.toString('latin1', from + 1, to - 1);
  if (kind === TOKEN.whole) return readWhole(body, from, to);
  // Safe: the token is a scalar.
  return parseLossless(body.toString('utf8', from, to), { exactText }) as RawValue;
}

function readWhole(body: Buffer, from: number, to: number): number {
  const isNegative = body[from] === MINUS;
  let value = 0;
  for (let at = isNegative ? from + 1 : from; at < to; at += 1) value = value * 10 + ((body[at] ?? 0) - ZERO);
  return isNegative ? -value : value;
}
