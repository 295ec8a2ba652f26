// A value of an entity file as people read it: nothing as a dash, texts as they are, lists of steps as their chips.

import { transformationSchema } from '../../../engine/contract/entity.ts';
import { describeStep } from './transformation-kinds.ts';

export function formatMember(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(formatItem).join(' → ');
  return JSON.stringify(value);
}

function formatItem(item: unknown): string {
  const step = transformationSchema.safeParse(item);
  if (step.success) return describeStep(step.data);
  return typeof item === 'string' ? item : JSON.stringify(item);
}
