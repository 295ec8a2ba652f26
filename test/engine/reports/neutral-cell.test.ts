import fc from 'fast-check';
import { expect, test } from 'vitest';
import { neutralizeCell, restoreCell } from '../../../engine/reports/neutral-cell.ts';
import { NAUGHTY } from './failed-records.ts';

test.each(['=1', '+1', '-1', '@a', '\ta', '\ra', "'a"])('puts an apostrophe before %j', (text) => {
  expect(neutralizeCell(text)).toBe(`'${text}`);
});

test('leaves other text alone', () => {
  for (const text of ['', 'a=1', '1-1', ' =1', '{"a":"=1"}']) expect(neutralizeCell(text)).toBe(text);
});

test('can be undone exactly for any text', () => {
  for (const text of NAUGHTY) expect(restoreCell(neutralizeCell(text))).toBe(text);
  const edge = fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', 'a') });
  fc.assert(
    fc.property(fc.oneof(edge, fc.string({ unit: 'binary' })), (text) => {
      expect(restoreCell(neutralizeCell(text))).toBe(text);
    }),
    { seed: 20251208 },
  );
});
