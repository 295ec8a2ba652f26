// The entity file: what people keep in their own git. Names and defaults are public (docs/entity-file.md).

import { z } from 'zod';
import { nameSchema } from './primitives.ts';

export const COLUMN_TYPES = [
  'VARCHAR2',
  'NVARCHAR2',
  'CHAR',
  'CLOB',
  'NUMBER',
  'FLOAT',
  'DATE',
  'TIMESTAMP',
  'TIMESTAMP WITH TIME ZONE',
  'RAW',
  'BOOLEAN',
] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];

export const FIELD_TYPES = ['string', 'integer', 'decimal', 'boolean', 'date', 'datetime'] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

const name = nameSchema;
const text = z.string().min(1).max(4000);
/** May be empty; longer than any value of a plant. */
const longText = z.string().max(100_000);
const scalar = z.union([longText, z.number(), z.boolean()]);

/** A source column; an unknown `type` falls back to string, so it is open text here. */
export const columnSchema = z.strictObject({
  name: text,
  type: z.string().min(1).max(200).default('VARCHAR2'),
  nullable: z.boolean().default(true),
  length: z.number().int().min(0).nullable().default(null),
  /** TIMESTAMP(0) has precision 0. */
  precision: z.number().int().min(0).nullable().default(null),
  scale: z.number().int().nullable().default(null),
  comment: longText.nullable().default(null),
});
export type Column = z.infer<typeof columnSchema>;

export const filterSchema = z.strictObject({
  field: text,
  op: z.enum(['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'in', 'is_null', 'not_null']),
  value: z.union([scalar, z.array(scalar).max(10_000)]).optional(),
});
export type Filter = z.infer<typeof filterSchema>;

export const PLAIN_TRANSFORMATIONS = [
  'uppercase',
  'lowercase',
  'trim',
  'strip_whitespace',
  'title_case',
  'capitalize',
  'remove_special_chars',
] as const;

export const transformationSchema = z.union([
  z.enum([...PLAIN_TRANSFORMATIONS, 'to_boolean']),
  z.discriminatedUnion('op', [
    z.strictObject({ op: z.enum(PLAIN_TRANSFORMATIONS) }),
    z.strictObject({ op: z.literal('replace'), pattern: text, with: longText, flags: z.string().max(20).optional() }),
    z.strictObject({ op: z.literal('substring'), start: z.number().int(), length: z.number().int().min(0).optional() }),
    z.strictObject({
      op: z.literal('pad'),
      length: z.number().int().min(1).max(4000),
      with: text,
      side: z.enum(['left', 'right']),
    }),
    z.strictObject({
      op: z.literal('lookup'),
      table: z.record(longText, z.union([scalar, z.null()])),
      otherwise: z.enum(['keep', 'null', 'error']).optional(),
    }),
    z.strictObject({ op: z.literal('template'), text: longText }),
    z.strictObject({ op: z.literal('multiply'), by: z.union([z.number(), text]) }),
    z.strictObject({ op: z.literal('round'), digits: z.number().int().min(-38).max(38) }),
    z.strictObject({ op: z.literal('constant'), value: z.union([scalar, z.null()]) }),
    z.strictObject({ op: z.literal('to_boolean') }),
    z.strictObject({ op: z.literal('expression'), jsonata: text }),
  ]),
]);
export type Transformation = z.infer<typeof transformationSchema>;

export const validationSchema = z.strictObject({
  min: z.union([z.number(), text]).optional(),
  max: z.union([z.number(), text]).optional(),
  min_length: z.number().int().min(0).optional(),
  max_length: z.number().int().min(0).optional(),
  pattern: text.optional(),
  enum: z.array(scalar).min(1).max(10_000).optional(),
  not_before: text.optional(),
  not_after: text.optional(),
});
export type Validation = z.infer<typeof validationSchema>;

export const formatSchema = z.strictObject({
  decimal_comma: z.boolean().default(false),
  month_first: z.boolean().default(false),
  percent: z.boolean().default(false),
  allow_guess: z.boolean().default(true),
});
export type FieldFormat = z.infer<typeof formatSchema>;

export const fieldMappingSchema = z.strictObject({
  source_field: text,
  target_field: text,
  type: z.enum(FIELD_TYPES).default('string'),
  transformations: z.array(transformationSchema).max(50).default([]),
  default_value: z.union([scalar, z.null()]).default(null),
  is_required: z.boolean().default(false),
  validation: validationSchema.default({}),
  format: formatSchema.prefault({}),
});
export type FieldMapping = z.infer<typeof fieldMappingSchema>;

export const parentSchema = z.strictObject({
  entity: name,
  /** Parent's business-key field -> this record's target field. */
  fields: z.record(text, text).refine((map) => Object.keys(map).length > 0, 'must name at least one field'),
});
export type ParentReference = z.infer<typeof parentSchema>;

export const entitySchema = z.strictObject({
  name,
  description: z.string().max(2000).default(''),
  source: z.strictObject({
    api: text,
    rowversion_field: text.optional(),
    time_zone: text.optional(),
    page_size: z.number().int().min(100).max(10_000).default(1000),
    filters: z.array(filterSchema).max(100).default([]),
    on_drift: z.enum(['accept', 'reject_row', 'stop']).default('accept'),
    columns: z.array(columnSchema).min(1).max(2000).optional(),
  }),
  target: z.strictObject({ entity: text.optional() }).prefault({}),
  business_key: z.array(text).min(1).max(16),
  parents: z.array(parentSchema).max(16).default([]),
  delta: z
    .strictObject({
      strategy: z.enum(['auto', 'hash', 'rowversion']).default('auto'),
      overlap_seconds: z.number().min(0).max(31_536_000).default(300),
      overlap_versions: z.number().int().min(0).default(0),
      exclude_from_hash: z.array(text).max(2000).default([]),
    })
    .prefault({}),
  deletes: z
    .strictObject({
      policy: z.enum(['never', 'hold', 'delete']).default('hold'),
      max_count: z.number().int().min(0).default(10),
      max_percent: z.number().min(0).max(100).default(10),
    })
    .prefault({}),
  mappings: z.array(fieldMappingSchema).min(1).max(2000),
});
/** An entity with every default filled in. */
export type Entity = z.infer<typeof entitySchema>;
/** An entity as people write it. */
export type EntityFile = z.input<typeof entitySchema>;
