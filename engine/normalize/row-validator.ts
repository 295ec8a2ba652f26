// What a row's values must keep to fit the source's columns as APISmith describes them: length and precision.
// Compiled once per entity; drift, which is told once per run, is left to stage 3.

import type { Column, Entity } from '../contract/entity.ts';
import { reject, type Reject } from '../failures/reject.ts';
import { numberToPlain } from '../record/decimal.ts';
import type { NormalizedRow, RawRow, RawValue, Value } from '../record/shapes.ts';

type ColumnCheck = (value: Value, raw: RawValue) => Reject | null;

export interface RowValidator {
  readonly checks: readonly (readonly [string, ColumnCheck])[];
  readonly columnNames: ReadonlySet<string>;
  readonly onDrift: Entity['source']['on_drift'];
}

/** Compiles the checks of the columns; drift is what a row has beyond or without `columns`. */
export function createRowValidator(columns: readonly Column[], onDrift: Entity['source']['on_drift']): RowValidator {
  const checks: (readonly [string, ColumnCheck])[] = [];
  for (const column of columns) {
    const check = compileCheck(column);
    if (check !== null) checks.push([column.name, check]);
  }
  return { checks, columnNames: new Set(columns.map((column) => column.name)), onDrift };
}

/** Length and precision of one row; drift is left to the run. */
export function checkValues(
  { normalized, raw }: { readonly normalized: NormalizedRow; readonly raw: RawRow },
  validator: RowValidator,
): readonly Reject[] {
  let found: Reject[] | null = null;
  for (const [name, check] of validator.checks) {
    const value = normalized[name];
    if (value === null || value === undefined) continue;
    const problem = check(value, raw[name] ?? null);
    if (problem !== null) (found ??= []).push(problem);
  }
  return found ?? NONE;
}

const NONE: readonly Reject[] = [];

function compileCheck({ name, type, length, precision, scale }: Column): ColumnCheck | null {
  switch (type) {
    case 'VARCHAR2':
    case 'NVARCHAR2':
    case 'CHAR':
      return isStated(length) ? textCheck(name, length) : null;
    case 'RAW':
      return isStated(length) ? rawCheck(name, length) : null;
    case 'NUMBER':
      return isStated(precision) ? numberCheck(name, precision, scale ?? 0) : null;
    default:
      return null;
  }
}

/** Oracle's drivers say 0 where a column has no length or precision of its own. */
function isStated(size: number | null): size is number {
  return size !== null && size > 0;
}

function textCheck(name: string, length: number): ColumnCheck {
  return (value, raw) => {
    if (typeof value !== 'string' || value.length <= length) return null;
    // A text that layers 3 or 4 turned into an ISO date or an exact number is longer than what the column holds.
    const characters = Math.min(countCharacters(value), countCharacters(raw));
    if (characters <= length) return null;
    return reject('validate', 'length', name, `${name} has ${characters} characters; its column holds ${length}.`);
  };
}

function countCharacters(value: Value): number {
  return [...String(value).normalize('NFC').trim()].length;
}

function rawCheck(name: string, length: number): ColumnCheck {
  return (value) => {
    if (typeof value !== 'string' || value.length <= 2 * length) return null;
    return reject('validate', 'length', name, `${name} has ${value.length / 2} bytes; its column holds ${length}.`);
  };
}

/**
 * NUMBER(p,s): at most p - s digits before the point and s after it; NUMBER(2,5) holds 0.00012 but not 0.012, and
 * NUMBER(5,-2) whole hundreds only (Oracle SQL Language Reference, NUMBER).
 */
function numberCheck(name: string, precision: number, scale: number): ColumnCheck {
  const wholeDigits = precision - scale;
  const limit = wholeDigits >= 0 && wholeDigits <= 15 && scale >= 0 ? 10 ** wholeDigits : 0;
  const zerosAfterPoint = '0'.repeat(Math.max(-wholeDigits, 0));
  const zerosBeforePoint = '0'.repeat(Math.max(-scale, 0));
  const fits = ({ whole, fraction }: Digits): boolean =>
    whole.length <= Math.max(wholeDigits, 0) &&
    fraction.length <= Math.max(scale, 0) &&
    (whole === '' || whole.endsWith(zerosBeforePoint)) &&
    (fraction === '' || fraction.startsWith(zerosAfterPoint));
  return (value) => {
    if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < limit) return null;
    const digits = digitsOf(value);
    if (digits === null || fits(digits)) return null;
    return reject(
      'validate',
      'range',
      name,
      `${name} is ${String(value)}; its column is NUMBER(${precision},${scale}).`,
    );
  };
}

interface Digits {
  readonly whole: string;
  readonly fraction: string;
}

/** Digits before and after the point, without leading and trailing zeros; null for what is no plain number. */
function digitsOf(value: Value): Digits | null {
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  const match = /^-?0*(\d*)(?:\.(\d*?)0*)?$/.exec(typeof value === 'number' ? numberToPlain(value) : value);
  return match === null ? null : { whole: match[1] ?? '', fraction: match[2] ?? '' };
}
