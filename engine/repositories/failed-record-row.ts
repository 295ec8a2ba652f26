// How a failed record stands in its row of failed_records.

import type { SqlValue } from '../db/database.ts';
import type { FailedRecord, NewFailure } from './failed-record.ts';
import { toBkHash, toBlob } from './hash-blob.ts';
import { selectList } from './select-list.ts';
import { signatureOf } from './signature-of.ts';

/** What each sighting of a record writes anew, in the order of `toSightedValues`. */
export const SIGHTED_COLUMNS = [
  'batch_uid',
  'source_key',
  'bk_hash',
  'reference',
  'rowversion',
  'mapping_version',
  'operation',
  'stage',
  'error_type',
  'code',
  'field',
  'message',
  'errors',
  'signature',
  'raw',
  'normalized',
  'mapped',
  'parent_entity',
  'parent_bk_hash',
  'last_seen_at',
] as const;

export const FAILED_COLUMNS = selectList([
  'uid',
  'entity_name',
  'record_key',
  ...SIGHTED_COLUMNS,
  'patch',
  'status',
  'retry_count',
  'max_retries',
  'next_retry_at',
  'times_seen',
  'first_seen_at',
  'closed_at',
]);

/** At most one row of a record has one of these; the text is that of the partial unique index. */
export const IS_LIVE = `status in ('open', 'retrying', 'exhausted')`;

/** Its own condition and never part of an "or" with IS_LIVE: each of the two has a partial index of its own. */
export const IS_IGNORED = `status = 'ignored'`;

/** Live or ignored, and named by its business key; the text is that of the partial index. */
export const HAS_STANDING_KEY = `bk_hash is not null and status in ('open', 'retrying', 'exhausted', 'ignored')`;

/** A row `f` that is the last word on its record: no live row and no newer ignored one stands beside it. */
export const IS_NEWEST_IGNORED = `f.${IS_IGNORED} and not exists (
  select 1 from failed_records live
  where live.entity_name = f.entity_name and live.record_key = f.record_key and live.${IS_LIVE}
) and not exists (
  select 1 from failed_records newer
  where newer.entity_name = f.entity_name and newer.record_key = f.record_key and newer.${IS_IGNORED} and newer.uid > f.uid
)`;

export type FailedRecordRow = Omit<FailedRecord, 'bkHash' | 'parentBkHash' | 'errors'> & {
  readonly bkHash: Uint8Array | null;
  readonly parentBkHash: Uint8Array | null;
  readonly errors: string;
};

export function toSightedValues(failure: NewFailure, batchUid: string, at: string): readonly SqlValue[] {
  const { reject, parentEntity, parentBkHash } = failure;
  return [
    batchUid,
    failure.sourceKey,
    failure.bkHash && toBlob(failure.bkHash),
    failure.reference,
    failure.rowversion,
    failure.mappingVersion,
    failure.operation,
    reject.stage,
    failure.errorType,
    reject.code,
    reject.field,
    reject.message,
    JSON.stringify(failure.errors),
    signatureOf(reject),
    failure.raw,
    failure.normalized,
    failure.mapped,
    parentEntity ?? null,
    parentBkHash ? toBlob(parentBkHash) : null,
    at,
  ];
}

export function toFailedRecord(row: FailedRecordRow): FailedRecord {
  return {
    ...row,
    bkHash: row.bkHash && toBkHash(row.bkHash),
    parentBkHash: row.parentBkHash && toBkHash(row.parentBkHash),
    // Safe: `toSightedValues` and the retries are the only writers.
    errors: JSON.parse(row.errors) as FailedRecord['errors'],
  };
}
