// Does a record keep the rules of its entity? The first broken rule is told.

import { isDecimal, toDecimalSortKey, toPlainDecimal } from '../exact/decimal.ts';
import { JsonNumber, type JsonObject, type JsonValue } from '../exact/exact-json.ts';
import type { TargetEntity, TargetField } from './entity-definition.ts';

export interface RecordError {
  readonly code: string;
  readonly message: string;
  readonly field: string | null;
}

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const DATETIME = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;
const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** As many digits as a double always carries. */
const SAFE_DIGITS = 15;

function isDay(text: string): boolean {
  const match = DAY.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (month < 1 || month > 12 || day < 1 || day > (DAYS_IN_MONTH[month - 1] ?? 0)) return false;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return !(month === 2 && day === 29 && !isLeap);
}

function isInteger(text: string): boolean {
  if (/^-?\d+$/.test(text)) return true;
  return !(toPlainDecimal(text) ?? '.').includes('.');
}

/** A number's text, from a JSON number or from a decimal string; null when it is neither. */
function numberText(value: JsonValue): string | null {
  if (value instanceof JsonNumber) return value.text;
  return typeof value === 'string' && isDecimal(value) ? value : null;
}

function hasType(field: TargetField, value: JsonValue): boolean {
  switch (field.type) {
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'date':
      return typeof value === 'string' && isDay(value);
    case 'datetime':
      return typeof value === 'string' && isDay(DATETIME.exec(value)?.[1] ?? '');
    case 'integer': {
      const text = numberText(value);
      return text !== null && isInteger(text);
    }
    case 'decimal':
      return numberText(value) !== null;
  }
}

function isLess(text: string, limit: number): boolean {
  if (text.length <= SAFE_DIGITS) return Number(text) < limit;
  return (toDecimalSortKey(text) ?? '') < (toDecimalSortKey(String(limit)) ?? '');
}

function isMore(text: string, limit: number): boolean {
  if (text.length <= SAFE_DIGITS) return Number(text) > limit;
  return (toDecimalSortKey(text) ?? '') > (toDecimalSortKey(String(limit)) ?? '');
}

/** Length in characters as people count them, not in UTF-16 units. */
function isLonger(text: string, max: number): boolean {
  return text.length > max && [...text].length > max;
}

function checkField(field: TargetField, value: JsonValue): RecordError | null {
  const fail = (code: string, message: string): RecordError => ({ code, message, field: field.name });
  if (!hasType(field, value)) return fail('type', `${field.name} must be of type ${field.type}.`);
  if (typeof value === 'string' && field.max_length !== null && isLonger(value, field.max_length)) {
    return fail('max_length', `${field.name} may have at most ${field.max_length} characters.`);
  }
  if (field.minimum !== null || field.maximum !== null) {
    const text = numberText(value) ?? '0';
    const isOut =
      (field.minimum !== null && isLess(text, field.minimum)) ||
      (field.maximum !== null && isMore(text, field.maximum));
    if (isOut) {
      return fail('range', `${field.name} must be from ${field.minimum ?? '-∞'} to ${field.maximum ?? '∞'}.`);
    }
  }
  if (field.enum !== null && typeof value === 'string' && !field.enum.includes(value)) {
    return fail('enum', `${field.name} must be one of ${field.enum.join(', ')}.`);
  }
  return null;
}

export type RecordCheck = (data: JsonObject) => RecordError | null;

/** Compiles the checks of an entity. */
export function createRecordCheck(entity: TargetEntity): RecordCheck {
  const fields = new Map(entity.fields.map((field, at) => [field.name, { field, at }]));
  const needed = entity.fields.map((field, at) => ({ field, at })).filter(({ field }) => field.required);
  const seen = new Uint8Array(entity.fields.length);
  return (data) => {
    seen.fill(0);
    for (let at = 0; at < data.keys.length; at++) {
      const name = data.keys[at] ?? '';
      const value = data.values[at] ?? null;
      const known = fields.get(name);
      if (known === undefined) {
        return { code: 'unknown_field', message: `${entity.name} has no field ${JSON.stringify(name)}.`, field: name };
      }
      if (value === null) continue;
      const error = checkField(known.field, value);
      if (error !== null) return error;
      seen[known.at] = 1;
    }
    const missing = needed.find(({ at }) => seen[at] === 0)?.field;
    return missing === undefined
      ? null
      : { code: 'required', message: `${missing.name} is required.`, field: missing.name };
  };
}

/** One key value as a text under which equal values are equal: numbers without regard to how they are written. */
export function toKeyPart(field: TargetField, value: JsonValue | undefined): string | null {
  if (value === undefined || value === null) return null;
  if (field.type === 'integer' || field.type === 'decimal') return toPlainDecimal(numberText(value) ?? '');
  if (typeof value === 'string') return value;
  return typeof value === 'boolean' ? String(value) : null;
}
