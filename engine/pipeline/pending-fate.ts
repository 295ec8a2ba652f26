// What a run's outcomes mean for records that failed or waited before: overtaken, resolved, or failed once more.
// Costs nothing for the usual row: it only looks closer where the entity has such records.

import type { Reject } from '../failures/reject.ts';
import { bkHash } from '../record/bk-hash.ts';
import type { BkHash, IdentifiedRow } from '../record/shapes.ts';
import { hasKeyColumns } from '../record/source-key.ts';
import type { FailedTry } from '../repositories/failed-record.ts';

export interface PendingFate {
  /** False where no earlier failure or wait could be touched: delivered rows then need not be kept for it. */
  readonly isInterested: boolean;
  /** The key of a row's failed record. */
  keyOf(failed: FailedRow, reject: Reject): string;
  /** The row is in ScheduleHub as it is now. */
  delivered(row: IdentifiedRow): void;
  /** ScheduleHub holds a newer version of the row. */
  overtaken(row: IdentifiedRow): void;
  /** True where this was a retry: its try is kept, and the captured original stays as it is. */
  failed(failed: FailedRow, reject: Reject): boolean;
  /** A failed record of the row is still listed. */
  hasFailed(row: IdentifiedRow): boolean;
  /** What has come together since the last call. */
  take(at: string): {
    readonly overtaken: readonly string[];
    readonly noLongerPending: readonly BkHash[];
    readonly tries: readonly (FailedTry & { readonly uid: string })[];
  };
}

/** How a row that failed is named. */
export interface FailedRow {
  readonly sourceKey: string;
  readonly bkHash: BkHash | null;
}

/** Records that are being retried in this run: key of the failed record to its uid. */
export interface Retry {
  readonly action: string;
  readonly uidByKey: ReadonlyMap<string, string>;
  readonly mappingVersion: number;
  readonly nextRetryAt: (uid: string) => string | null;
}

export interface PendingFateNeeds {
  readonly liveKeys: ReadonlySet<string>;
  readonly pendingKeys: ReadonlySet<BkHash>;
  readonly retry: Retry | null;
  /** Rows are captures (retries, woken children), not the source as it is now. */
  readonly isReplay: boolean;
}

export function createPendingFate(needs: PendingFateNeeds): PendingFate {
  let overtaken: string[] = [];
  let noLongerPending: BkHash[] = [];
  let outcomes: { uid: string; outcome: 'resolved' | 'failed' | 'superseded'; reject?: Reject }[] = [];
  const { liveKeys, pendingKeys, retry } = needs;
  const close = (row: IdentifiedRow, outcome: 'resolved' | 'superseded'): void => {
    if (pendingKeys.has(row.identity.bkHash)) noLongerPending.push(row.identity.bkHash);
    if (liveKeys.size === 0) return;
    const { bkHash: key } = row.identity;
    for (const recordKey of [...recordKeysOf({ sourceKey: row.sourceKey, bkHash: key }), deleteKeyOf(key)]) {
      const uid = retry?.uidByKey.get(recordKey);
      if (uid !== undefined) outcomes.push({ uid, outcome });
      else if (liveKeys.has(recordKey)) overtaken.push(recordKey);
    }
  };
  return {
    isInterested: liveKeys.size > 0 || pendingKeys.size > 0,
    keyOf: recordKeyOf,
    delivered: (row) => {
      close(row, 'resolved');
    },
    overtaken: (row) => {
      close(row, 'superseded');
    },
    failed: (failed, reject) => {
      // A woken child that fails is kept whole as a failed record from now on.
      const wasWoken = needs.isReplay && retry === null && failed.bkHash !== null && pendingKeys.has(failed.bkHash);
      if (wasWoken) noLongerPending.push(failed.bkHash);
      const uid = recordKeysOf(failed)
        .map((key) => retry?.uidByKey.get(key))
        .find((known) => known !== undefined);
      if (uid === undefined) return false;
      outcomes.push({ uid, outcome: 'failed', reject });
      return true;
    },
    hasFailed: ({ sourceKey, identity: { bkHash: key } }) =>
      liveKeys.size > 0 && recordKeysOf({ sourceKey, bkHash: key }).some((known) => liveKeys.has(known)),
    take: (at) => {
      const result = {
        overtaken,
        noLongerPending,
        tries: outcomes.map(({ uid, outcome, reject }) => ({
          uid,
          action: retry?.action ?? '',
          mappingVersion: retry?.mappingVersion ?? null,
          outcome,
          reject,
          at,
          nextRetryAt: outcome === 'failed' ? (retry?.nextRetryAt(uid) ?? null) : null,
        })),
      };
      overtaken = [];
      noLongerPending = [];
      outcomes = [];
      return result;
    },
  };
}

/**
 * The key columns name a row for good. Where there are none the source key is the whole row, which changes when the row
 * is mended: then the business key names it. Rows that lost against a duplicate share theirs with the winner.
 */
export function recordKeyOf({ sourceKey, bkHash: key }: FailedRow, { code }: Reject): string {
  return hasKeyColumns(sourceKey) || key === null || code === 'duplicate_in_batch' ? bkHash(sourceKey) : key;
}

/** The key of a delete that failed. */
export function deleteKeyOf(key: BkHash): string {
  return `delete:${key}`;
}

/** Every key under which the row may have failed before. */
export function recordKeysOf({ sourceKey, bkHash: key }: FailedRow): readonly string[] {
  return hasKeyColumns(sourceKey) || key === null ? [bkHash(sourceKey)] : [key, bkHash(sourceKey)];
}
