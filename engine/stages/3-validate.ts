// Stage 3: holds every row against the source's columns as APISmith describes them: length, precision, drift.

import type { Column, Entity } from '../contract/entity.ts';
import { EngineError } from '../failures/engine-error.ts';
import { reject, type Reject } from '../failures/reject.ts';
import type { Plan } from '../normalize/compile-plan.ts';
import { toRejected } from './rejected.ts';
import type { RejectedRecord, StageResult } from '../record/rejected-record.ts';
import type { NormalizedRecord, NormalizedRow, RawRow, RawValue, ValidatedRecord, Value } from '../record/shapes.ts';

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

/** Names of drifted columns, each with what happened: told once per run whatever the policy. */
export type DriftReport = Map<string, string>;

export function validatePage(
  needs: { readonly plan: Plan; readonly validator: RowValidator; readonly drift: DriftReport },
  records: readonly NormalizedRecord[],
): StageResult<ValidatedRecord> {
  const passed: ValidatedRecord[] = [];
  const rejected: RejectedRecord[] = [];
  for (const record of records) {
    const [first, ...rest] = [
      ...driftOf(record.raw, needs.validator, needs.drift),
      ...checkValues(record, needs.validator),
    ];
    if (first === undefined) {
      // The brand is what this stage promises: every check of every column passed.
      passed.push(record as unknown as ValidatedRecord);
      continue;
    }
    rejected.push(toRejected(needs.plan, record, { rejects: [first, ...rest], normalized: record.normalized }));
  }
  return { passed, rejected };
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

function driftOf(raw: RawRow, validator: RowValidator, drift: DriftReport): readonly Reject[] {
  let known = 0;
  const found: Reject[] = [];
  const tell = (column: string, what: string): void => {
    drift.set(column, what);
    if (validator.onDrift === 'stop') {
      throw new EngineError(
        'conflict',
        `The columns of the source changed: ${column} is ${what}. What was acknowledged stays; the batch stops because on_drift is "stop". Look at the mapping, then update the entity's columns.`,
        { details: { stage: 'validate', field: column } },
      );
    }
    if (validator.onDrift === 'reject_row') {
      found.push(reject('validate', 'type', column, `The column ${column} is ${what} since the entity was made.`));
    }
  };
  for (const name in raw) {
    if (validator.columnNames.has(name)) known += 1;
    else tell(name, 'new');
  }
  if (known < validator.columnNames.size) {
    for (const name of validator.columnNames) if (!Object.hasOwn(raw, name)) tell(name, 'gone');
  }
  return found;
}

function compileCheck(column: Column): ColumnCheck | null {
  switch (column.type) {
    case 'VARCHAR2':
    case 'NVARCHAR2':
    case 'CHAR':
      return column.length === null ? null : textCheck(column.name, column.length);
    case 'RAW':
      return column.length === null ? null : rawCheck(column.name, column.length);
    case 'NUMBER':
      return column.precision === null ? null : numberCheck(column.name, column.precision, column.scale ?? 0);
    default:
      return null;
  }
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

/** NUMBER(p,s): at most p - s digits before the point and s after it (Oracle SQL Language Reference, NUMBER). */
function numberCheck(name: string, precision: number, scale: number): ColumnCheck {
  const wholeDigits = precision - scale;
  const limit = wholeDigits >= 0 && wholeDigits <= 15 && scale >= 0 ? 10 ** wholeDigits : 0;
  return (value) => {
    if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < limit) return null;
    const plain = plainDigits(value);
    if (plain === null) return null;
    const [whole = '', fraction = ''] = plain.split('.');
    if (whole.length <= Math.max(wholeDigits, 0) && fraction.length <= Math.max(scale, 0)) return null;
    return reject(
      'validate',
      'range',
      name,
      `${name} is ${String(value)}; its column is NUMBER(${precision},${scale}).`,
    );
  };
}

/** Significant digits as whole.fraction without sign, leading or trailing zeros; null for what is no plain number. */
function plainDigits(value: Value): string | null {
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  let text = String(value);
  if (text.includes('e'))
    text = Number(text).toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 100 });
  const match = /^-?0*(\d*)(?:\.(\d*?)0*)?$/.exec(text);
  return match === null ? null : `${match[1] ?? ''}.${match[2] ?? ''}`;
}
