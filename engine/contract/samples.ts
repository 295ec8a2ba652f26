// Samples that the mapping editor works on offline: columns and rows of a file or an API, kept by entity or new draft.

import { z } from 'zod';
import { columnSchema } from './entity.ts';
import { procedure } from './errors.ts';
import { countSchema, draftKeySchema, rowSchema, timestampSchema, uidSchema } from './primitives.ts';
import { MAX_SAMPLE_ROWS } from './sample-limits.ts';

/** Most samples of one entity. */
export const MAX_SAMPLES = 20;
/** Largest sample, as JSON. */
export const MAX_STORED_SAMPLE_BYTES = 4_000_000;

const originSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file'), name: z.string().min(1).max(255) }),
  z.strictObject({ kind: z.literal('api'), api: z.string().min(1).max(200) }),
]);

const sampleItemSchema = z.object({
  uid: uidSchema,
  key: draftKeySchema,
  origin: originSchema,
  taken_at: timestampSchema,
  columns: countSchema,
  rows: countSchema,
});

const oneSample = z.strictObject({ uid: uidSchema });

export const samples = {
  /** The newest first. */
  list: procedure
    .input(z.strictObject({ key: draftKeySchema.optional() }))
    .output(z.object({ samples: z.array(sampleItemSchema).readonly() })),
  get: procedure.input(oneSample).output(
    z.object({
      uid: uidSchema,
      key: draftKeySchema,
      origin: originSchema,
      taken_at: timestampSchema,
      columns: z.array(columnSchema).readonly(),
      rows: z.array(rowSchema).readonly(),
    }),
  ),
  /** Adds a sample. LIMIT_REACHED where the entity has as many as it may, or the sample is too large. */
  save: procedure
    .input(
      z.strictObject({
        /** The entity's name, or the UUID of a draft of a new entity. */
        key: draftKeySchema,
        origin: originSchema,
        columns: z.array(columnSchema).min(1).max(2000),
        rows: z.array(rowSchema).max(MAX_SAMPLE_ROWS),
      }),
    )
    .output(sampleItemSchema),
  remove: procedure.input(oneSample).output(z.object({ is_removed: z.boolean() })),
  /** A draft became an entity: its samples go along. */
  move: procedure
    .input(z.strictObject({ from: draftKeySchema, to: draftKeySchema }))
    .output(z.object({ moved: countSchema })),
};
