// A value of an entity file as people read it: nothing as a dash, texts as they are, steps as their chips, columns by name.

import { transformationSchema, type Transformation } from '../../../engine/contract/entity.ts';
import { describeStep } from './transformation-kinds.ts';

export function formatMember(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (typeof value === 'string') return value === '' ? 'empty' : value;
  if (Array.isArray(value)) return formatList(value);
  if (typeof value === 'object') return formatObject(value);
  return JSON.stringify(value);
}

function formatList(items: readonly unknown[]): string {
  if (items.length === 0) return 'none';
  const steps = items.map(toStep).filter((step) => step !== null);
  if (steps.length === items.length) return steps.map(describeStep).join(' → ');
  return items.map(formatMember).join(', ');
}

function toStep(item: unknown): Transformation | null {
  const parsed = transformationSchema.safeParse(item);
  return parsed.success ? parsed.data : null;
}

/** A column or a filter: the values that say something, in their order. */
function formatObject(object: object): string {
  const told = Object.entries(object).filter(([name, value]) => value !== null && name !== 'nullable');
  const isPlain = told.every(([, value]) => typeof value !== 'object');
  if (isPlain && ('name' in object || 'field' in object)) return told.map(([, value]) => formatMember(value)).join(' ');
  return told.map(([name, value]) => `${name}: ${formatMember(value)}`).join(', ');
}
