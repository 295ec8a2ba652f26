// What the ledger keeps of an acknowledged record.

import type { BkHash, DataHash, Fingerprint } from '../record/shapes.ts';

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
  /**
   * Only for writing, and only where it is that of the other values: without it the row is never known as unchanged by
   * its fingerprint. Rows that are read come without: what changes one of its values must not keep it.
   */
  readonly fingerprint?: Fingerprint | undefined;
  /** All but the target uid as a record keeps it (record-codec.ts), where it is at hand: only for writing. */
  readonly draft?: Uint8Array | undefined;
}
