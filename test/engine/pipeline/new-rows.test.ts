// Ranges of sealed pages: what leaves, and what the ledger is given, is that of their rows.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRow } from '../../../engine/ledger/record-codec.ts';
import { encodeCreated, keysOfCreated } from '../../../engine/ledger/encode-created.ts';
import type { LedgerRow } from '../../../engine/ledger/ledger-row.ts';
import { listRecords, sourceOf, startOf } from '../../../engine/ledger/record-list.ts';
import {
  countRows,
  createRangeBuffer,
  keysOf,
  ledgerRecordsOf,
  recordsOf,
  type NewRows,
  type RowRange,
} from '../../../engine/pipeline/new-rows.ts';
import type { SealedPage } from '../../../engine/record/sealed-page.ts';
import { asCreated, draftsOf, toCreated } from '../ledger/created-samples.ts';
import { anyLedgerRow, withoutPrint } from '../ledger/ledger-samples.ts';

/** A page of rows whose records say their number. */
function pageOf(rows: readonly LedgerRow[], pageNo: number): Pick<RowRange, 'page' | 'sealed'> {
  const records = rows.map((_row, at) => `{"n":${pageNo}${'0'.repeat(at % 3)}${at}},`);
  const { drafts, starts: draftStarts } = draftsOf(rows);
  const recordStarts = Uint32Array.from([...records, ''], (_one, at) => records.slice(0, at).join('').length);
  const keys = Buffer.from(rows.map(({ bkHash }) => bkHash).join(''), 'hex');
  const sealed = {
    rows: { count: rows.length, keys, outgoing: Buffer.from(records.join('')), recordStarts, drafts, draftStarts },
  };
  // Safe: ranges ask nothing else of their pages.
  return { page: { pageNo }, sealed: sealed as unknown as SealedPage } as unknown as Pick<RowRange, 'page' | 'sealed'>;
}

const pages = fc.array(fc.array(anyLedgerRow.map(asCreated), { minLength: 1, maxLength: 12 }), {
  minLength: 1,
  maxLength: 4,
});
const cut = fc.record({ which: fc.nat(3), from: fc.nat(11), count: fc.integer({ min: 1, max: 12 }) });

/** Ranges of pages, and the rows in them. */
const ranges = fc.tuple(pages, fc.array(cut, { minLength: 1, maxLength: 8 })).map(([all, cuts]) => {
  const opened = all.map((rows, at) => pageOf(rows, at + 1));
  const rows: LedgerRow[] = [];
  const range = cuts.flatMap(({ which, from, count }): readonly RowRange[] => {
    const page = which % all.length;
    const [of, held] = [opened[page], all[page] ?? []];
    const [start, end] = [from % held.length, Math.min(held.length, (from % held.length) + count)];
    rows.push(...held.slice(start, end));
    return of === undefined ? [] : [{ ...of, from: start, to: end }];
  });
  return { rows, range };
});

const placesIn = (rows: NewRows): readonly string[] =>
  rows.flatMap(({ page, from, to }) => Array.from({ length: to - from }, (_, at) => `${page.pageNo}:${from + at}`));

describe('ranges of new rows', () => {
  it('have the keys and records of their rows, in their order', () => {
    fc.assert(
      fc.property(ranges, ({ rows, range }) => {
        expect(countRows(range)).toBe(rows.length);
        expect(Buffer.from(keysOf(range)).toString('hex')).toBe(rows.map(({ bkHash }) => bkHash).join(''));
        const sent = Buffer.concat([...recordsOf(range)]).toString();
        expect(sent).toBe(
          placesIn(range)
            .map((place) => place.split(':').map(Number))
            .map(([page = 0, at = 0]) => `{"n":${page}${'0'.repeat(at % 3)}${at}},`)
            .join(''),
        );
      }),
    );
  });

  it('are given to the ledger with the uids that they were answered', () => {
    fc.assert(
      fc.property(ranges, ({ rows, range }) => {
        const named = rows.map((row, at) => ({ ...row, targetUid: `uid-${at}` }));
        const created = ledgerRecordsOf({ rows: range, uids: toCreated(named).uids });
        expect(created.flatMap(keysOfCreated)).toEqual(rows.map(({ bkHash }) => bkHash));
        const list = listRecords(encodeCreated(created, 0).map(({ body }) => body));
        expect(named.map((_row, at) => decodeRow(sourceOf(list, at), startOf(list, at)))).toEqual(
          named.map(withoutPrint),
        );
      }),
    );
  });
});

describe('a buffer of ranges', () => {
  it('gives every row once and in order, as many as asked for while it has them', () => {
    const step = fc.oneof(
      ranges.map(({ range }) => range),
      fc.nat(20),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const buffer = createRangeBuffer();
        const [added, taken]: [string[], string[]] = [[], []];
        for (const one of steps) {
          if (typeof one === 'number') {
            const rows = buffer.take(one);
            expect(countRows(rows)).toBe(Math.min(one, added.length - taken.length));
            expect(rows.every(({ from, to }) => from < to)).toBe(true);
            taken.push(...placesIn(rows));
          } else {
            buffer.add(one);
            added.push(...placesIn(one));
          }
          expect(buffer.size).toBe(added.length - taken.length);
        }
        taken.push(...placesIn(buffer.take(buffer.size + 1)));
        expect([taken, buffer.size]).toEqual([added, 0]);
      }),
    );
  });
});
