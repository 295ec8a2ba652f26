// The rules a mapped value must keep. Null keeps them all: `is_required` alone asks for a value.

import type { FieldMapping, FieldType, Validation } from '../contract/entity.ts';
import { EngineError } from '../failures/engine-error.ts';
import { compareDecimals, parseDecimal, type Decimal } from '../record/decimal.ts';
import type { Value } from '../record/shapes.ts';
import { toText, type TypeCast } from './field-type.ts';
import { fault, isFault, show, type Fault } from './outcome.ts';
import { compilePattern } from './transformations.ts';

export type Rule = (value: NonNullable<Value>) => Fault | null;

/** Compiles a field's rules; throws EngineError `usage` whose message names the rule that cannot work. */
export function compileRules(mapping: FieldMapping, cast: TypeCast): readonly Rule[] {
  const { validation, type } = mapping;
  const rules: Rule[] = [];
  if (validation.min !== undefined || validation.max !== undefined) {
    rules.push(numberRange(type, validation.min, validation.max));
  }
  if (validation.min_length !== undefined || validation.max_length !== undefined) {
    rules.push(lengthRange(validation.min_length ?? 0, validation.max_length ?? Infinity));
  }
  if (validation.pattern !== undefined) rules.push(matches(validation.pattern));
  if (validation.enum !== undefined) rules.push(isOneOf(validation.enum, cast));
  if (validation.not_before !== undefined || validation.not_after !== undefined) {
    rules.push(dateRange(type, cast, validation));
  }
  return rules;
}

function numberRange(type: FieldType, min: string | number | undefined, max: string | number | undefined): Rule {
  if (type !== 'integer' && type !== 'decimal') {
    throw new EngineError(
      'usage',
      '"at least" and "at most" (min, max) are for numbers; dates have "not before" and "not after"',
    );
  }
  const [low, high] = [toDecimal('at least', min), toDecimal('at most', max)];
  const isBelow = (value: NonNullable<Value>, limit: string | number, exact: Decimal) =>
    typeof value === 'number' && typeof limit === 'number' ? value < limit : compareWith(value, exact) < 0;
  const isAbove = (value: NonNullable<Value>, limit: string | number, exact: Decimal) =>
    typeof value === 'number' && typeof limit === 'number' ? value > limit : compareWith(value, exact) > 0;
  return (value) => {
    if (low !== null && min !== undefined && isBelow(value, min, low)) {
      return fault('range', `${toText(value)} is less than the minimum ${min}.`);
    }
    if (high !== null && max !== undefined && isAbove(value, max, high)) {
      return fault('range', `${toText(value)} is more than the maximum ${max}.`);
    }
    return null;
  };
}

function compareWith(value: NonNullable<Value>, limit: Decimal): number {
  const exact = parseDecimal(toText(value));
  return exact === null ? 0 : compareDecimals(exact, limit);
}

function toDecimal(name: string, limit: string | number | undefined): Decimal | null {
  if (limit === undefined) return null;
  const exact = parseDecimal(toText(limit));
  if (exact === null) throw new EngineError('usage', `"${name}" is ${show(limit)}, which is not a number`);
  return exact;
}

/** Lengths count characters, not UTF-16 units. */
function lengthRange(min: number, max: number): Rule {
  return (value) => {
    const text = toText(value);
    const length = text.length <= max && text.length >= min * 2 ? text.length : [...text].length;
    if (length < min) return fault('length', `${show(text)} has ${length} characters; at least ${min} are asked for.`);
    return length > max ? fault('length', `${show(text)} has ${length} characters; at most ${max} are allowed.`) : null;
  };
}

function matches(source: string): Rule {
  const pattern = compilePattern(source, '');
  return (value) =>
    pattern.test(toText(value)) ? null : fault('pattern', `${show(value)} does not match the pattern ${source}.`);
}

function isOneOf(allowed: readonly NonNullable<Value>[], cast: TypeCast): Rule {
  const texts = new Set(
    allowed.map((value) => {
      const typed = cast(value);
      if (typed === null || isFault(typed))
        throw new EngineError(
          'usage',
          `the values to choose from hold ${show(value)}, which does not fit the field's type`,
        );
      return toText(typed);
    }),
  );
  return (value) =>
    texts.has(toText(value)) ? null : fault('enum', `${show(value)} is not one of ${[...texts].join(', ')}.`);
}

function dateRange(type: FieldType, cast: TypeCast, limits: Pick<Validation, 'not_before' | 'not_after'>): Rule {
  if (type !== 'date' && type !== 'datetime')
    throw new EngineError('usage', '"not before" and "not after" are for dates and times');
  const [low, high] = [toLimit('not before', limits.not_before, cast), toLimit('not after', limits.not_after, cast)];
  return (value) => {
    const text = sortable(toText(value));
    if (low !== null && text < sortable(low)) return fault('range', `${toText(value)} is before ${low}.`);
    return high !== null && text > sortable(high) ? fault('range', `${toText(value)} is after ${high}.`) : null;
  };
}

function toLimit(name: string, limit: string | undefined, cast: TypeCast): string | null {
  if (limit === undefined) return null;
  const typed = cast(limit);
  if (typed === null || isFault(typed))
    throw new EngineError('usage', `"${name}" is ${show(limit)}, which cannot be read as a date`);
  return toText(typed);
}

/** Without its Z a time sorts before the same time with a fraction. */
function sortable(text: string): string {
  return text.endsWith('Z') ? text.slice(0, -1) : text;
}
