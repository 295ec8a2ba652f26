// Drafts of the mapping editor: kept by the engine, so that nothing typed is lost. One per entity, or per new draft.

import { z } from 'zod';
import { procedure } from './errors.ts';
import { draftKeySchema, timestampSchema } from './primitives.ts';

/** Longest content. */
export const MAX_DRAFT_CHARACTERS = 2_000_000;

const versionSchema = z.int().min(1).max(1_000_000_000).nullable();
const oneDraft = z.strictObject({ key: draftKeySchema });

const draftItemSchema = z.object({
  key: draftKeySchema,
  /** What the operator sees in a list. */
  title: z.string(),
  /** The version of the entity that the draft began with; null for a new entity. */
  base_version: versionSchema,
  updated_at: timestampSchema,
});

const draftSchema = draftItemSchema.extend({ content: z.string() });

export const drafts = {
  /** The one changed last first. */
  list: procedure.input(z.strictObject({})).output(z.object({ drafts: z.array(draftItemSchema).readonly() })),
  /** Null where there is none. */
  get: procedure.input(oneDraft).output(z.object({ draft: draftSchema.nullable() })),
  /** Takes the place of the draft with this key. */
  save: procedure
    .input(
      z.strictObject({
        /** The entity's name, or a UUID for a draft of a new entity. */
        key: draftKeySchema,
        title: z.string().max(400).default(''),
        /** JSON text of whatever the editor keeps. */
        content: z.string().min(1).max(MAX_DRAFT_CHARACTERS).refine(isJson, 'must be JSON'),
        base_version: versionSchema.default(null),
      }),
    )
    .output(draftItemSchema),
  remove: procedure.input(oneDraft).output(z.object({ is_removed: z.boolean() })),
};

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // JSON.parse throws a SyntaxError and nothing else.
    return false;
  }
}
