// The ledger: what SyncFlow knows ScheduleHub holds, one row per acknowledged record.
// Bulk only: every method takes or gives a page of records in a constant number of statements.

import type { BkHash, DataHash } from '../record/shapes.ts';
import type { Queryable } from './queryable.ts';

export interface LedgerRow {
  readonly bkHash: BkHash;
  readonly dataHash: DataHash;
  readonly hashSpec: string;
  readonly rowversion: string | null;
  readonly targetUid: string;
  readonly businessKey: string;
  readonly sourceKey: string | null;
  readonly mappingVersion: number;
  readonly hasDuplicate: boolean;
}

export interface LedgerRepository {
  count(entity: string): Promise<number>;
  findMany(entity: string, bkHashes: readonly BkHash[]): Promise<ReadonlyMap<BkHash, LedgerRow>>;
  listExisting(entity: string, bkHashes: readonly BkHash[]): Promise<ReadonlySet<BkHash>>;
  upsertMany(entity: string, rows: readonly LedgerRow[]): Promise<void>;
  removeMany(entity: string, bkHashes: readonly BkHash[]): Promise<void>;
  /** In order of `bkHash`, from the first one after `afterBkHash`. */
  scan(
    entity: string,
    range: { readonly afterBkHash?: BkHash | undefined; readonly limit: number },
  ): Promise<readonly LedgerRow[]>;
  /** Notes that the source holds more than one row with these business keys. */
  markDuplicates(entity: string, bkHashes: readonly BkHash[]): Promise<void>;
}

export declare function createLedgerRepository(db: Queryable): LedgerRepository;
