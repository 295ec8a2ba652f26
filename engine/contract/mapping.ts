// Mapping: samples, suggested mappings and the live preview. Works offline on an uploaded sample.

import { z } from 'zod';
import { columnSchema, entitySchema, FIELD_TYPES } from './entity.ts';
import { procedure } from './errors.ts';
import { countSchema, problemSchema, rowSchema, valueSchema } from './primitives.ts';
import { MAX_PREVIEW_ROWS, MAX_SAMPLE_BYTES, MAX_SAMPLE_ROWS } from './sample-limits.ts';
import { STAGES } from './stage.ts';

const apiSlug = z.string().min(1).max(200);
/** A ScheduleHub entity whose fields the columns are matched with; null: fields are named after the columns. */
const targetEntity = z.string().min(1).max(200).nullable().default(null);

const targetFieldSchema = z.object({
  name: z.string(),
  type: z.enum(FIELD_TYPES),
  is_required: z.boolean(),
  max_length: z.number().nullable(),
  minimum: z.number().nullable(),
  maximum: z.number().nullable(),
  enum: z.array(z.string()).readonly().nullable(),
  description: z.string().nullable(),
});

const sampleSchema = z.object({
  /** The first rows; what `preview` takes. */
  rows: z.array(rowSchema).readonly(),
  /** Rows the columns and suggestions are told from. */
  rows_read: countSchema,
  columns: z
    .array(
      columnSchema.extend({
        field_type: z.enum(FIELD_TYPES),
        /** Share of rows with a value, 0 to 1. */
        fill_rate: z.number(),
        /** Distinct values by values; 1 suggests a key. */
        distinct_share: z.number(),
        samples: z.array(valueSchema).readonly(),
      }),
    )
    .readonly(),
  suggestions: z
    .array(
      z.object({
        source_field: z.string(),
        target_field: z.string(),
        type: z.enum(FIELD_TYPES),
        /** 0 to 1; from 0.8 on people usually agree. */
        confidence: z.number(),
        reason: z.string(),
      }),
    )
    .readonly(),
  /** A draft: name, API and business key are guesses to be checked. Null where no column resembles a field. */
  entity: entitySchema.nullable(),
  /** ScheduleHub's fields; null where they were not asked for or cannot be told. */
  target_fields: z.array(targetFieldSchema).readonly().nullable(),
  /** What could not be told, and why. */
  notes: z.array(z.string()).readonly(),
});

const layer = z.record(z.string(), valueSchema);

const previewedRowSchema = z.object({
  raw: rowSchema,
  /** Value after each layer: by source column, and by target field in `mapping`; null from the layer that failed. */
  layers: z.object({ type_coercion: layer, string: layer, numeric: layer, datetime: layer, mapping: layer }),
  mapped: layer.nullable(),
  bk_hash: z.string().nullable(),
  data_hash: z.string().nullable(),
  reference: z.string().nullable(),
  rowversion: z.string().nullable(),
  errors: z
    .array(z.object({ stage: z.enum(STAGES), code: z.string(), field: z.string().nullable(), message: z.string() }))
    .readonly(),
  /** Columns whose date could only be guessed. */
  guessed: z.array(z.string()).readonly(),
});

export const mapping = {
  /** Columns, a suggested mapping and a draft from an uploaded CSV, XLSX or JSON file. */
  infer: procedure
    .input(z.strictObject({ file: z.file().min(1).max(MAX_SAMPLE_BYTES), target_entity: targetEntity }))
    .output(sampleSchema),
  /** The same from rows of an API, to be pinned for work offline. */
  fetch_sample: procedure
    .input(
      z.strictObject({
        api: apiSlug,
        target_entity: targetEntity,
        limit: z.int().min(1).max(MAX_SAMPLE_ROWS).default(MAX_SAMPLE_ROWS),
      }),
    )
    .output(sampleSchema),
  /** Rows through every layer of a mapping that need not be saved. Fields that do not compile are set aside and named. */
  preview: procedure
    .input(z.strictObject({ entity: entitySchema, rows: z.array(rowSchema).min(1).max(MAX_PREVIEW_ROWS) }))
    .output(z.object({ problems: z.array(problemSchema).readonly(), rows: z.array(previewedRowSchema).readonly() })),
  /** The APIs of APISmith, to choose a source from. */
  list_apis: procedure.input(z.strictObject({ page: z.int().min(1).max(10_000).default(1) })).output(
    z.object({
      apis: z
        .array(
          z.object({
            slug: z.string(),
            name: z.string(),
            connector: z.string(),
            description: z.string().nullable(),
            columns: z.array(columnSchema).readonly(),
            key_columns: z.array(z.string()).readonly(),
            rowversion_column: z.string().nullable(),
          }),
        )
        .readonly(),
      total: countSchema,
    }),
  ),
  /** The entities of ScheduleHub with their fields, to choose a target from. */
  list_targets: procedure.input(z.strictObject({})).output(
    z.object({
      targets: z
        .array(
          z.object({
            name: z.string(),
            fields: z.array(targetFieldSchema).readonly(),
            parents: z.array(z.string()).readonly(),
            record_count: countSchema,
          }),
        )
        .readonly(),
    }),
  ),
  /** What changed in the API's columns since the entity last saw them: one sentence per column. */
  drift: procedure.input(z.strictObject({ name: entitySchema.shape.name })).output(
    z.object({
      is_known: z.boolean(),
      changes: z.array(z.string()).readonly(),
      columns: z
        .array(
          z.object({
            column: z.string(),
            change: z.enum(['new', 'gone', 'retyped']),
            /** Types as Oracle names them; null where the column is new or gone. */
            before: z.string().nullable(),
            after: z.string().nullable(),
            /** Target fields of the rules that read the column. */
            rules: z.array(z.string()).readonly(),
            /** A rule that reads it makes part of the business key. */
            is_key: z.boolean(),
          }),
        )
        .readonly(),
      /** The columns as the API has them now, to take over into a draft. */
      columns_now: z.array(columnSchema).readonly(),
    }),
  ),
};
