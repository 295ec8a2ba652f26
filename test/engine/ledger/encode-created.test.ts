// Records of new rows as a page worker drafts them, against the records that are encoded from rows.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeCreated, keysOfCreated } from '../../../engine/ledger/encode-created.ts';
import { decodeRow, encodeRows, printOf as printIn } from '../../../engine/ledger/record-codec.ts';
import { listRecords, recordBytes, sourceOf, startOf } from '../../../engine/ledger/record-list.ts';
import { asCreated, draftsOf, toCreated } from './created-samples.ts';
import { anyLedgerRow, withoutPrint } from './ledger-samples.ts';

const rows = fc.array(anyLedgerRow.map(asCreated), { minLength: 1, maxLength: 30 });

const bytesAt = (list: ReturnType<typeof listRecords>, index: number): string =>
  sourceOf(list, index).toString('hex', startOf(list, index), startOf(list, index) + recordBytes(list, index));

describe('a record that was drafted and then given its uid', () => {
  it('is what is encoded from the row, in the part of its key, in the order of the rows', () => {
    fc.assert(
      fc.property(fc.array(rows, { minLength: 1, maxLength: 3 }), fc.constantFrom(0, 1, 3, 4), (several, partBits) => {
        const all = several.flat();
        const encoded = encodeRows(all);
        const expected = Map.groupBy(all.keys(), (at) => Number.parseInt(all[at]?.bkHash.slice(0, 2) ?? '', 16) >> (8 - partBits)); // prettier-ignore
        const bodies = encodeCreated(several.map(toCreated), partBits);
        expect(bodies.map(({ part }) => part)).toEqual([...expected.keys()].sort((a, b) => a - b));
        for (const { part, body } of bodies) {
          const list = listRecords([body]);
          const held = Array.from(list.starts, (_start, at) => bytesAt(list, at));
          expect(held).toEqual(expected.get(part)?.map((at) => bytesAt(encoded, at)));
        }
      }),
    );
  });

  it('gives the row back, and its fingerprint', () => {
    fc.assert(
      fc.property(rows, (some) => {
        const list = listRecords(encodeCreated([toCreated(some)], 0).map(({ body }) => body));
        const read = some.map((_row, at) => decodeRow(sourceOf(list, at), startOf(list, at)));
        expect(read).toEqual(some.map(withoutPrint));
        const prints = some.map((_row, at) => printIn(sourceOf(list, at), startOf(list, at)));
        expect(prints).toEqual(some.map(({ fingerprint }) => fingerprint));
        expect(keysOfCreated(toCreated(some))).toEqual(some.map(({ bkHash }) => bkHash));
      }),
    );
  });

  it('is encoded from its draft where the row has one, but not where it has a duplicate', () => {
    fc.assert(
      fc.property(rows, fc.boolean(), (some, hasDuplicate) => {
        const { drafts, starts } = draftsOf(some);
        const plain = some.map((row) => ({ ...row, hasDuplicate }));
        const drafted = plain.map((row, at) => ({ ...row, draft: drafts.subarray(starts[at], starts[at + 1]) }));
        const [one, other] = [encodeRows(drafted), encodeRows(plain)];
        expect(plain.map((_row, at) => bytesAt(one, at))).toEqual(plain.map((_row, at) => bytesAt(other, at)));
      }),
    );
  });
});
