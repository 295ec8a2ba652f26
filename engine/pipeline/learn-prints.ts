// Rows that had to be looked at although nothing changed: the ledger learns what to know them by, so that the next read
// does not look. A row is known by its bytes; where those change from read to read, by the fingerprint of its data.

import type { LedgerIndex } from '../ledger/ledger-index.ts';
import { fingerprintOf } from '../record/fingerprint.ts';
import { haveSameRules, isMovingPrint, toMovingPrint } from '../record/raw-print.ts';
import type { BkHash, Fingerprint, IdentifiedRow } from '../record/shapes.ts';
import { HASH_SPEC, type KnownRecord } from '../stages/6-delta.ts';
import type { OpenPage } from './open-page.ts';

export interface RowsToLearn {
  readonly page: OpenPage;
  /** Skipped rows. */
  readonly rows: readonly IdentifiedRow[];
  /** Ledger rows that are written anyway. */
  readonly written: readonly KnownRecord[];
  readonly known: ReadonlyMap<BkHash, KnownRecord>;
  readonly index: LedgerIndex | null;
}

/** Of so many bytes that changed in one page, with their data the same, the source itself is the cause. */
const MOVING_SHARE = 0.5;

/** Ledger rows to write for their fingerprints alone. */
export function learnPrints({ page, rows, written, known, index }: RowsToLearn): readonly KnownRecord[] {
  if (index === null || rows.length === 0) return [];
  const isWritten = new Set(written.map((row) => row.bkHash));
  const learned: { readonly before: KnownRecord; readonly row: IdentifiedRow; readonly print: Fingerprint }[] = [];
  let moved = 0;
  for (const row of rows) {
    const { fingerprint: print, bkHash: key } = row.identity;
    const before = known.get(key);
    const place = print === undefined || isWritten.has(key) ? -1 : index.placeOf(key);
    if (before === undefined || print === undefined || place === -1 || !isSame(row, before)) continue;
    const own = Buffer.from(print, 'hex');
    const stored = index.printAt(place);
    if (index.isUnchanged(place, own) || isMovingPrint(stored)) continue;
    if (haveSameRules(stored, own)) moved += 1;
    learned.push({ before, row, print });
  }
  const isMoving = moved > page.tally.fetched * MOVING_SHARE;
  return learned.map(({ before, row, print }) => ({
    ...before,
    fingerprint: isMoving ? toMovingPrint(dataPrintOf(row, before.mappingVersion)) : print,
  }));
}

/** A row that is known by its fingerprint is skipped whatever the strategy: all else must be as the ledger has it. */
function isSame({ identity, sourceKey }: IdentifiedRow, known: KnownRecord): boolean {
  return (
    known.hashSpec === HASH_SPEC &&
    known.dataHash === identity.dataHash &&
    known.rowversion === identity.rowversion &&
    known.businessKey === identity.businessKey &&
    known.sourceKey === sourceKey &&
    !known.hasDuplicate
  );
}

function dataPrintOf({ identity, sourceKey }: IdentifiedRow, mappingVersion: number): Fingerprint {
  const { rowversion, businessKey, dataJson } = identity;
  return fingerprintOf({ hashSpec: HASH_SPEC, mappingVersion, rowversion, sourceKey, businessKey, dataJson });
}
