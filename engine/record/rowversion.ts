// A row version stays the source's own text: validated and compared as number, timestamp or hex by its column type,
// never through a Date or a double.

import { reject, type Reject } from '../failures/reject.ts';
import { daysFromDate } from './calendar.ts';
import { readDateForm, type DateParts } from './datetime-forms.ts';
import { compareDecimals, numberToPlain, parseDecimal } from './decimal.ts';
import type { RawValue } from './shapes.ts';

export type RowversionKind = 'number' | 'timestamp' | 'hex';
export type RowversionReading =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reject: Reject };

const HEX = /^(?:0x)?[0-9a-f]+$/i;
const CODES = { number: 'not_a_number', timestamp: 'not_a_date', hex: 'not_hex' } as const;

/** How versions of a column compare. Text columns compare as hex: `20251208090000` and `00000000000007D1` both fit. */
export function rowversionKind(columnType: string): RowversionKind {
  const type = columnType.toUpperCase();
  if (type.startsWith('NUMBER') || type.startsWith('FLOAT')) return 'number';
  if (type.startsWith('DATE') || type.startsWith('TIMESTAMP')) return 'timestamp';
  return 'hex';
}

/** The version's own text, or why it is none. The reject names no field: the caller knows the column. */
export function parseRowversion(kind: RowversionKind, raw: RawValue): RowversionReading {
  const text = typeof raw === 'number' ? numberToPlain(raw) : typeof raw === 'string' ? raw.trim() : null;
  if (text !== null && isRowversion(kind, text)) return { ok: true, text };
  return {
    ok: false,
    reject: reject('identity', CODES[kind], null, `The row version ${JSON.stringify(raw)} is no ${kind}.`),
  };
}

function isRowversion(kind: RowversionKind, text: string): boolean {
  if (kind === 'number') return parseDecimal(text) !== null;
  if (kind === 'hex') return HEX.test(text);
  const reading = readDateForm(text, false);
  return reading.kind === 'read' && !reading.isGuess;
}

/** -1 when `a` is older than `b`, 1 when newer. Both must have passed `parseRowversion` of the same kind. */
export function compareRowversions(kind: RowversionKind, a: string, b: string): -1 | 0 | 1 {
  if (a === b) return 0;
  if (kind === 'hex') return compareHex(a, b);
  return kind === 'number' ? compareNumbers(a, b) : compareTimestamps(a, b);
}

const DIGITS = /^[1-9]\d*$/;

function compareNumbers(a: string, b: string): -1 | 0 | 1 {
  if (DIGITS.test(a) && DIGITS.test(b)) return compareDigits(a, b);
  const [left, right] = [parseDecimal(a), parseDecimal(b)];
  return left === null || right === null ? compareText(a, b) : compareDecimals(left, right);
}

function compareHex(a: string, b: string): -1 | 0 | 1 {
  return compareDigits(significantHex(a), significantHex(b));
}

function significantHex(text: string): string {
  return text.toUpperCase().replace(/^(?:0X)?0*/, '');
}

/** Compares digits without leading zeros: the longer is the greater. */
function compareDigits(a: string, b: string): -1 | 0 | 1 {
  return a.length === b.length ? compareText(a, b) : a.length < b.length ? -1 : 1;
}

function compareText(a: string, b: string): -1 | 0 | 1 {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Versions without an offset compare by the clock of the source: both come from the same one. */
function compareTimestamps(a: string, b: string): -1 | 0 | 1 {
  const [left, right] = [readDateForm(a, false), readDateForm(b, false)];
  if (left.kind !== 'read' || right.kind !== 'read') return compareText(a, b);
  const seconds = secondsOf(left.parts) - secondsOf(right.parts);
  const difference = seconds === 0 ? left.parts.nanos - right.parts.nanos : seconds;
  return difference < 0 ? -1 : difference > 0 ? 1 : 0;
}

/** Seconds since 1970 by the text's own clock, less its offset where it has one. */
export function secondsOf(parts: DateParts): number {
  const days = daysFromDate(parts.year, parts.month, parts.day);
  return days * 86400 + parts.hour * 3600 + parts.minute * 60 + parts.second - (parts.offsetMinutes ?? 0) * 60;
}
