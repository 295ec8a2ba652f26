// Proposes which source column feeds which target field, by name and type, with a confidence and a reason.
// Pure; each column and each field is used once.

import type { FieldType } from '../contract/entity.ts';
import type { InferredColumn } from './infer-columns.ts';
import { nameSimilarity, nameTokens } from './name-similarity.ts';

export interface TargetField {
  readonly name: string;
  /** Missing where the target does not say. */
  readonly type?: FieldType;
}

export interface MappingSuggestion {
  readonly source_field: string;
  readonly target_field: string;
  readonly type: FieldType;
  /** 0 to 1; from 0.8 on people usually agree. */
  readonly confidence: number;
  /** One phrase for the operator. */
  readonly reason: string;
}

const MIN_CONFIDENCE = 0.4;
/** Without a target to compare with, the name is only a proposal. */
const NAMED_AFTER_COLUMN = 0.5;

/**
 * The best pairs, in the order of the columns. Without target fields every column gets a field named after it
 * in snake_case, with confidence 0.5.
 */
export function suggestMapping(
  columns: readonly InferredColumn[],
  targetFields: readonly TargetField[],
): readonly MappingSuggestion[] {
  if (targetFields.length === 0) return nameAfterColumns(columns);
  const candidates = columns
    .flatMap((column) => targetFields.map((field) => rate(column, field)))
    .filter((candidate) => candidate.confidence >= MIN_CONFIDENCE)
    .sort((one, other) => other.confidence - one.confidence);
  const chosen = new Map<string, MappingSuggestion>();
  const takenFields = new Set<string>();
  for (const candidate of candidates) {
    if (chosen.has(candidate.source_field) || takenFields.has(candidate.target_field)) continue;
    chosen.set(candidate.source_field, candidate);
    takenFields.add(candidate.target_field);
  }
  return columns.flatMap((column) => chosen.get(column.name) ?? []);
}

function rate(column: InferredColumn, field: TargetField): MappingSuggestion {
  const name = rateName(column.name, field.name);
  const type = rateType(column.field_type, field.type);
  return {
    source_field: column.name,
    target_field: field.name,
    type: field.type ?? column.field_type,
    confidence: Math.round(name.share * type.share * 100) / 100,
    reason: [name.reason, type.reason].filter((reason) => reason !== null).join(', '),
  };
}

interface Rating {
  readonly share: number;
  readonly reason: string | null;
}

function rateName(source: string, target: string): Rating {
  const letters = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
  if (letters(source) === letters(target)) return { share: 1, reason: 'same name' };
  const share = nameSimilarity(source, target);
  if (share === 1) return { share: 0.95, reason: `same words (${nameTokens(source).join(' ')})` };
  return { share: share * 0.9, reason: 'similar name' };
}

function rateType(source: FieldType, target: FieldType | undefined): Rating {
  if (target === undefined || source === target) return { share: 1, reason: target === undefined ? null : 'same type' };
  const pair = `${source}>${target}`;
  if (['integer>decimal', 'date>datetime', 'datetime>date'].includes(pair)) return { share: 0.98, reason: 'type fits' };
  if (target === 'string') return { share: 0.9, reason: `${source} as text` };
  if (source === 'string' || pair === 'decimal>integer' || pair === 'integer>boolean') {
    return { share: 0.75, reason: `${source} must be readable as ${target}` };
  }
  return { share: 0.4, reason: `${source} does not look like ${target}` };
}

function nameAfterColumns(columns: readonly InferredColumn[]): readonly MappingSuggestion[] {
  const taken = new Set<string>();
  return columns.map((column) => ({
    source_field: column.name,
    target_field: freeName(toSnakeCase(column.name), taken),
    type: column.field_type,
    confidence: NAMED_AFTER_COLUMN,
    reason: 'named after the column',
  }));
}

function toSnakeCase(name: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
  return words === '' ? 'field' : words;
}

function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = `${name}_${number}`;
  taken.add(free);
  return free;
}
