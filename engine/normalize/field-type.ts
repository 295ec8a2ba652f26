// Gives the result of a field's chain the type of the field: the last step before default, required and rules.

import type { FieldType } from '../contract/entity.ts';
import { numberToPlain } from '../record/decimal.ts';
import type { Value } from '../record/shapes.ts';
import { coerceBoolean } from './1-type-coercion.ts';
import { cleanString } from './2-string.ts';
import { createNumericReader, type NumberFormat } from './3-numeric.ts';
import { createDateReader } from './4-datetime.ts';
import { fault, isFault, show, type Outcome } from './outcome.ts';
import type { TimeZone } from './time-zone.ts';

export type TypeCast = (value: NonNullable<Value>) => Outcome;
export interface CastNeeds {
  readonly zone: TimeZone;
  readonly format: NumberFormat & { readonly month_first: boolean; readonly allow_guess: boolean };
}

/** A value as text: numbers in plain digits, booleans as true and false. */
export function toText(value: NonNullable<Value>): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? numberToPlain(value) : String(value);
}

/** The cast to a field type. Empty text is null in every type; a number with a fraction is no integer. */
export function createTypeCast(type: FieldType, needs: CastNeeds): TypeCast {
  switch (type) {
    case 'string':
      return (value) => (typeof value === 'string' ? checkText(value) : toText(value));
    case 'boolean':
      return (value) => emptyToNull(coerceBoolean(value));
    case 'integer':
    case 'decimal':
      return createNumberCast(type, createNumericReader(needs.format));
    case 'date':
    case 'datetime': {
      const { month_first: monthFirst, allow_guess: allowGuess } = needs.format;
      const { read } = createDateReader({ zone: needs.zone, monthFirst, allowGuess, result: type });
      return (value) => (value === '' ? null : read(value));
    }
  }
}

function createNumberCast(type: 'integer' | 'decimal', read: (value: NonNullable<Value>) => Outcome): TypeCast {
  return (value) => {
    const number = typeof value === 'number' ? value : fromOther(value);
    if (number === null || isFault(number)) return number;
    if (type === 'integer' && !isWhole(number))
      return fault('type', `${show(number)} has a fraction, but the field is an integer.`);
    return number;
  };

  function fromOther(value: NonNullable<Value>): Outcome {
    if (typeof value === 'boolean') return fault('type', `${value} is a boolean, but the field is a number.`);
    const text = cleanString(toText(value));
    return typeof text === 'string' ? read(text) : text;
  }
}

function isWhole(number: Value): boolean {
  return typeof number === 'number' ? Number.isInteger(number) : typeof number === 'string' && !number.includes('.');
}

function checkText(text: string): Outcome {
  if (text === '') return null;
  return text.isWellFormed()
    ? text
    : fault('type', 'The text is not valid Unicode: it holds half of a surrogate pair.');
}

function emptyToNull(outcome: Outcome): Outcome {
  return outcome === '' ? null : outcome;
}
