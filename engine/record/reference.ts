// The key that people read: `site=S1 | item_number=PN-7`. For screens and reports; never parsed, never compared.

import { numberToPlain } from './decimal.ts';
import type { Value } from './shapes.ts';

/** Joins `fields` and their values in the given order; numbers in plain digits, null as nothing. */
export function reference(fields: readonly string[], values: Readonly<Record<string, Value>>): string {
  let text = '';
  for (let at = 0; at < fields.length; at += 1) {
    const field = fields[at] ?? '';
    text += referenceName(field, at) + referenceText(values[field] ?? null);
  }
  return text;
}

/** What stands before the value of the field at this place. */
export function referenceName(field: string, at: number): string {
  return `${at === 0 ? '' : ' | '}${field}=`;
}

export function referenceText(value: Value): string {
  if (value === null) return '';
  return typeof value === 'number' ? numberToPlain(value) : String(value);
}
