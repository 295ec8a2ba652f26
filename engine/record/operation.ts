// What delta decides to do with a record, and the shape of a record from stage 6 on.

import type { BkHash, IdentifiedRow } from './shapes.ts';

export type { Operation } from '../contract/failed-record.ts';

declare const brand: unique symbol;

interface Decision {
  readonly row: IdentifiedRow;
  readonly operation: 'INSERT' | 'UPDATE';
  /** ScheduleHub's uid of the record to replace; null for INSERT. */
  readonly targetUid: string | null;
}
/** After stage 6: a record that has to be sent. */
export type DecidedRecord = Decision & { readonly [brand]: 'decided record' };
/** After stage 7: all parents of the record are in ScheduleHub. */
export type ResolvedRecord = Decision & { readonly [brand]: 'resolved record' };

/** One parent of an entity: the parent's business key, in its own order, and where the child keeps each part. */
export interface ParentRule {
  readonly entity: string;
  readonly parentFields: readonly string[];
  readonly childFields: readonly string[];
}

/** A parent as its child names it. */
export interface ParentKey {
  readonly entity: string;
  readonly bkHash: BkHash;
  readonly reference: string;
}

/** A record that has to wait: the first of its parents that ScheduleHub does not hold. */
export interface WaitingRecord {
  readonly row: IdentifiedRow;
  readonly parent: ParentKey;
}
