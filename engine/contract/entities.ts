// Entities: their mapping versions, and files in and out.

import { z } from 'zod';
import { procedure } from './errors.ts';
import { entitySchema } from './entity.ts';
import { countSchema, lineSchema, nameSchema, problemSchema, timestampSchema } from './primitives.ts';

const oneEntity = z.strictObject({ name: nameSchema });
const versionNumber = z.int().min(1).max(1_000_000_000);
const note = lineSchema.default('');

/** What a mapping holds, for diffs: any JSON. */
const jsonSchema = z.json();

const savedSchema = z.object({
  status: z.enum(['saved', 'unchanged', 'refused']),
  /** The version in force; null where an entity that was refused does not exist yet. */
  version: versionNumber.nullable(),
  problems: z.array(problemSchema).readonly(),
});

const checkSchema = z.object({
  entity: z.string().nullable(),
  is_valid: z.boolean(),
  problems: z.array(problemSchema).readonly(),
  /** What could not be checked, and why. */
  notes: z.array(z.string()).readonly(),
});

export const entities = {
  list: procedure.input(z.strictObject({})).output(
    z.object({
      entities: z
        .array(
          z.object({
            name: z.string(),
            description: z.string(),
            version: versionNumber,
            source_api: z.string(),
            target_entity: z.string(),
            parents: z.array(z.string()).readonly(),
            updated_at: timestampSchema,
          }),
        )
        .readonly(),
    }),
  ),
  /** The current version, or the one asked for. */
  get: procedure.input(z.strictObject({ name: nameSchema, version: versionNumber.optional() })).output(
    z.object({
      entity: entitySchema,
      version: versionNumber,
      created_at: timestampSchema,
      note: z.string(),
      /** Records that ScheduleHub is known to hold. */
      records: countSchema,
    }),
  ),
  /** Newest first. */
  versions: procedure.input(oneEntity).output(
    z.object({
      versions: z
        .array(
          z.object({
            version: versionNumber,
            note: z.string(),
            created_at: timestampSchema,
            is_current: z.boolean(),
          }),
        )
        .readonly(),
    }),
  ),
  /** Adds an immutable version. CONFLICT where `expected_version` is not the current one; null: it must be new. */
  save: procedure
    .input(z.strictObject({ entity: entitySchema, note, expected_version: versionNumber.nullable() }))
    .output(savedSchema),
  diff: procedure.input(z.strictObject({ name: nameSchema, from: versionNumber, to: versionNumber })).output(
    z.object({
      /** Members of the entity file outside its mappings, as `delta.strategy`. */
      settings: z.array(z.object({ path: z.string(), before: jsonSchema, after: jsonSchema })).readonly(),
      /** By target field, in the order of the newer version; removed ones last. */
      mappings: z
        .array(
          z.object({
            target_field: z.string(),
            change: z.enum(['added', 'removed', 'changed', 'moved']),
            members: z.array(z.object({ path: z.string(), before: jsonSchema, after: jsonSchema })).readonly(),
          }),
        )
        .readonly(),
    }),
  ),
  /** Saves the content of an earlier version as a new one. */
  restore: procedure.input(z.strictObject({ name: nameSchema, version: versionNumber, note })).output(savedSchema),
  /** Refused where another entity names it as its parent. What was synced stays in ScheduleHub and in the history. */
  remove: procedure.input(oneEntity).output(z.object({ removed: z.string() })),
  /** Entity files in any order, each whole or not at all. */
  import: procedure
    .input(
      z.strictObject({
        documents: z
          .array(z.strictObject({ file: z.string().min(1).max(255), text: z.string().min(1).max(2_000_000) }))
          .min(1)
          .max(100),
      }),
    )
    .output(
      z.object({
        results: z
          .array(
            z.object({
              file: z.string(),
              entity: z.string().nullable(),
              status: z.enum(['imported', 'unchanged', 'refused']),
              version: versionNumber.nullable(),
              problems: z.array(problemSchema).readonly(),
            }),
          )
          .readonly(),
      }),
    ),
  /** The entity as a file. */
  export: procedure
    .input(z.strictObject({ name: nameSchema, version: versionNumber.optional() }))
    .output(z.object({ file: z.string(), text: z.string() })),
  /** The mappings of a file into an entity, with a result for each rule; stored only when every rule is sound. */
  import_mapping: procedure.input(z.strictObject({ name: nameSchema, text: z.string().min(1).max(2_000_000) })).output(
    z.object({
      entity: z.string(),
      status: z.enum(['imported', 'unchanged', 'refused']),
      version: versionNumber,
      rules: z
        .array(
          z.object({
            index: countSchema,
            target_field: z.string().nullable(),
            status: z.enum(['ok', 'refused']),
            problems: z.array(problemSchema).readonly(),
          }),
        )
        .readonly(),
      problems: z.array(problemSchema).readonly(),
    }),
  ),
  /** Everything that can be said before it runs: form, mapping, parents, and ScheduleHub's own fields. */
  check: procedure.input(z.strictObject({ text: z.string().min(1).max(2_000_000) })).output(checkSchema),
};
