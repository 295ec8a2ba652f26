// The ledger row of a record that ScheduleHub has acknowledged.

import type { BkHash, DataHash, Fingerprint } from '../record/shapes.ts';
import { HASH_SPEC, type KnownRecord } from '../stages/6-delta.ts';
import { ledgerFingerprint } from './ledger-fingerprint.ts';
import type { PageItem } from './open-page.ts';

interface Acknowledgement {
  readonly targetUid: string;
  readonly mappingVersion: number;
}

export function toAcknowledged(item: PageItem, how: Acknowledgement): KnownRecord {
  return new AcknowledgedRow(item, how);
}

/** A class for its getters: of a sealed row the ledger takes the bytes, and nobody asks for the texts. */
class AcknowledgedRow implements KnownRecord {
  readonly hashSpec = HASH_SPEC;
  readonly targetUid: string;
  readonly mappingVersion: number;
  readonly #item: PageItem;

  constructor(item: PageItem, { targetUid, mappingVersion }: Acknowledgement) {
    this.#item = item;
    this.targetUid = targetUid;
    this.mappingVersion = mappingVersion;
  }

  get bkHash(): BkHash {
    return this.#item.bkHash;
  }

  get dataHash(): DataHash {
    return this.#item.dataHash;
  }

  get rowversion(): string | null {
    return this.#item.rowversion;
  }

  get businessKey(): string {
    return this.#item.row.identity.businessKey;
  }

  get sourceKey(): string {
    return this.#item.row.sourceKey;
  }

  get hasDuplicate(): boolean {
    return this.#item.hasDuplicate;
  }

  get fingerprint(): Fingerprint {
    return ledgerFingerprint(this.#item.row, this.mappingVersion);
  }

  get draft(): Uint8Array | undefined {
    return this.#item.row.identity.draft;
  }
}
