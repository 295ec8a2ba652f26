// Layer 1: every column by its Oracle type. NULL stays null; unknown types fall back to text.
// Promises: NUMBER never loses a digit; text that is not yet clean is left to the layers that clean it.

import { parseDecimal, numberToPlain, toValue } from '../record/decimal.ts';
import type { RawValue } from '../record/shapes.ts';
import { fault, show, type Outcome } from './outcome.ts';

export type ColumnFamily = 'text' | 'number' | 'date' | 'raw' | 'boolean';
export type TypeCoercion = (raw: NonNullable<RawValue>) => Outcome;

const FAMILIES: Readonly<Record<string, ColumnFamily>> = {
  NUMBER: 'number',
  FLOAT: 'number',
  DATE: 'date',
  TIMESTAMP: 'date',
  'TIMESTAMP WITH TIME ZONE': 'date',
  'TIMESTAMP WITH LOCAL TIME ZONE': 'date',
  RAW: 'raw',
  BOOLEAN: 'boolean',
};

/** Family of an Oracle type as written anywhere: `NUMBER(38,18)`, `timestamp(6) with time zone`. */
export function familyOf(columnType: string): ColumnFamily {
  const type = columnType
    .toUpperCase()
    .replace(/\([^)]*\)/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  return Object.hasOwn(FAMILIES, type) ? (FAMILIES[type] ?? 'text') : 'text';
}

/** The coercion of a column; with `decimalComma` the digits of its texts wait for layer 3. */
export function createTypeCoercion(family: ColumnFamily, options: { readonly decimalComma: boolean }): TypeCoercion {
  switch (family) {
    case 'text':
      return coerceText;
    case 'number':
      return options.decimalComma ? coerceNumberOnly : coerceNumber;
    case 'date':
      return coerceDate;
    case 'raw':
      return coerceRaw;
    case 'boolean':
      return coerceBoolean;
  }
}

function coerceText(raw: NonNullable<RawValue>): Outcome {
  if (typeof raw === 'string') return raw;
  if (typeof raw === 'number') return numberToPlain(raw);
  return typeof raw === 'boolean' ? String(raw) : notScalar(raw);
}

const PLAIN_NUMBER = /^-?\d+(?:\.\d+)?$/;

function coerceNumber(raw: NonNullable<RawValue>): Outcome {
  if (typeof raw !== 'string' || !PLAIN_NUMBER.test(raw)) return coerceNumberOnly(raw);
  if (raw.length <= 15) return Number(raw) + 0;
  const exact = parseDecimal(raw);
  return exact === null ? raw : toValue(exact);
}

function coerceNumberOnly(raw: NonNullable<RawValue>): Outcome {
  if (typeof raw === 'string') return raw;
  // Adding zero turns -0 into 0.
  if (typeof raw === 'number' && Number.isFinite(raw)) return raw + 0;
  if (typeof raw === 'number') return fault('not_a_number', `${raw} is not a number.`);
  return typeof raw === 'boolean' ? fault('type', `${raw} is a boolean, but the column is a NUMBER.`) : notScalar(raw);
}

function coerceDate(raw: NonNullable<RawValue>): Outcome {
  if (typeof raw === 'string') return raw;
  if (typeof raw === 'number') return numberToPlain(raw);
  return typeof raw === 'boolean' ? fault('type', `${raw} is a boolean, but the column is a date.`) : notScalar(raw);
}

const HEX = /^(?:[0-9A-F]{2})*$/;

function coerceRaw(raw: NonNullable<RawValue>): Outcome {
  const text = coerceText(raw);
  if (typeof text !== 'string') return text;
  const hex = text.trim().toUpperCase();
  return HEX.test(hex) ? hex : fault('not_hex', `${show(raw)} is not an even number of hexadecimal digits.`);
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['y', true],
  ['t', true],
  ['yes', true],
  ['false', false],
  ['0', false],
  ['n', false],
  ['f', false],
  ['no', false],
]);

/** true/false, 1/0, Y/N, T/F, yes/no in any case; blank text is left to layer 2, which makes it null. */
export function coerceBoolean(raw: NonNullable<RawValue>): Outcome {
  if (typeof raw === 'boolean') return raw;
  const text = coerceText(raw);
  if (typeof text !== 'string') return text;
  const word = text.trim().toLowerCase();
  if (word === '') return '';
  return BOOLEANS.get(word) ?? fault('not_a_boolean', `${show(raw)} is none of true/false, 1/0, Y/N, T/F, yes/no.`);
}

/** The row is typed as scalars, but files hold what they hold. */
function notScalar(raw: unknown): Outcome {
  return fault('type', `${show(raw)} is a list or an object, but a column holds one value.`);
}
