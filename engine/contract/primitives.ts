// The small schemas that every subject of the contract is built from: uids, names, hashes, pages, rows. Names are public.

import { z } from 'zod';

/** Most rows of one page, most uids of one bulk action. */
export const MAX_PAGE = 500;
export const MAX_UIDS = 1000;

export const uidSchema = z.uuid();
/** ISO 8601 in UTC: there are no Date objects in the contract. */
export const timestampSchema = z.iso.datetime();
export const nameSchema = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, 'must be made of a-z, 0-9 and _, first a letter');
/** What the mapping editor keeps things under: an entity, or a draft of a new one. */
export const draftKeySchema = z.union([nameSchema, uidSchema]);
export const bkHashSchema = z.string().regex(/^[0-9a-f]{32}$/, 'must be 32 hexadecimal digits');
export const lineSchema = z.string().max(400);
export const countSchema = z.int().min(0);
export const systemSchema = z.enum(['apismith', 'schedulehub']);
export type SystemName = z.infer<typeof systemSchema>;

/** A scalar of a row: numbers that a double cannot carry are exact decimal text. */
export const valueSchema = z.union([z.string().max(1_000_000), z.number(), z.boolean(), z.null()]);
export const rowSchema = z.record(z.string().min(1).max(4000), valueSchema);

/** Members of every input that asks for a page; `cursor` is the `next` of the page before. */
export const pageInput = {
  cursor: z.string().min(1).max(200).nullable().default(null),
  limit: z.int().min(1).max(MAX_PAGE).default(100),
};

/** One keyset page: `next` is null on the last one, `total` null where counting would cost too much. */
export function pageOf<Row extends z.ZodType>(row: Row) {
  return z.object({
    rows: z.array(row).readonly(),
    next: z.string().nullable(),
    total: countSchema.nullable(),
  });
}

/** Something the operator has to correct in an entity file; `path` is where in the JSON, as `mappings[2].type`. */
export const problemSchema = z.object({
  kind: z.enum(['json', 'schema', 'compile', 'parent', 'source', 'target']),
  path: z.string(),
  message: z.string(),
  hint: z.string(),
});
