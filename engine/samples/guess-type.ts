// The Oracle type and the field type that all values of a column allow. Text that only looks like a number keeps
// its zeros: "00123" is text.

import type { ColumnType, FieldType } from '../contract/entity.ts';
import type { RawValue } from '../record/shapes.ts';
import { nameTokens } from './name-similarity.ts';

export interface TypeGuess {
  readonly type: ColumnType;
  readonly fieldType: FieldType;
  /** Characters (bytes for RAW), rounded up; null where the type has no length. */
  readonly length: number | null;
}

const BOOLEAN_PAIRS = [
  ['true', 'false'],
  ['yes', 'no'],
  ['y', 'n'],
  ['t', 'f'],
] as const;
const MONTH = '(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)';
const DAY = `(?:\\d{4}-\\d{2}-\\d{2}|\\d{4}/\\d{2}/\\d{2}|\\d{2}[-/.]\\d{2}[-/.]\\d{4}|\\d{1,2}-${MONTH}-\\d{2}(?:\\d{2})?)`;
const TIME = '\\d{1,2}[:.]\\d{2}(?:[:.]\\d{2}(?:[.,]\\d{1,9})?)?(?: ?[AP]M)?';
const DATE = new RegExp(`^${DAY}$`, 'i');
const DATE_TIME = new RegExp(`^${DAY}[T ]${TIME}$`, 'i');
const DATE_TIME_OFFSET = new RegExp(`^${DAY}[T ]${TIME} ?(?:Z|[+-]\\d{2}:?\\d{2})$`, 'i');
const COMPACT_DATE = /^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/;
const PLAIN_NUMBER = /^[+-]?(?:0|[1-9]\d*)?(?:\.\d+)?(?:E[+-]?\d{1,3})?$/i;
/** Thousands, currency before or after, accounting and trailing minus: layer 3 reads them. */
const DRESSED_NUMBER =
  /^\(?-?(?:[$€£] ?|[A-Z]{3} )?-?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?: ?[$€£]| [A-Z]{3})?-?\)?$/;
const HEX = /^(?:[0-9A-F]{2}){4,}$/i;
const LENGTHS = [1, 2, 5, 10, 20, 30, 50, 100, 200, 500, 1000, 2000, 4000] as const;

/** The narrowest type that all the values allow; text where there are none. */
export function guessType(name: string, values: readonly NonNullable<RawValue>[]): TypeGuess {
  const texts = values.map((value) => String(value).trim());
  const every = (pattern: RegExp): boolean => texts.every((text) => pattern.test(text));
  if (values.length === 0) return { type: 'VARCHAR2', fieldType: 'string', length: null };
  if (isBoolean(name, values, texts)) return { type: 'BOOLEAN', fieldType: 'boolean', length: null };
  if (every(COMPACT_DATE) && nameTokens(name).includes('date'))
    return { type: 'DATE', fieldType: 'date', length: null };
  if (texts.every((text) => text !== '' && PLAIN_NUMBER.test(text) && /\d/.test(text))) {
    return { type: 'NUMBER', fieldType: every(/^[+-]?\d+$/) ? 'integer' : 'decimal', length: null };
  }
  if (every(DATE)) return { type: 'DATE', fieldType: 'date', length: null };
  if (every(DATE_TIME) || texts.every((text) => DATE.test(text) || DATE_TIME.test(text))) {
    return { type: 'TIMESTAMP', fieldType: 'datetime', length: null };
  }
  if (every(DATE_TIME_OFFSET)) return { type: 'TIMESTAMP WITH TIME ZONE', fieldType: 'datetime', length: null };
  return guessText(values, texts);
}

function guessText(values: readonly NonNullable<RawValue>[], texts: readonly string[]): TypeGuess {
  const lengths = new Set(values.map((value) => String(value).length));
  const longest = Math.max(...lengths);
  const isOneLength = lengths.size === 1;
  if (isOneLength && texts.every((text) => HEX.test(text)) && texts.some((text) => /[A-F]/i.test(text))) {
    return { type: 'RAW', fieldType: 'string', length: longest / 2 };
  }
  const isDressed = texts.every((text) => /\d/.test(text) && DRESSED_NUMBER.test(text) && !/^0\d/.test(text));
  const fieldType = isDressed ? 'decimal' : 'string';
  if (isOneLength && values.some((value) => String(value).endsWith(' '))) {
    return { type: 'CHAR', fieldType, length: longest };
  }
  const length = LENGTHS.find((candidate) => candidate >= longest);
  return length === undefined ? { type: 'CLOB', fieldType, length: null } : { type: 'VARCHAR2', fieldType, length };
}

/** True and false themselves; of the other words both must occur, or the name must say so: "N" alone may be a unit. */
function isBoolean(name: string, values: readonly NonNullable<RawValue>[], texts: readonly string[]): boolean {
  if (values.every((value) => typeof value === 'boolean')) return true;
  const words = new Set(texts.map((text) => text.toLowerCase()));
  const isNamedSo = nameTokens(name).some((token) => ['flag', 'is', 'has', 'active', 'enabled'].includes(token));
  if (isNamedSo && [...words].every((word) => word === '0' || word === '1')) return true;
  return BOOLEAN_PAIRS.some((pair, index) => {
    const isOfPair = [...words].every((word) => pair.some((member) => member === word));
    return isOfPair && (index === 0 || isNamedSo || words.size === 2);
  });
}
