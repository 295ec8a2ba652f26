// A child that waits for a parent, with everything needed to send it once the parent has arrived.
//
//   waiting ──parent acknowledged──▶ ready ──sent──▶ removed
//      └──no parent after max_retries runs, or discarded──▶ taken out, for the DLQ

import type { BkHash, DataHash } from '../record/shapes.ts';

export type PendingStatus = 'waiting' | 'ready';

export interface PendingChild {
  readonly uid: string;
  readonly entityName: string;
  readonly batchUid: string;
  readonly bkHash: BkHash;
  readonly reference: string;
  readonly parentEntity: string;
  readonly parentBkHash: BkHash;
  readonly parentReference: string;
  /** JSON text of the row as it was read. */
  readonly raw: string;
  /** Canonical JSON of the mapped record. */
  readonly dataJson: string;
  readonly dataHash: DataHash;
  readonly businessKey: string;
  readonly sourceKey: string | null;
  readonly rowversion: string | null;
  readonly mappingVersion: number;
  readonly status: PendingStatus;
  readonly retryCount: number;
  readonly maxRetries: number;
  readonly createdAt: string;
  readonly lastTriedAt: string | null;
}

export type NewPendingChild = Omit<
  PendingChild,
  'entityName' | 'batchUid' | 'status' | 'retryCount' | 'maxRetries' | 'createdAt' | 'lastTriedAt'
>;

export interface PendingFilter {
  readonly entity?: string | undefined;
  readonly parentEntity?: string | undefined;
  readonly parentBkHash?: BkHash | undefined;
  readonly status?: PendingStatus | undefined;
}

export type PendingChoice =
  { readonly uids: readonly string[] } | { readonly parentEntity: string; readonly parentBkHash: BkHash };

export interface MissingParent {
  readonly parentEntity: string;
  readonly parentBkHash: BkHash;
  readonly parentReference: string;
  readonly children: number;
  /** The entities of the children, in order of name. */
  readonly entities: readonly string[];
  /** When the child that waits longest began to wait. */
  readonly oldest: string;
}
