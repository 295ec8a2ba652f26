// What somebody typed as the value that a field of this type has in an entity file.

import type { FieldType } from '../../../engine/contract/entity.ts';

export type Scalar = string | number | boolean | null;

/** Empty text is null. Numbers and booleans become such where that loses nothing; any other text stays text. */
export function toScalar(text: string, type: FieldType): Scalar {
  if (text === '') return null;
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  const isNumber = type === 'integer' || type === 'decimal';
  return isNumber && String(Number(text)) === text && Number.isFinite(Number(text)) ? Number(text) : text;
}

export function toText(value: Scalar | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}
