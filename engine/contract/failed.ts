// Failed records: groups with trend, lists, one record whole, edits, retries, ignoring, reports.

import { z } from 'zod';
import { procedure } from './errors.ts';
import {
  ERROR_TYPES,
  FAILED_STATUSES,
  OPERATIONS,
  REJECT_CODES,
  REPORT_FORMATS,
  RETRY_MODES,
} from './failed-record.ts';
import {
  countSchema,
  lineSchema,
  MAX_UIDS,
  nameSchema,
  pageInput,
  pageOf,
  timestampSchema,
  uidSchema,
} from './primitives.ts';
import { STAGES } from './stage.ts';

/** Members are joined by "and"; an absent one asks nothing, but without `statuses` only live records are meant. */
export const failedFilterSchema = z.strictObject({
  entity: nameSchema.optional(),
  batch_uid: uidSchema.optional(),
  stage: z.enum(STAGES).optional(),
  code: z.enum(REJECT_CODES).optional(),
  signature: z.string().min(1).max(2000).optional(),
  statuses: z.array(z.enum(FAILED_STATUSES)).min(1).max(FAILED_STATUSES.length).optional(),
  /** Looked for in reference, keys, message and the row as it was read. */
  search: z.string().min(1).max(200).optional(),
});

/** Records by uid, or those of a filter that were there when the operator saw them. */
export const failedChoiceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('uids'), uids: z.array(uidSchema).min(1).max(MAX_UIDS) }),
  z.strictObject({
    kind: z.literal('filter'),
    filter: failedFilterSchema,
    /** As the list or the groups gave it: later failures are left alone. */
    snapshot: uidSchema,
  }),
]);

const changesSchema = z
  .array(
    z.strictObject({
      column: z.string().min(1).max(4000),
      /** As text; null or empty: no value. */
      value: z.string().max(1_000_000).nullable(),
    }),
  )
  .min(1)
  .max(500);

const failedItemSchema = z.object({
  uid: uidSchema,
  entity: z.string(),
  reference: z.string().nullable(),
  status: z.enum(FAILED_STATUSES),
  stage: z.enum(STAGES),
  code: z.enum(REJECT_CODES),
  error_type: z.enum(ERROR_TYPES),
  field: z.string().nullable(),
  message: z.string(),
  /** The cause and its usual remedy, in plain words. */
  cause: z.string(),
  signature: z.string(),
  batch_uid: uidSchema,
  mapping_version: z.int(),
  operation: z.enum(OPERATIONS).nullable(),
  retry_count: countSchema,
  max_retries: countSchema,
  next_retry_at: timestampSchema.nullable(),
  times_seen: countSchema,
  first_seen_at: timestampSchema,
  last_seen_at: timestampSchema,
  closed_at: timestampSchema.nullable(),
});

const failedDetailsSchema = failedItemSchema.extend({
  source_key: z.string().nullable(),
  bk_hash: z.string().nullable(),
  rowversion: z.string().nullable(),
  errors: z
    .array(z.object({ stage: z.enum(STAGES), code: z.string(), field: z.string().nullable(), message: z.string() }))
    .readonly(),
  /** The record at each stage as JSON; null where it did not get that far. */
  raw: z.unknown(),
  normalized: z.unknown(),
  mapped: z.unknown(),
  /** The operator's edit, laid over `raw` when it is tried again. */
  patch: z.unknown(),
  tries: z
    .array(
      z.object({
        no: countSchema,
        at: timestampSchema,
        action: z.string(),
        mapping_version: z.int().nullable(),
        outcome: z.string(),
        code: z.string().nullable(),
        message: z.string().nullable(),
      }),
    )
    .readonly(),
});

const failedGroupSchema = z.object({
  signature: z.string(),
  count: countSchema,
  entities: z.array(z.string()).readonly(),
  stage: z.enum(STAGES),
  code: z.enum(REJECT_CODES),
  field: z.string().nullable(),
  /** One of the group's messages. */
  message: z.string(),
  cause: z.string(),
  first_seen_at: timestampSchema,
  last_seen_at: timestampSchema,
  /** Records first seen on each of the last 14 days (UTC), the oldest day first. */
  trend: z.array(z.object({ day: z.iso.date(), count: countSchema })).readonly(),
});

export const failed = {
  /** Records that fail for the same reason, the largest group first. */
  groups: procedure
    .input(z.strictObject({ filter: failedFilterSchema.prefault({}) }))
    .output(z.object({ groups: z.array(failedGroupSchema).readonly(), total: countSchema, snapshot: uidSchema })),
  /** In order of when they failed first. */
  list: procedure
    .input(
      z.strictObject({
        filter: failedFilterSchema.prefault({}),
        order: z.enum(['newest', 'oldest']).default('newest'),
        ...pageInput,
      }),
    )
    .output(pageOf(failedItemSchema).extend({ snapshot: uidSchema })),
  get: procedure.input(z.strictObject({ uid: uidSchema })).output(failedDetailsSchema),
  /** Adds to the edit of a record; the original stays. Columns of the business key cannot be edited. */
  edit: procedure
    .input(z.strictObject({ uid: uidSchema, changes: changesSchema }))
    .output(z.object({ patch: z.unknown() })),
  /** Edits one record and tries it again as a job; the edit stays where the try fails. */
  edit_and_retry: procedure
    .input(
      z.strictObject({
        uid: uidSchema,
        changes: changesSchema,
        /** Not `from_source`: the row as it is in the ERP has no edit. */
        mode: z.enum(['as_captured', 'current_mapping']).default('current_mapping'),
      }),
    )
    .output(z.object({ patch: z.unknown(), job_uid: uidSchema })),
  /** Takes the whole edit of a record back. */
  clear_edit: procedure.input(z.strictObject({ uid: uidSchema })).output(z.object({ patch: z.null() })),
  /** Tries records again as a job, in growing steps that stop at the first step with a failure. */
  retry: procedure
    .input(
      z.strictObject({
        which: failedChoiceSchema,
        mode: z.enum(RETRY_MODES).default('current_mapping'),
        /** Sizes of the first steps, the last one repeats. Empty: all in one step, whatever fails. */
        steps: z.array(z.int().min(1).max(100_000)).max(10).default([1, 10, 100]),
      }),
    )
    .output(z.object({ job_uid: uidSchema, records: countSchema })),
  /** Sets aside what is there now; the same failure of other records still shows. */
  ignore: procedure.input(z.strictObject({ which: failedChoiceSchema, reason: lineSchema.default('') })).output(
    z.object({
      ignored: countSchema,
      /** What `reopen` takes to undo exactly this. */
      ignored_at: timestampSchema,
    }),
  ),
  /** Undoes ignoring: records are as they were. Those that failed anew meanwhile are left alone. */
  reopen: procedure
    .input(
      z.strictObject({
        which: z.discriminatedUnion('kind', [
          z.strictObject({ kind: z.literal('uids'), uids: z.array(uidSchema).min(1).max(MAX_UIDS) }),
          z.strictObject({ kind: z.literal('ignored_at'), ignored_at: timestampSchema }),
        ]),
      }),
    )
    .output(z.object({ reopened: countSchema })),
  /** A report on what the filter shows, as a file. */
  export: procedure
    .input(z.strictObject({ which: failedChoiceSchema, format: z.enum(REPORT_FORMATS) }))
    .output(z.object({ file: z.file(), rows: countSchema })),
};
