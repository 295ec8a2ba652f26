// How a field mapping stands in its row of field_mappings.

import type { FieldMapping } from '../contract/entity.ts';
import type { SqlValue } from '../db/database.ts';

/** In the order of `toFieldMappingValues`. */
export const FIELD_MAPPING_COLUMNS = [
  'source_field',
  'target_field',
  'field_type',
  'transformation',
  'validation_rules',
  'default_value',
  'is_required',
  'format',
] as const;

export interface FieldMappingRow {
  readonly sourceField: string;
  readonly targetField: string;
  readonly fieldType: string;
  readonly transformation: string;
  readonly validationRules: string;
  readonly defaultValue: string;
  readonly isRequired: number;
  readonly format: string;
}

export function toFieldMappingValues(mapping: FieldMapping): readonly SqlValue[] {
  return [
    mapping.source_field,
    mapping.target_field,
    mapping.type,
    JSON.stringify(mapping.transformations),
    JSON.stringify(mapping.validation),
    JSON.stringify(mapping.default_value),
    mapping.is_required ? 1 : 0,
    JSON.stringify(mapping.format),
  ];
}

/** The member of the entity file, for the schema to check. */
export function toFieldMapping(row: FieldMappingRow): Readonly<Record<keyof FieldMapping, unknown>> {
  return {
    source_field: row.sourceField,
    target_field: row.targetField,
    type: row.fieldType,
    transformations: JSON.parse(row.transformation),
    default_value: JSON.parse(row.defaultValue),
    is_required: row.isRequired === 1,
    validation: JSON.parse(row.validationRules),
    format: JSON.parse(row.format),
  };
}
