// The key that people read: `site=S1 | item_number=PN-7`. For screens and reports; never parsed, never compared.

import { numberToPlain } from './decimal.ts';
import type { Value } from './shapes.ts';

/** Joins `fields` and their values in the given order; numbers in plain digits, null as nothing. */
export function reference(fields: readonly string[], values: Readonly<Record<string, Value>>): string {
  return fields.map((field) => `${field}=${toText(values[field] ?? null)}`).join(' | ');
}

function toText(value: Value): string {
  if (value === null) return '';
  return typeof value === 'number' ? numberToPlain(value) : String(value);
}
