// Pieces of the log as they leave the sorter, against a plain map.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LedgerRow } from '../../../engine/ledger/ledger-row.ts';
import { bodiesOf } from '../../../engine/ledger/pack-blocks.ts';
import { decodeRow, encodeRows } from '../../../engine/ledger/record-codec.ts';
import { listRecords, recordCount, sourceOf, startOf, toBody } from '../../../engine/ledger/record-list.ts';
import { sortPieces } from '../../../engine/ledger/sort-pieces.ts';
import { anyLedgerRow, withoutPrint } from './ledger-samples.ts';

/** Version and count. */
const HEAD_BYTES = 5;

const pieces = fc.array(fc.array(anyLedgerRow, { minLength: 1, maxLength: 12 }), { maxLength: 8 });
const limits = fc.record({ recordsPerStep: fc.integer({ min: 1, max: 40 }), blockBytes: fc.constantFrom(300, 700) });

describe('sorted pieces', () => {
  it('come as slices of blocks in order of key, of one key the record that came last', () => {
    fc.assert(
      fc.property(pieces, limits, (logged, { recordsPerStep, blockBytes }) => {
        const newest = new Map(logged.flat().map((row) => [row.bkHash, row]));
        const expected = [...newest.values()].toSorted((a, b) => (a.bkHash < b.bkHash ? -1 : 1)).map(withoutPrint);
        const next = sortPieces(
          logged.map((rows) => toBody(encodeRows(rows))),
          { recordsPerStep, blockBytes },
        );
        const read: LedgerRow[] = [];
        for (let isLast = false; !isLast;) {
          const slice = next();
          isLast = slice.isLast;
          const bodies = bodiesOf(slice);
          const count = bodies.reduce((sum, body) => sum + recordCount(body), 0);
          expect(count).toBeLessThanOrEqual(recordsPerStep);
          for (const body of bodies) {
            expect(body.length <= 2 * blockBytes + HEAD_BYTES || recordCount(body) === 1).toBe(true);
            const list = listRecords([body]);
            for (const index of list.starts.keys()) read.push(decodeRow(sourceOf(list, index), startOf(list, index)));
          }
        }
        expect(read).toEqual(expected);
      }),
    );
  });
});
