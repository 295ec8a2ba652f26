import fc from 'fast-check';
import { createXXHash128 } from 'hash-wasm';
import { expect, it } from 'vitest';
import {
  createPrintRows,
  isMovingPrint,
  makeMoving,
  PRINT_BYTES,
  rulesTagOf,
} from '../../../engine/record/raw-print.ts';
import { createRecordMemory } from '../../../engine/record/record-memory.ts';

const reference = await createXXHash128();
const xxh128Of = (bytes: Uint8Array): string => reference.init().update(bytes).digest('hex');

/** The rows end to end, with other bytes between them. */
function toPage(rows: readonly Uint8Array[]) {
  const starts = new Uint32Array(rows.length);
  const ends = new Uint32Array(rows.length);
  const parts: Uint8Array[] = [Buffer.from('{"items":[')];
  let length = 10;
  for (const [rowNo, row] of rows.entries()) {
    starts[rowNo] = length;
    length += row.length;
    ends[rowNo] = length;
    parts.push(row, Buffer.from(','));
    length += 1;
  }
  return { page: Buffer.concat(parts), ranges: { count: rows.length, starts, ends } };
}

it('prints each row of a page as its XXH128 with the rules in the last four bytes', () => {
  const rulesTag = 0xfedcba98;
  const printRows = createPrintRows(rulesTag, createRecordMemory());
  const row = fc.oneof(
    { weight: 20, arbitrary: fc.uint8Array({ maxLength: 400 }) },
    { weight: 1, arbitrary: fc.uint8Array({ minLength: 400, maxLength: 100_000 }) },
  );
  fc.assert(
    fc.property(fc.array(row, { maxLength: 40 }), (rows) => {
      const { page, ranges } = toPage(rows);
      const prints = Buffer.from(printRows(page, ranges).prints);
      expect(prints.length).toBe(rows.length * PRINT_BYTES);
      const printOf = (rowNo: number): string => prints.toString('hex', rowNo * PRINT_BYTES, (rowNo + 1) * PRINT_BYTES);
      expect(rows.map((_, rowNo) => printOf(rowNo))).toEqual(
        rows.map((one) => `${xxh128Of(one).slice(0, 24)}fedcba98`),
      );
    }),
    { seed: 20251208 },
  );
});

it('leaves the prints of a page as they are when the next one is printed', () => {
  const printRows = createPrintRows(7, createRecordMemory());
  const first = toPage([Buffer.from('{"A":1}'), Buffer.from('{"A":2}')]);
  const { prints } = printRows(first.page, first.ranges);
  const before = Buffer.from(prints).toString('hex');
  const next = toPage(Array.from({ length: 3000 }, (_, at) => Buffer.from(`{"A":"${'x'.repeat(at % 700)}"}`)));
  printRows(next.page, next.ranges);
  expect(Buffer.from(prints).toString('hex')).toBe(before);
});

it('names the rules by the first 32 bits of their hash', () => {
  expect(rulesTagOf('["any","rules"]')).toBe(Number.parseInt(xxh128Of(Buffer.from('["any","rules"]')).slice(0, 8), 16));
});

it('takes no other print for a moving one', () => {
  const print = Uint8Array.from({ length: PRINT_BYTES }, (_, at) => at);
  expect(isMovingPrint(print)).toBe(false);
  makeMoving(print);
  expect(isMovingPrint(print)).toBe(true);
  expect([...print.subarray(0, 12)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});
