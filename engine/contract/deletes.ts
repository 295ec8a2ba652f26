// Deletes on hold: records the ERP no longer has, until an operator approves or discards them.

import { z } from 'zod';
import { procedure } from './errors.ts';
import {
  bkHashSchema,
  countSchema,
  MAX_UIDS,
  nameSchema,
  pageInput,
  pageOf,
  timestampSchema,
  uidSchema,
} from './primitives.ts';

/** Named one by one, or all of the entity: then as many as the operator saw, else CONFLICT. */
export const heldChoiceSchema = z.strictObject({
  entity: nameSchema,
  which: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('named'), bk_hashes: z.array(bkHashSchema).min(1).max(MAX_UIDS) }),
    z.strictObject({ kind: z.literal('all'), expected: countSchema.max(1_000_000_000) }),
  ]),
});

export const deletes = {
  list: procedure.input(z.strictObject({ entity: nameSchema.optional(), ...pageInput })).output(
    pageOf(
      z.object({
        entity: z.string(),
        bk_hash: bkHashSchema,
        reference: z.string(),
        reason: z.string(),
        detected_at: timestampSchema,
        approved_at: timestampSchema.nullable(),
        batch_uid: uidSchema,
      }),
    ),
  ),
  /** Deletes them in ScheduleHub as a job, after looking in the ERP once more. */
  approve: procedure.input(heldChoiceSchema).output(z.object({ job_uid: uidSchema })),
  /** Takes them off the list; the records stay in ScheduleHub. */
  discard: procedure.input(heldChoiceSchema).output(z.object({ discarded: countSchema })),
};
