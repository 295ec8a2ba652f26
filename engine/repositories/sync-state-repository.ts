// What is known of an entity's source between runs: the watermark above all. Written last.

import type { Queryable } from './queryable.ts';

export interface SyncState {
  readonly uid: string;
  readonly entityName: string;
  readonly sourceSystem: string;
  readonly targetSystem: string;
  readonly lastSyncRowversion: string | null;
  readonly lastSyncTimestamp: string | null;
  readonly totalRecordsSynced: number;
  readonly lastFullSyncAt: string | null;
  /** A record with an equal row version was found changed: hashes decide until the next full sync. */
  readonly rowversionDistrusted: boolean;
  readonly lastBatchUid: string | null;
}

export interface SyncStateRepository {
  find(entity: string, sourceSystem: string): Promise<SyncState | null>;
  /** Takes the place of what is stored for the entity and source; `uid` only counts for the first one. */
  save(state: SyncState): Promise<void>;
}

export declare function createSyncStateRepository(db: Queryable): SyncStateRepository;
