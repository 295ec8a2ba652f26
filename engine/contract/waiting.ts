// Waiting children: records whose parent is not in ScheduleHub yet, by missing parent and one by one.

import { z } from 'zod';
import { procedure } from './errors.ts';
import {
  bkHashSchema,
  countSchema,
  lineSchema,
  MAX_UIDS,
  nameSchema,
  pageInput,
  pageOf,
  timestampSchema,
  uidSchema,
} from './primitives.ts';

/** Where a missing parent is, as far as the state tells; `unseen`: never read, or filtered out. */
export const PARENT_PLACES = ['unseen', 'failed', 'ignored', 'waiting', 'held_delete', 'delivered'] as const;

const parentSchema = z.object({
  parent_entity: z.string(),
  parent_bk_hash: bkHashSchema,
  parent_reference: z.string(),
  /** Records that the parent would free. */
  children: countSchema,
  entities: z.array(z.string()).readonly(),
  place: z.enum(PARENT_PLACES),
  /** Since when the first of them waits. */
  oldest: timestampSchema,
});

const childSchema = z.object({
  uid: uidSchema,
  entity: z.string(),
  reference: z.string(),
  /** `ready`: the parent has come, the record goes with the next run. */
  status: z.enum(['waiting', 'ready']),
  parent_entity: z.string(),
  parent_reference: z.string(),
  parent_bk_hash: bkHashSchema,
  bk_hash: bkHashSchema,
  source_key: z.string().nullable(),
  retry_count: countSchema,
  max_retries: countSchema,
  batch_uid: uidSchema,
  created_at: timestampSchema,
  last_tried_at: timestampSchema.nullable(),
});

export const waiting = {
  /** The missing parents, the one with most children first. */
  groups: procedure
    .input(z.strictObject({ limit: pageInput.limit }))
    .output(z.object({ groups: z.array(parentSchema).readonly(), total: countSchema })),
  list: procedure
    .input(
      z.strictObject({
        entity: nameSchema.optional(),
        parent_entity: nameSchema.optional(),
        parent_bk_hash: bkHashSchema.optional(),
        ...pageInput,
      }),
    )
    .output(pageOf(childSchema)),
  /** Reads a missing parent from the ERP and sends it with its children, as a job. */
  fetch_parent: procedure
    .input(z.strictObject({ parent_entity: nameSchema, parent_bk_hash: bkHashSchema }))
    .output(z.object({ job_uid: uidSchema })),
  /**
   * Waits no longer: the records become failed records with the code parent_missing, whole, to be tried again or
   * ignored there. Records whose parent has come are left alone.
   */
  discard: procedure
    .input(
      z.strictObject({
        which: z.discriminatedUnion('kind', [
          z.strictObject({ kind: z.literal('uids'), uids: z.array(uidSchema).min(1).max(MAX_UIDS) }),
          z.strictObject({ kind: z.literal('parent'), parent_entity: nameSchema, parent_bk_hash: bkHashSchema }),
        ]),
        reason: lineSchema.default(''),
      }),
    )
    .output(z.object({ discarded: countSchema })),
};
