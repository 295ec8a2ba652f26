// The transformations of layer 5, each compiled once into a function of one value.
// Promises: null passes all but constant, template and expression; arithmetic is exact; texts are cut between characters.

import type { Transformation } from '../contract/entity.ts';
import { EngineError } from '../failures/engine-error.ts';
import {
  multiplyDecimals,
  parseDecimal,
  roundDecimal,
  toValue,
  numberToPlain,
  type Decimal,
} from '../record/decimal.ts';
import type { Value } from '../record/shapes.ts';
import { coerceBoolean } from './1-type-coercion.ts';
import type { NumericReader } from './3-numeric.ts';
import { compileExpression } from './expression.ts';
import { toText } from './field-type.ts';
import { fault, isFault, show, type Outcome } from './outcome.ts';

type Row = Readonly<Record<string, Value>>;
/** `names` are the source fields a step reads beside its value. */
export type Step =
  | { readonly kind: 'sync'; readonly names: readonly string[]; readonly run: (value: Value, row: Row) => Outcome }
  | {
      readonly kind: 'async';
      readonly names: readonly string[];
      readonly run: (value: Value, row: Row) => Promise<Outcome>;
    };

const ofText = (change: (text: string) => Outcome): Step => ({
  kind: 'sync',
  names: [],
  run: (value) => (value === null ? null : change(toText(value))),
});

/** Compiles one step. Throws EngineError `usage` whose message names what is wrong with its arguments. */
export function compileTransformation(transformation: Transformation, readNumber: NumericReader): Step {
  const step = typeof transformation === 'string' ? { op: transformation } : transformation;
  switch (step.op) {
    case 'uppercase':
      return ofText((text) => text.toUpperCase());
    case 'lowercase':
      return ofText((text) => text.toLowerCase());
    case 'trim':
      return ofText((text) => text.trim());
    case 'strip_whitespace':
      return ofText((text) => text.replace(/\s+/gu, ''));
    case 'title_case':
      return ofText((text) => text.replace(/[\p{L}\p{M}\p{N}'’]+/gu, capitalize));
    case 'capitalize':
      return ofText(capitalize);
    case 'remove_special_chars':
      return ofText((text) => text.replace(/[^\p{L}\p{M}\p{Nd}\s]/gu, ''));
    case 'replace': {
      const pattern = compilePattern(step.pattern, step.flags ?? 'g');
      return ofText((text) => text.replace(pattern, step.with));
    }
    case 'substring':
      return ofText((text) => substring(text, step.start, step.length));
    case 'pad':
      return ofText((text) => pad(text, step));
    case 'lookup':
      return lookup(step);
    case 'template':
      return template(step.text);
    case 'multiply': {
      const by = parseDecimal(toText(step.by));
      if (by === null) throw new EngineError('usage', `it is multiplied by ${show(step.by)}, which is not a number`);
      return arithmetic('multiplied', readNumber, (value) => multiplyDecimals(value, by));
    }
    case 'round':
      return arithmetic('rounded', readNumber, (value) => roundDecimal(value, step.digits));
    case 'constant':
      return { kind: 'sync', names: [], run: () => step.value };
    case 'to_boolean':
      return { kind: 'sync', names: [], run: (value) => (value === null ? null : coerceBoolean(value)) };
    case 'expression': {
      const expression = compileExpression(step.jsonata);
      const run = (value: Value, row: Row) => expression.evaluate({ ...row, value });
      return { kind: 'async', names: expression.names.filter((name) => name !== 'value'), run };
    }
  }
}

/** A pattern in Unicode mode, so that it never cuts a character in two; in the old mode where it is only valid there. */
export function compilePattern(pattern: string, flags: string): RegExp {
  if (/[uv]/.test(flags)) return new RegExp(pattern, flags);
  try {
    return new RegExp(pattern, `${flags}u`);
  } catch {
    // Not valid in Unicode mode (`\-` outside a class): the old mode decides, and throws where it is invalid too.
    return new RegExp(pattern, flags);
  }
}

function capitalize(text: string): string {
  const [first = ''] = text;
  return first.toUpperCase() + text.slice(first.length).toLowerCase();
}

/** From the `start`-th character, counted from 0, or from the end where negative. */
function substring(text: string, start: number, length: number | undefined): string {
  const characters = [...text];
  const from = start < 0 ? Math.max(0, characters.length + start) : start;
  return characters.slice(from, length === undefined ? undefined : from + length).join('');
}

function pad(
  text: string,
  step: { readonly length: number; readonly with: string; readonly side: 'left' | 'right' },
): string {
  const filler = [...step.with];
  const missing = step.length - [...text].length;
  let padding = '';
  for (let index = 0; index < missing; index += 1) padding += filler[index % filler.length] ?? '';
  return step.side === 'left' ? padding + text : text + padding;
}

function lookup(step: Extract<Transformation, { readonly op: 'lookup' }>): Step {
  const table = new Map(Object.entries(step.table));
  const otherwise = step.otherwise ?? 'error';
  const run = (value: Value): Outcome => {
    if (value === null) return null;
    const found = table.get(toText(value));
    if (found !== undefined) return found;
    if (otherwise === 'error') return fault('lookup', `${show(value)} is not in the lookup table.`);
    return otherwise === 'keep' ? value : null;
  };
  return { kind: 'sync', names: [], run };
}

/** Nulls count as empty text, as in Oracle's `||`; a template whose every part is null gives null. */
function template(text: string): Step {
  const parts = text.split(/\{([^{}]+)\}/);
  const names = parts.filter((_, index) => index % 2 === 1);
  const run = (value: Value, row: Row): Outcome => {
    let result = '';
    let hasValue = names.length === 0;
    for (const [index, part] of parts.entries()) {
      if (index % 2 === 0) {
        result += part;
        continue;
      }
      const filled = part === 'value' ? value : (row[part] ?? null);
      if (filled === null) continue;
      hasValue = true;
      result += toText(filled);
    }
    return hasValue ? result : null;
  };
  return { kind: 'sync', names: names.filter((name) => name !== 'value'), run };
}

function arithmetic(verb: string, readNumber: NumericReader, change: (value: Decimal) => Decimal): Step {
  const run = (value: Value): Outcome => {
    if (value === null) return null;
    const number = readNumber(value);
    const exact =
      typeof number === 'boolean' || number === null || isFault(number) ? null : parseDecimal(plainOf(number));
    return exact === null
      ? fault('transformation', `${show(value)} is not a number and cannot be ${verb}.`)
      : toValue(change(exact));
  };
  return { kind: 'sync', names: [], run };
}

function plainOf(number: string | number): string {
  return typeof number === 'number' ? numberToPlain(number) : number;
}
