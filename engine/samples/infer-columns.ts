// Guesses the source's columns from sample rows: Oracle type, length, how full and how varied each one is.
// Pure. A guess is wide rather than tight: the next row must not fail because the sample was small.

import type { Column, ColumnType, FieldType } from '../contract/entity.ts';
import type { RawRow, RawValue } from '../record/shapes.ts';
import { guessType } from './guess-type.ts';

export interface InferredColumn extends Column {
  readonly type: ColumnType;
  /** The type that a target field fed from this column would have. */
  readonly field_type: FieldType;
  /** Share of rows with a value, 0 to 1. */
  readonly fill_rate: number;
  /** Distinct values by values, 0 to 1; 1 suggests a key. */
  readonly distinct_share: number;
  /** Up to five different values, as they stand in the sample. */
  readonly samples: readonly RawValue[];
}

const MAX_SAMPLES = 5;

/** One column for every name in the rows, in order of first appearance. */
export function inferColumns(rows: readonly RawRow[]): readonly InferredColumn[] {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  return [...names].map((name) => inferColumn(name, rows));
}

function inferColumn(name: string, rows: readonly RawRow[]): InferredColumn {
  const values = rows.map((row) => (Object.hasOwn(row, name) ? (row[name] ?? null) : null)).filter(isFilled);
  const distinct = new Set(values);
  const { type, fieldType, length } = guessType(name, values);
  return {
    name,
    type,
    nullable: values.length < rows.length,
    length,
    precision: null,
    scale: null,
    comment: null,
    field_type: fieldType,
    fill_rate: share(values.length, rows.length),
    distinct_share: share(distinct.size, values.length),
    samples: [...distinct].slice(0, MAX_SAMPLES),
  };
}

function isFilled(value: RawValue): value is NonNullable<RawValue> {
  return value !== null && value !== '';
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
