// Finds the values of flat rows in the bytes of a page, without making text or objects of them.
// Promises: a row that is taken is valid JSON of just the known columns, each once and each a scalar, provided that the
// page is valid UTF-8. Whatever else a row may be, it is refused and left to the parser.

import { BACKSLASH, CLOSE_OBJECT, QUOTE, SPACE } from './json-bytes.ts';
import { endOfLiteral, endOfNumber, endOfText, isExactWhole, TOKEN } from './json-token.ts';

/** Values of the scanned rows, one row after the other, each in the order of the columns. */
export interface RowTokens {
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly hashes: Int32Array;
  readonly kinds: Uint8Array;
}

export interface RowScanner {
  readonly columns: readonly string[];
  /** Begins a page of at most so many rows. */
  begin(rows: number): RowTokens;
  /** Adds a row's values to the tokens; false, and nothing added, where the parser has to read the row. */
  scan(body: Buffer, start: number, end: number): boolean;
}

/** Of the 32-bit FNV hash. */
const PRIME = 0x01000193;

/** A row's bytes but its values, and the column of each value. */
interface Form {
  readonly pieces: readonly Uint8Array[];
  readonly columnAt: readonly number[];
}

export function createRowScanner(columns: readonly string[]): RowScanner {
  let form: Form | null = null;
  let tokens = makeTokens(0);
  let used = 0;

  const scanAs = ({ pieces, columnAt }: Form, body: Buffer, start: number, end: number): boolean => {
    const { starts, ends, hashes, kinds } = tokens;
    let at = start;
    for (let place = 0; place < pieces.length; place += 1) {
      const piece = pieces[place] ?? NOTHING;
      for (let byte = 0; byte < piece.length; byte += 1) if (body[at + byte] !== piece[byte]) return false;
      at += piece.length;
      const from = at;
      let hash = 0;
      let kind: number = TOKEN.other;
      if (body[at] === QUOTE) {
        let byte = body[++at] ?? 0;
        while (byte >= 0x20 && byte <= 0x7e && byte !== QUOTE && byte !== BACKSLASH) {
          hash = Math.imul(hash ^ byte, PRIME);
          byte = body[++at] ?? 0;
        }
        if (byte === QUOTE) {
          kind = TOKEN.plainText;
          at += 1;
        } else {
          at = endOfText(body, at);
          hash = hashOf(body, from, at);
        }
      } else {
        at = endOfNumber(body, from);
        if (at === -1) at = endOfLiteral(body, from);
        else if (isExactWhole(body, from, at)) kind = TOKEN.whole;
        hash = hashOf(body, from, at);
      }
      if (at === -1 || at >= end) return false;
      const token = used + (columnAt[place] ?? 0);
      starts[token] = from;
      ends[token] = at;
      hashes[token] = hash;
      kinds[token] = kind;
    }
    return body[at] === CLOSE_OBJECT && at + 1 === end;
  };

  return {
    columns,
    begin: (rows) => {
      used = 0;
      if (tokens.starts.length < rows * columns.length) tokens = makeTokens(rows * columns.length);
      return tokens;
    },
    scan: (body, start, end) => {
      if (form === null || !scanAs(form, body, start, end)) {
        form = findForm(columns, body.subarray(start, end)) ?? form;
        if (form === null || !scanAs(form, body, start, end)) return false;
      }
      used += columns.length;
      return true;
    },
  };
}

const NOTHING = new Uint8Array(0);

function makeTokens(length: number) {
  return {
    starts: new Uint32Array(length),
    ends: new Uint32Array(length),
    hashes: new Int32Array(length),
    kinds: new Uint8Array(length),
  };
}

function hashOf(body: Buffer, from: number, to: number): number {
  let hash = 0;
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (body[at] ?? 0), PRIME);
  return hash;
}

/** How rows like this one are written; null where it has other columns, or a form that is rare. */
function findForm(columns: readonly string[], row: Buffer): Form | null {
  const names = namesOf(row);
  if (names?.length !== columns.length) return null;
  const columnAt = names.map((name) => columns.indexOf(name));
  if (columnAt.includes(-1)) return null;
  // As most serializers write rows, and as Python's does.
  const space = row[row.indexOf(':') + 1] === SPACE ? ' ' : '';
  const pieces = names.map((name, place) =>
    Buffer.from(`${place === 0 ? '{' : `,${space}`}${JSON.stringify(name)}:${space}`),
  );
  return { pieces, columnAt };
}

function namesOf(row: Buffer): readonly string[] | null {
  try {
    const value: unknown = JSON.parse(row.toString('utf8'));
    return typeof value === 'object' && value !== null ? Object.keys(value) : null;
  } catch {
    // The parser will find it out for itself, and say so.
    return null;
  }
}
