// The highest row version of a page, from rows that were parsed and from rows that are known by their bytes.

import { CLOSE_OBJECT, COLON, COMMA, ZERO } from './json-bytes.ts';
import { parseLossless } from './lossless-json.ts';
import { compareRowversions, parseRowversion, type RowversionKind } from './rowversion.ts';
import { isAt } from './same-bytes.ts';
import type { RawRow, RawValue } from './shapes.ts';

export interface HighestRowversion {
  /** A row of the page. */
  see(row: RawRow): void;
  /** The row version of a row as it was read; null where it has none. */
  seeValue(raw: RawValue): void;
  /** A row of the page that was not parsed: a flat object between these places of its bytes. */
  seeBytes(body: Buffer, start: number, end: number): void;
  /** The highest one in the source's own text, null where there was none; then it begins anew. */
  take(): string | null;
}

/** A number of so many digits is exact in a double. */
const EXACT_DIGITS = 15;

export function createHighestRowversion(
  rowversion: { readonly field: string; readonly kind: RowversionKind } | null,
  how: { readonly exactText: boolean },
): HighestRowversion {
  // Whole numbers are compared as such, all others as texts.
  let number = Number.NEGATIVE_INFINITY;
  let text: string | null = null;
  const name = Buffer.from(JSON.stringify(rowversion?.field ?? ''));
  // Where the column's name was found last, beyond the row that was asked for: no search is made twice.
  let found: { readonly body: Buffer; readonly at: number } | null = null;

  const seeValue = (raw: RawValue): void => {
    if (rowversion === null || raw === null) return;
    if (rowversion.kind === 'number' && typeof raw === 'number' && Number.isSafeInteger(raw)) {
      if (raw > number) number = raw;
      return;
    }
    const reading = parseRowversion(rowversion.kind, raw);
    if (reading.ok && isHigher(reading.text)) text = reading.text;
  };
  const isHigher = (other: string): boolean =>
    rowversion !== null && (text === null || compareRowversions(rowversion.kind, other, text) > 0);
  // Rows of a page mostly have it as far from their end as the row before.
  let fromEnd = 0;
  /** Where the column's name stands in the row; its end or later where it does not. */
  const find = (body: Buffer, start: number, end: number): number => {
    const likely = end - fromEnd;
    if (likely > start && isAt(body, likely, name)) return likely;
    if (found?.body !== body || found.at < start) {
      const at = body.indexOf(name, start);
      found = { body, at: at === -1 ? body.length : at };
    }
    if (found.at < end) fromEnd = end - found.at;
    return found.at;
  };

  return {
    see: (row) => {
      if (rowversion !== null) seeValue(row[rowversion.field] ?? null);
    },
    seeValue,
    seeBytes: (body, start, end) => {
      if (rowversion === null) return;
      const at = find(body, start, end);
      if (at >= end) return;
      const value = at + name.length + 1;
      if (body[value - 1] === COLON && rowversion.kind === 'number') {
        const digits = readDigits(body, value, end);
        if (digits !== null) {
          if (digits > number) number = digits;
          return;
        }
      }
      // Another form, or a value that reads like the column's name: the row as a whole.
      seeValue(parseRow(body.toString('utf8', start, end), how)[rowversion.field] ?? null);
    },
    take: () => {
      const ofNumber = Number.isFinite(number) ? String(number) : null;
      const result = ofNumber !== null && isHigher(ofNumber) ? ofNumber : text;
      [text, number, found] = [null, Number.NEGATIVE_INFINITY, null];
      return result;
    },
  };
}

/** A whole number that a double carries; null where it is something else. */
function readDigits(body: Buffer, from: number, end: number): number | null {
  let number = 0;
  for (let at = from; at < end; at += 1) {
    const digit = (body[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) {
      const isEnd = body[at] === COMMA || body[at] === CLOSE_OBJECT;
      return isEnd && at > from && at - from <= EXACT_DIGITS ? number : null;
    }
    number = number * 10 + digit;
  }
  return null;
}

function parseRow(json: string, how: { readonly exactText: boolean }): RawRow {
  const row: unknown = parseLossless(json, how);
  // Safe: the row was read as a flat object before.
  return row as RawRow;
}
