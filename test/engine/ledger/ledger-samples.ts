// Random ledger rows: keys of few beginnings, so that they meet; texts of all lengths and kinds.

import fc from 'fast-check';
import type { LedgerRow } from '../../../engine/ledger/ledger-row.ts';
import type { BkHash, DataHash, Fingerprint } from '../../../engine/record/shapes.ts';

const hex = (digits: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${digits}}$`));

/** Few different keys in every part of the ledger; some differ in their last digits only. */
export const anyKey: fc.Arbitrary<BkHash> = fc
  .tuple(fc.constantFrom('00000000', '1fffffff', '20000000', '7fffffff', 'a1000000', 'ffffffff'), fc.nat(11))
  // Safe in tests: 32 hex digits.
  .map(([beginning, n]) => (beginning + (n * 0x1234567).toString(16).padStart(24, n % 2 === 0 ? '0' : 'f')) as BkHash);

const anyText = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('', 'ä', '\u{10FFFF}', 'x'.repeat(127), 'y'.repeat(128), 'é'.repeat(9_000)),
);

export const anyLedgerRow: fc.Arbitrary<LedgerRow> = fc.record({
  bkHash: anyKey,
  dataHash: hex(64).map((text) => text as DataHash),
  hashSpec: fc.constantFrom('jcs-1', 'jcs-2'),
  rowversion: fc.option(anyText),
  targetUid: anyText,
  businessKey: anyText,
  sourceKey: fc.option(anyText),
  mappingVersion: fc.oneof(fc.nat(3), fc.constant(2 ** 32 - 1)),
  hasDuplicate: fc.boolean(),
  fingerprint: fc.option(
    hex(32).map((text) => text as Fingerprint),
    { nil: undefined },
  ),
});

/** A row as it is read. */
export function withoutPrint({ fingerprint: _fingerprint, ...row }: LedgerRow): LedgerRow {
  return row;
}

const NO_PRINT = '0'.repeat(32);

/** What the stream of fingerprints says of a row. */
export function printOf(row: LedgerRow): string {
  return row.bkHash + (row.hasDuplicate ? NO_PRINT : (row.fingerprint ?? NO_PRINT));
}
