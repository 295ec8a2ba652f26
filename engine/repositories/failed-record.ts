// The failed record (DLQ row) and the questions asked about it.
//
//              ┌───────────── failed, tries left ─────────────┐
//   sighted ─▶ open ──claim──▶ retrying ──acknowledged──▶ resolved
//              │  ▲               │  └──a newer row overtook it──▶ superseded
//              │  └── claim ── exhausted ◀── failed, no tries left
//              └──ignore──▶ ignored ──claim──▶ retrying
//              ◀──reopen─────┘

import type { ErrorType, FailedStatus } from '../contract/failed-record.ts';
import type { RejectCode, Stage } from '../failures/codes.ts';
import type { Reject } from '../failures/reject.ts';
import type { Operation } from '../record/operation.ts';
import type { BkHash } from '../record/shapes.ts';

export { FAILED_STATUSES, type ErrorType, type FailedStatus } from '../contract/failed-record.ts';

/** One sighting of a record that failed. JSON members are text, as they were captured. */
export interface NewFailure {
  /** Names the record within its entity; a second failure of the same record is a repeated sighting. */
  readonly recordKey: string;
  readonly sourceKey: string | null;
  readonly bkHash: BkHash | null;
  readonly reference: string | null;
  readonly rowversion: string | null;
  readonly mappingVersion: number;
  readonly operation: Operation | null;
  readonly errorType: ErrorType;
  /** The reject the record is grouped by. */
  readonly reject: Reject;
  readonly errors: readonly Reject[];
  readonly raw: string | null;
  readonly normalized: string | null;
  readonly mapped: string | null;
  readonly parentEntity?: string | null | undefined;
  readonly parentBkHash?: BkHash | null | undefined;
}

export interface FailedRecord {
  readonly uid: string;
  readonly entityName: string;
  readonly batchUid: string;
  readonly recordKey: string;
  readonly sourceKey: string | null;
  readonly bkHash: BkHash | null;
  readonly reference: string | null;
  readonly rowversion: string | null;
  readonly mappingVersion: number;
  readonly operation: Operation | null;
  readonly stage: Stage;
  readonly errorType: ErrorType;
  readonly code: RejectCode;
  readonly field: string | null;
  readonly message: string;
  readonly errors: readonly Reject[];
  readonly signature: string;
  readonly raw: string | null;
  readonly normalized: string | null;
  readonly mapped: string | null;
  /** JSON text of the operator's edit; `raw` stays as it was captured. */
  readonly patch: string | null;
  readonly parentEntity: string | null;
  readonly parentBkHash: BkHash | null;
  readonly status: FailedStatus;
  readonly retryCount: number;
  readonly maxRetries: number;
  readonly nextRetryAt: string | null;
  readonly timesSeen: number;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  readonly closedAt: string | null;
}

export interface FailedRecordTry {
  readonly tryNo: number;
  readonly at: string;
  readonly action: string;
  readonly mappingVersion: number | null;
  readonly outcome: string;
  readonly code: string | null;
  readonly message: string | null;
}

export type FailedRecordWithTries = FailedRecord & { readonly tries: readonly FailedRecordTry[] };

/** Members are joined by "and"; an absent one asks nothing. `search` looks in reference, keys, message and raw. */
export interface FailedFilter {
  readonly uids?: readonly string[] | undefined;
  readonly entity?: string | undefined;
  readonly batchUid?: string | undefined;
  readonly stage?: string | undefined;
  readonly code?: string | undefined;
  readonly signature?: string | undefined;
  readonly status?: readonly FailedStatus[] | undefined;
  readonly search?: string | undefined;
  /** Only records that were there when this uid was made: a bulk action never takes what came after the list. */
  readonly upToUid?: string | undefined;
}

/** In order of when the records failed first. */
export type ListOrder = 'newest' | 'oldest';

export type FailedState = Pick<FailedRecord, 'uid' | 'entityName' | 'reference' | 'status' | 'message' | 'retryCount'>;

export interface FailedGroup {
  readonly signature: string;
  readonly count: number;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  readonly stage: Stage;
  readonly code: RejectCode;
  readonly field: string | null;
  /** One of the group's messages. */
  readonly message: string;
}

export type FailedGroupWithDays = FailedGroup & { readonly days: readonly DayCount[] };

/** Records of one signature and entity that were first seen on one day. */
export interface DayCount {
  readonly signature: string;
  readonly entityName: string;
  /** YYYY-MM-DD, UTC. */
  readonly day: string;
  readonly count: number;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
}

export interface Sightings {
  readonly entityName: string;
  readonly batchUid: string;
  readonly failures: readonly NewFailure[];
  readonly at: string;
  readonly newUid: () => string;
  /** When the records that are new or changed are due for a retry; null: only when asked. */
  readonly nextRetryAt: string | null;
}

/** What became of one retry. */
export interface FailedTry {
  /** `as_captured`, `current_mapping`, `from_source` … */
  readonly action: string;
  readonly mappingVersion: number | null;
  /** `released`: the system failed, not the record; no attempt is burned. */
  readonly outcome: 'resolved' | 'failed' | 'superseded' | 'released';
  /** Why it failed now; takes the place of the earlier reason. */
  readonly reject?: Reject | undefined;
  /** Only read together with `reject`. */
  readonly errorType?: ErrorType | undefined;
  readonly at: string;
  /** Only read where the outcome is `failed`. */
  readonly nextRetryAt: string | null;
}
