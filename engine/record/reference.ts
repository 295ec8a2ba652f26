// The key that people read: `site=S1 | item_number=PN-7`. For screens and reports; never parsed, never compared.

import { numberToPlain } from './decimal.ts';
import type { Value } from './shapes.ts';

/** Joins `fields` and their values in the given order; numbers in plain digits, null as nothing. */
export function reference(fields: readonly string[], values: Readonly<Record<string, Value>>): string {
  return joinReference(
    fields,
    fields.map((field) => ({ value: values[field] ?? null })),
  );
}

/** The same with the values in the order of the fields. */
export function joinReference(fields: readonly string[], cells: readonly { readonly value: Value }[]): string {
  let text = '';
  for (let at = 0; at < fields.length; at += 1) {
    text += `${at === 0 ? '' : ' | '}${fields[at] ?? ''}=${toText(cells[at]?.value ?? null)}`;
  }
  return text;
}

function toText(value: Value): string {
  if (value === null) return '';
  return typeof value === 'number' ? numberToPlain(value) : String(value);
}
