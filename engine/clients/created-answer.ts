// The answer to a batch of inserts that were all created, read from its bytes: a thousand results are alike but for key
// and uid, so the first one is parsed and the others are compared with it.
// Promises: what is read here reads the same as parsed JSON; whatever looks otherwise is left to the parser.

import { BACKSLASH, COMMA, QUOTE } from '../record/json-bytes.ts';
import { isAt } from '../record/same-bytes.ts';
import { KEY_BYTES } from '../record/key-set.ts';

/** Where the uid of each record stands in the answer, in the order sent. */
export interface CreatedUids {
  readonly source: Buffer;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

const KEY_DIGITS = 32;
const HEX_DIGITS = Buffer.from('0123456789abcdef');
const LIST = Buffer.from('"results":[');

/** The uids of the records with these keys, 16 bytes each; null where the answer has to be parsed. */
export function readCreated(body: Buffer, keys: Uint8Array): CreatedUids | null {
  const count = keys.length / KEY_BYTES;
  const listAt = body.indexOf(LIST);
  if (count === 0 || listAt === -1) return null;
  const first = listAt + LIST.length;
  const form = readForm(body, first, keys);
  if (form === null) return null;
  const starts = new Uint32Array(count);
  const ends = new Uint32Array(count);
  let at = first;
  for (let index = 0; index < count; index += 1) {
    if (index > 0) {
      if (body[at] !== COMMA) return null;
      at += 1;
    }
    if (!isAt(body, at, form.beforeKey)) return null;
    at += form.beforeKey.length;
    if (!isKeyAt(body, at, { keys, index })) return null;
    at += KEY_DIGITS;
    if (!isAt(body, at, form.beforeUid)) return null;
    at += form.beforeUid.length;
    starts[index] = at;
    while (isPlain(body[at])) at += 1;
    ends[index] = at;
    if (at === starts[index] || !isAt(body, at, form.afterUid)) return null;
    at += form.afterUid.length;
  }
  return isBareList(body, first, at) ? { source: body, starts, ends } : null;
}

interface Form {
  readonly beforeKey: Buffer;
  readonly beforeUid: Buffer;
  readonly afterUid: Buffer;
}

/** What stands around key and uid, where the first record was created. */
function readForm(body: Buffer, from: number, keys: Uint8Array): Form | null {
  const end = body.indexOf('}', from) + 1;
  const text = body.toString('latin1', from, end);
  // Without escapes a value stands in the text as it is.
  if (text.includes('\\')) return null;
  const result = parse(text);
  if (typeof result !== 'object' || result === null) return null;
  if (!('bk_hash' in result && 'status' in result && 'uid' in result)) return null;
  const { bk_hash: key, status, uid } = result;
  if (key !== Buffer.from(keys.subarray(0, KEY_BYTES)).toString('hex') || status !== 'created') return null;
  if (typeof uid !== 'string' || ('error' in result && result.error !== null)) return null;
  const keyAt = text.indexOf(`"${key}"`) + 1;
  const uidAt = text.indexOf(`"${uid}"`, keyAt + KEY_DIGITS) + 1;
  // Each stands there once: whatever else says the same, another value or a name, is for the parser.
  if (keyAt === 0 || uidAt === 0 || text.includes(key, keyAt + 1)) return null;
  if (text.indexOf(uid) !== uidAt || text.includes(uid, uidAt + 1)) return null;
  return {
    beforeKey: body.subarray(from, from + keyAt),
    beforeUid: body.subarray(from + keyAt + KEY_DIGITS, from + uidAt),
    afterUid: body.subarray(from + uidAt + uid.length, end),
  };
}

/**
 * Whether the answer is an object whose list this is: what stands between `from` and `to` decides what is in it. A list of
 * the same name may stand in another object, or come again.
 */
function isBareList(body: Buffer, from: number, to: number): boolean {
  const [before, after] = [body.toString('latin1', 0, from), body.toString('latin1', to)];
  return countResults(before + after) === 0 && countResults(`${before}null${after}`) === 1;
}

function countResults(text: string): number | null {
  const frame = parse(text);
  if (typeof frame !== 'object' || frame === null || !('results' in frame)) return null;
  return Array.isArray(frame.results) ? frame.results.length : null;
}

/** Visible ASCII only: all else is for the parser. */
function parse(text: string): unknown {
  if (!/^[\x20-\x7e]*$/.test(text)) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isKeyAt(
  body: Buffer,
  at: number,
  { keys, index }: { readonly keys: Uint8Array; readonly index: number },
): boolean {
  for (let byte = 0; byte < KEY_BYTES; byte += 1) {
    const value = keys[index * KEY_BYTES + byte] ?? 0;
    if (body[at + byte * 2] !== HEX_DIGITS[value >> 4]) return false;
    if (body[at + byte * 2 + 1] !== HEX_DIGITS[value & 15]) return false;
  }
  return true;
}

/** A character of a uid that stands in JSON as it is: visible ASCII but for quotes and backslashes. */
function isPlain(byte: number | undefined): boolean {
  return byte !== undefined && byte > 0x20 && byte < 0x7f && byte !== QUOTE && byte !== BACKSLASH;
}
