// Splits the bytes of a page into its rows without parsing them, so that a row that was read before is known by its bytes.
// Promises: where each row of a split is valid JSON, and `parseSplitEnvelope` reads the rest, the page is valid JSON with just
// these rows. What has another form (rows that begin with different columns, objects inside rows) is not split.

import { CLOSE_LIST, CLOSE_OBJECT, COLON, COMMA, OPEN_LIST, OPEN_OBJECT, QUOTE, SPACE } from '../record/json-bytes.ts';
import { endOfText } from '../record/json-token.ts';
import type { Answer } from './http/exchange.ts';
import type { Reading } from './http/read-answer.ts';
import { parsePage, type Envelope, type HowToParse } from './row-page.ts';

export interface SplitPage {
  readonly count: number;
  /** Row `n` is the bytes from `starts[n]` to `ends[n]`. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

const ITEMS = Buffer.from('"items"');

/** The rows of a page that has any; null where its form is not the usual one. */
export function splitPage(body: Buffer): SplitPage | null {
  const first = startOfItems(body);
  if (first === -1) return null;
  // The first row ends where its text does; from there on rows are told apart by what stands between two of them.
  const firstEnd = endOfObject(body, first);
  if (firstEnd === -1) return null;
  if (body[skipSpace(body, firstEnd)] === CLOSE_LIST) return toSplit([first], [firstEnd]);
  const separator = separatorAfter(body, first, firstEnd);
  if (separator === null) return null;
  const starts = [first];
  const ends = [firstEnd];
  let close = body.indexOf(separator.bytes, firstEnd - 1);
  if (close !== firstEnd - 1) return null;
  while (close !== -1) {
    ends[starts.length - 1] = close + 1;
    starts.push(close + separator.toNextRow);
    close = body.indexOf(separator.bytes, close + separator.toNextRow);
  }
  const last = starts.at(-1) ?? first;
  const end = endOfObject(body, last);
  if (end === -1 || body[skipSpace(body, end)] !== CLOSE_LIST) return null;
  ends[starts.length - 1] = end;
  return toSplit(starts, ends);
}

function toSplit(starts: readonly number[], ends: readonly number[]): SplitPage {
  return { count: starts.length, starts: Uint32Array.from(starts), ends: Uint32Array.from(ends) };
}

/** What stands around the rows. Not ok also where `items` turns out not to be the page's own list. */
export function parseSplitEnvelope(
  { body, contentType }: Pick<Answer, 'body' | 'contentType'>,
  split: SplitPage,
  how: HowToParse,
): Reading<Envelope> {
  // One empty row stands for all: a list deeper in the page would leave the page's own as it is.
  const rest = Buffer.concat([body.subarray(0, split.starts[0]), ONE_ROW, body.subarray(split.ends[split.count - 1])]);
  const page = parsePage({ body: rest, contentType }, how);
  if (!page.ok) return page;
  const { items, envelope } = page.value;
  const [only] = items;
  if (items.length !== 1 || only === undefined || Object.keys(only).length > 0) {
    return { ok: false, what: 'the rows of the page are not its items' };
  }
  return { ok: true, value: { ...envelope, bytes: body.length } };
}

const ONE_ROW = Buffer.from('{}');

/** Whether these bytes are one object without another one in it, if they are JSON at all. */
export function isFlatObject(body: Buffer, start: number, end: number): boolean {
  return endOfObject(body, start) === end;
}

/** Where the first row begins; -1 where there is no list of objects. */
function startOfItems(body: Buffer): number {
  // No text can hold these bytes before a colon: a quotation mark inside a text has a backslash before it.
  for (let at = body.indexOf(ITEMS); at !== -1; at = body.indexOf(ITEMS, at + 1)) {
    const colon = skipSpace(body, at + ITEMS.length);
    if (body[colon] !== COLON) continue;
    const list = skipSpace(body, colon + 1);
    if (body[list] !== OPEN_LIST) return -1;
    const row = skipSpace(body, list + 1);
    return body[row] === OPEN_OBJECT ? row : -1;
  }
  return -1;
}

interface Separator {
  /** From the end of a row to the end of the next one's first column name. */
  readonly bytes: Buffer;
  readonly toNextRow: number;
}

function separatorAfter(body: Buffer, first: number, firstEnd: number): Separator | null {
  const comma = skipSpace(body, firstEnd);
  if (body[comma] !== COMMA) return null;
  const second = skipSpace(body, comma + 1);
  if (body[second] !== OPEN_OBJECT) return null;
  const name = skipSpace(body, second + 1);
  if (body[name] !== QUOTE) return null;
  const nameEnd = endOfText(body, name + 1);
  if (nameEnd === -1 || !startsAlike(body, first, { from: second, to: nameEnd })) return null;
  return { bytes: body.subarray(firstEnd - 1, nameEnd), toNextRow: second - firstEnd + 1 };
}

function startsAlike(body: Buffer, first: number, second: { readonly from: number; readonly to: number }): boolean {
  const length = second.to - second.from;
  return body.compare(body, first, first + length, second.from, second.to) === 0;
}

/** After the closing brace of the object that begins at `start`; -1 where it holds another one, or does not end. */
function endOfObject(body: Buffer, start: number): number {
  for (let at = start + 1; at < body.length; at += 1) {
    const byte = body[at];
    if (byte === CLOSE_OBJECT) return at + 1;
    if (byte === OPEN_OBJECT || byte === OPEN_LIST) return -1;
    if (byte === QUOTE) {
      const end = endOfText(body, at + 1);
      if (end === -1) return -1;
      at = end - 1;
    }
  }
  return -1;
}

function skipSpace(body: Buffer, from: number): number {
  let at = from;
  for (;;) {
    const byte = body[at];
    if (byte !== SPACE && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at;
    at += 1;
  }
}
