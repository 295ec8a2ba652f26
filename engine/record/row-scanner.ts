// Finds the values of flat rows in the bytes of a page, without making text or objects of them (wasm/scan.ts).
// Promises: a row that is taken is valid JSON of just the known columns, each once and each a scalar, provided that the
// page is valid UTF-8. Whatever else a row may be, it is refused and left to the parser.

import { SPACE } from './json-bytes.ts';
import type { JsonToken } from './json-token.ts';
import { createArea, type RecordMemory } from './record-memory.ts';

export interface RowScanner {
  /** Begins a page of at most so many rows. */
  begin(rows: number): void;
  /** Adds a row's values to the tokens; false, and nothing added, where the parser has to read the row. */
  scan(start: number, end: number): boolean;
  /** Where the tokens of the n-th row that was taken begin; good until the next page. */
  tokensOf(row: number): number;
}

/** As wasm/scan.ts lays them out: start, end, hash, kind. */
const TOKEN_BYTES = 16;
/** Start, length, column. */
const PIECE_WORDS = 3;

/** A row's bytes but its values, each with the place of the value behind it. */
interface Form {
  readonly at: number;
  readonly count: number;
}

/** Of rows in this memory. */
export function createRowScanner(columns: readonly string[], memory: RecordMemory): RowScanner {
  const { scanRow } = memory.module;
  const tokens = createArea(memory);
  const rowBytes = columns.length * TOKEN_BYTES;
  const forms = createForms(columns, memory);
  let form: Form | null = null;
  let used = 0;

  const scanAs = ({ at, count }: Form, start: number, end: number): boolean =>
    scanRow(at, count, start, end, tokens.from + used * rowBytes) !== 0;

  return {
    begin: (rows) => {
      used = 0;
      tokens.makeRoom(rows * rowBytes);
    },
    scan: (start, end) => {
      if (form === null || !scanAs(form, start, end)) {
        form = forms.of(memory.bytes.subarray(start, end)) ?? form;
        if (form === null || !scanAs(form, start, end)) return false;
      }
      used += 1;
      return true;
    },
    tokensOf: (row) => tokens.from + row * rowBytes,
  };
}

/** Where the token of a column is among those of a row. */
export function placeOfToken(tokens: number, column: number): number {
  return tokens + column * TOKEN_BYTES;
}

export function readTokenAt(words: Uint32Array, place: number, token: JsonToken): JsonToken {
  const at = place >>> 2;
  token.from = words[at] ?? 0;
  token.to = words[at + 1] ?? 0;
  token.kind = words[at + 3] ?? 0;
  return token;
}

/** Forms of rows, each in an area of its own: rows of a page mostly have one. */
function createForms(columns: readonly string[], memory: RecordMemory) {
  const known = new Map<string, Form>();
  const lay = (pieces: readonly Buffer[], columnAt: readonly number[]): Form => {
    const at = memory.module.take(pieces.length * PIECE_WORDS * 4);
    for (const [place, piece] of pieces.entries()) {
      const pieceAt = memory.module.take(piece.length);
      memory.bytes.set(piece, pieceAt);
      memory.words.set([pieceAt, piece.length, columnAt[place] ?? 0], (at >>> 2) + place * PIECE_WORDS);
    }
    return { at, count: pieces.length };
  };
  return {
    /** How rows like this one are written; null where it has other columns, or a form that is rare. */
    of: (row: Buffer): Form | null => {
      const names = namesOf(row);
      if (names?.length !== columns.length) return null;
      const columnAt = names.map((name) => columns.indexOf(name));
      if (columnAt.includes(-1)) return null;
      // As most serializers write rows, and as Python's does.
      const space = row[row.indexOf(':') + 1] === SPACE ? ' ' : '';
      const key = JSON.stringify([space, columnAt]);
      const form = known.get(key);
      if (form !== undefined) return form;
      if (known.size === MOST_FORMS) return null;
      const pieces = names.map((name, place) =>
        Buffer.from(`${place === 0 ? '{' : `,${space}`}${JSON.stringify(name)}:${space}`),
      );
      const made = lay(pieces, columnAt);
      known.set(key, made);
      return made;
    },
  };
}

/** A source that writes its columns in ever other orders is read by the parser. */
const MOST_FORMS = 100;

function namesOf(row: Buffer): readonly string[] | null {
  try {
    const value: unknown = JSON.parse(row.toString('utf8'));
    return typeof value === 'object' && value !== null ? Object.keys(value) : null;
  } catch {
    // The parser will find it out for itself, and say so.
    return null;
  }
}
