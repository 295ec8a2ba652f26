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

const uuid = fc.uuid();

/** Uids that ScheduleHub may give: nearly all are UUIDs in lower case, and many look almost like one. */
export const anyUid: fc.Arbitrary<string> = fc.oneof(
  uuid,
  uuid.map((text) => text.toUpperCase()),
  fc.mixedCase(uuid),
  uuid.map((text) => text.replaceAll('-', '')),
  uuid.map((text) => `{${text}}`),
  fc
    .tuple(
      uuid,
      fc.nat(35),
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 2 }),
        fc.constantFrom('-', '/', ':', '@', 'G', '`', 'g', 'F', '٣', '\u0130'),
      ),
    )
    .map(([text, at, other]) => text.slice(0, at) + other + text.slice(at + 1)),
  fc.string({ minLength: 16, maxLength: 16 }),
  fc.string({ unit: 'binary', minLength: 36, maxLength: 36 }),
  anyText,
);

/** One that is known by number, and others, some of which begin like it. */
const anySpec = fc.oneof(fc.constant('jcs-1'), fc.constantFrom('jcs-2', 'jcs-', 'jcs-10', '', 'é'.repeat(100)));

export const anyLedgerRow: fc.Arbitrary<LedgerRow> = fc.record({
  bkHash: anyKey,
  dataHash: hex(64).map((text) => text as DataHash),
  hashSpec: anySpec,
  rowversion: fc.option(anyText),
  targetUid: anyUid,
  businessKey: anyText,
  sourceKey: fc.option(anyText),
  mappingVersion: fc.oneof(fc.nat(3), fc.constantFrom(127, 128, 2 ** 32 - 1)),
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
