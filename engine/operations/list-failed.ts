// Failed records as the command line and the API show them: public names, the record at each stage as JSON.

import { CODE_SENTENCES } from '../failures/codes.ts';
import { EngineError } from '../failures/engine-error.ts';
import type { FailedFilter, FailedRecord, FailedRecordTry, ListOrder } from '../repositories/failed-record.ts';
import type { Store } from '../repositories/store.ts';

export interface FailedItem {
  readonly uid: string;
  readonly entity: string;
  readonly reference: string | null;
  readonly status: FailedRecord['status'];
  readonly stage: FailedRecord['stage'];
  readonly code: FailedRecord['code'];
  readonly error_type: FailedRecord['errorType'];
  readonly field: string | null;
  readonly message: string;
  /** The cause and its usual remedy, in plain words. */
  readonly cause: string;
  readonly signature: string;
  readonly batch_uid: string;
  readonly mapping_version: number;
  readonly operation: FailedRecord['operation'];
  readonly retry_count: number;
  readonly max_retries: number;
  readonly next_retry_at: string | null;
  readonly times_seen: number;
  readonly first_seen_at: string;
  readonly last_seen_at: string;
  readonly closed_at: string | null;
}

/** One record whole: as it was read, after each stage it reached, its edit, and every try. */
export interface FailedDetails extends FailedItem {
  readonly source_key: string | null;
  readonly bk_hash: string | null;
  readonly rowversion: string | null;
  readonly errors: FailedRecord['errors'];
  readonly raw: unknown;
  readonly normalized: unknown;
  readonly mapped: unknown;
  readonly patch: unknown;
  readonly tries: readonly FailedRecordTry[];
}

/** Newest first. */
export async function listFailed(store: Store, filter: FailedFilter, limit: number): Promise<readonly FailedItem[]> {
  const page = await store.failedRecords.list(filter, { limit });
  return page.items.map(toFailedItem);
}

export interface FailedPage {
  readonly rows: readonly FailedItem[];
  readonly next: string | null;
  /** Null for a search: it would read every record. */
  readonly total: number | null;
}

/** In pages. */
export async function listFailedPage(
  { failedRecords }: Store,
  filter: FailedFilter,
  page: { readonly limit: number; readonly cursor: string | null; readonly order: ListOrder },
): Promise<FailedPage> {
  const { items, nextCursor } = await failedRecords.list(filter, page);
  return {
    rows: items.map(toFailedItem),
    next: nextCursor,
    total: filter.search === undefined ? await failedRecords.count(filter) : null,
  };
}

/** Throws EngineError `not_found`. */
export async function getFailed(store: Store, uid: string): Promise<FailedDetails> {
  const record = await store.failedRecords.find(uid);
  if (record === null) throw noFailedRecord(uid);
  return {
    ...toFailedItem(record),
    source_key: record.sourceKey,
    bk_hash: record.bkHash,
    rowversion: record.rowversion,
    errors: record.errors,
    raw: fromJson(record.raw),
    normalized: fromJson(record.normalized),
    mapped: fromJson(record.mapped),
    patch: fromJson(record.patch),
    tries: record.tries,
  };
}

export function noFailedRecord(uid: string): EngineError {
  const sentence = `There is no failed record ${uid}. Look for it among the failed records; closed ones are removed in time.`;
  return new EngineError('not_found', sentence, { details: { code: 'unknown_failed_record', uid } });
}

function toFailedItem(record: FailedRecord): FailedItem {
  return {
    uid: record.uid,
    entity: record.entityName,
    reference: record.reference,
    status: record.status,
    stage: record.stage,
    code: record.code,
    error_type: record.errorType,
    field: record.field,
    message: record.message,
    cause: CODE_SENTENCES[record.code],
    signature: record.signature,
    batch_uid: record.batchUid,
    mapping_version: record.mappingVersion,
    operation: record.operation,
    retry_count: record.retryCount,
    max_retries: record.maxRetries,
    next_retry_at: record.status === 'ignored' ? null : record.nextRetryAt,
    times_seen: record.timesSeen,
    first_seen_at: record.firstSeenAt,
    last_seen_at: record.lastSeenAt,
    closed_at: record.closedAt,
  };
}

/** Captured JSON text; numbers beyond a double are text in it already. */
export function fromJson(text: string | null): unknown {
  return text === null ? null : JSON.parse(text);
}
