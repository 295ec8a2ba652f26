// Layer 3: numbers as people and reports write them, for NUMBER and FLOAT columns and for integer and decimal fields.
// Promises: the exact value or a fault; never 0, NaN or a number cut short.

import { numberToPlain, parseDecimal, toValue } from '../record/decimal.ts';
import type { Value } from '../record/shapes.ts';
import { isCurrencyCode } from './currencies.ts';
import { fault, show, type Fault, type Outcome } from './outcome.ts';

export interface NumberFormat {
  readonly decimal_comma: boolean;
  readonly percent: boolean;
}
export type NumericReader = (value: NonNullable<Value>) => Outcome;

// At most 15 characters, so that a double carries the digits exactly.
const SHORT_INTEGER = /^-?\d{1,14}$/;
const SHORT_DECIMAL = /^-?(?=.{1,14}$)\d+\.\d+$/;
const EXACT = /^-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/;

const POINT_NUMBER = /^(?:\d*|[1-9]\d{0,2}(?:,\d{3})+(?!.*e))(?:\.\d*)?(?:e[+-]?\d+)?$/i;
const COMMA_NUMBER = /^(?:\d*|[1-9]\d{0,2}(?:\.\d{3})+(?!.*e))(?:,\d*)?(?:e[+-]?\d+)?$/i;

/** Reads a value by the field's number format; booleans pass as they are, for the field type to judge. */
export function createNumericReader(format: NumberFormat): NumericReader {
  const { decimal_comma: decimalComma } = format;
  return (value) => {
    if (typeof value !== 'string') return value;
    if (SHORT_INTEGER.test(value)) return Number(value) + 0;
    if (!decimalComma && SHORT_DECIMAL.test(value)) return Number(value) + 0;
    if (isExactDecimal(value)) return value;
    return readWritten(value, format);
  };
}

/** Whether a text is the plain form of a number that no double carries: what layer 1 and the page parser make. */
function isExactDecimal(text: string): boolean {
  if (text.length <= 15 || !EXACT.test(text)) return false;
  const double = Number(text);
  return !Number.isFinite(double) || numberToPlain(double) !== text;
}

function readWritten(text: string, format: NumberFormat): Outcome {
  let rest = text;
  let isNegative = false;
  let signs = 0;
  let currencies = 0;
  // `-$5` and `$-5`, `($5)` and `$(5)`: a currency, a sign and again a currency, each at most once in all.
  for (let round = 0; round < 2; round += 1) {
    const bare = withoutCurrency(rest);
    if (bare !== null) [rest, currencies] = [bare, currencies + 1];
    const unsigned = withoutSign(rest);
    if (unsigned !== null) {
      rest = unsigned.rest;
      isNegative = unsigned.isNegative;
      signs += 1;
    }
  }
  if (signs > 1 || currencies > 1) return notANumber(text);
  const hasPercent = rest.endsWith('%');
  if (hasPercent) rest = rest.slice(0, -1).trimEnd();
  if (hasPercent && currencies > 0) return notANumber(text);
  if (hasPercent && !format.percent) {
    return fault('not_a_number', `${show(text)} is a percentage; the field's format does not say percent.`);
  }
  const pattern = format.decimal_comma ? COMMA_NUMBER : POINT_NUMBER;
  if (!/^[.,]?\d/.test(rest) || !pattern.test(rest)) return notANumber(text);
  const digits = format.decimal_comma ? rest.replaceAll('.', '').replace(',', '.') : rest.replaceAll(',', '');
  const exact = parseDecimal(isNegative ? `-${digits}` : digits);
  if (exact === null) return fault('range', `${show(text)} is beyond what a NUMBER can hold.`);
  return toValue(hasPercent ? { int: exact.int, scale: exact.scale + 2 } : exact);
}

/** The text without a currency symbol or ISO 4217 code at either end; null when there is none. */
function withoutCurrency(text: string): string | null {
  const before = /^(\p{Sc}|[A-Z]{3}) ?(?=[-+(.,\d])/u.exec(text);
  if (before !== null && isCurrency(before[1] ?? '')) return text.slice(before[0].length);
  const after = /(?<=[-).,%\d]) ?(\p{Sc}|[A-Z]{3})$/u.exec(text);
  if (after !== null && isCurrency(after[1] ?? '')) return text.slice(0, after.index);
  return null;
}

function isCurrency(text: string): boolean {
  return text.length < 3 || isCurrencyCode(text);
}

/** The text without its sign: leading `+` or `-`, trailing `-`, or the accountant's brackets; null when there is none. */
function withoutSign(text: string): { readonly rest: string; readonly isNegative: boolean } | null {
  if (text.startsWith('(') && text.endsWith(')')) return { rest: text.slice(1, -1).trim(), isNegative: true };
  if (text.startsWith('-') || text.startsWith('+')) return { rest: text.slice(1), isNegative: text.startsWith('-') };
  if (text.endsWith('-')) return { rest: text.slice(0, -1).trimEnd(), isNegative: true };
  return null;
}

function notANumber(text: string): Fault {
  return fault('not_a_number', `${show(text)} cannot be read as a number.`);
}
