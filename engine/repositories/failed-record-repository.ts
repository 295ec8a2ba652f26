// Failed records (DLQ): kept whole until ScheduleHub has acknowledged the record or an operator decided.
// Live rows are open, retrying or exhausted: at most one per record. Every change leaves a row of history.

import type { BkHash } from '../record/shapes.ts';
import type {
  FailedFilter,
  FailedGroup,
  FailedRecord,
  FailedRecordWithTries,
  FailedStatus,
  FailedTry,
  Sightings,
} from './failed-record.ts';
import type { Page, PageRequest } from './page.ts';
import type { Queryable } from './queryable.ts';

export interface FailedRecordRepository {
  /**
   * Records that failed in a run: new ones open, known ones are seen once more. A live row keeps its status and due
   * time unless its raw row changed, then it opens again with all its tries; an ignored row whose raw row and signature
   * are still the same stays ignored.
   */
  recordMany(sightings: Sightings): Promise<void>;
  /** Keys of all records of the entity whose failure still stands: live or ignored. */
  listLiveKeys(entity: string): Promise<ReadonlySet<string>>;
  /** Closes what still stands of these records; returns how many rows. */
  closeMany(
    entity: string,
    recordKeys: readonly string[],
    closing: { readonly status: 'resolved' | 'superseded'; readonly at: string; readonly message: string },
  ): Promise<number>;
  find(uid: string): Promise<FailedRecordWithTries | null>;
  /** Newest first. */
  list(filter: FailedFilter, request: PageRequest): Promise<Page<FailedRecord>>;
  count(filter: FailedFilter): Promise<number>;
  /** All matches, oldest first, read in pages: what exports use. */
  stream(filter: FailedFilter): AsyncIterable<FailedRecord>;
  /** Largest group first. */
  listGroups(filter: FailedFilter): Promise<readonly FailedGroup[]>;
  /**
   * Takes up to `limit` records for a retry, oldest first; two callers never get the same one.
   * Ignored records are taken only where they are named by uid or status, and never beside a live row of the record.
   */
  claim(which: readonly string[] | FailedFilter, options: { readonly limit: number }): Promise<readonly FailedRecord[]>;
  /** Gives claimed records back untried. */
  release(uids: readonly string[]): Promise<void>;
  /** Records what became of claimed records, all in one go. */
  saveTries(tries: readonly (FailedTry & { readonly uid: string })[]): Promise<void>;
  saveTry(uid: string, attempt: FailedTry): Promise<void>;
  /** Keeps an operator's edit beside the original; false where the record is closed or unknown. */
  savePatch(uid: string, patchJson: string, at: string): Promise<boolean>;
  /** Open and exhausted matches become ignored; returns how many. */
  ignore(filter: FailedFilter, at: string): Promise<number>;
  /** After a crash: gives back what a dead process had claimed; returns how many. */
  reopenRetrying(entity: string): Promise<number>;
  /** Open records whose retry is due, the longest due first. */
  listDue(now: string, limit: number): Promise<readonly FailedRecord[]>;
  /** Parents have arrived: their children among the failed records are due at once; returns how many. */
  dueForParents(parentEntity: string, parentBkHashes: readonly BkHash[], at: string): Promise<number>;
  counts(): Promise<Readonly<Record<FailedStatus, number>>>;
}

export declare function createFailedRecordRepository(db: Queryable): FailedRecordRepository;
