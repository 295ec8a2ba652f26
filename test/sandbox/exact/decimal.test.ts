import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isDecimal, roundDecimal, toDecimalSortKey, toPlainDecimal } from '../../../sandbox/exact/decimal.ts';

/** A decimal as an integer of 1e-30, to compare with. */
function toScaled(text: string): bigint {
  const [whole = '', fraction = ''] = (toPlainDecimal(text) ?? '').replace('-', '').split('.');
  const size = BigInt(whole + fraction.padEnd(30, '0'));
  return text.trim().startsWith('-') ? -size : size;
}

const digits = fc.stringMatching(/^\d{1,20}$/);
const decimal = fc
  .record({
    sign: fc.constantFrom('', '-', '+'),
    whole: digits,
    fraction: fc.option(digits),
    exponent: fc.integer({ min: -9, max: 9 }),
  })
  .map(
    ({ sign, whole, fraction, exponent }) => `${sign}${whole}${fraction === null ? '' : `.${fraction}`}e${exponent}`,
  );

describe('sort keys', () => {
  test('sort as the numbers do, whatever their size and digits', () => {
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        const [keyA, keyB] = [toDecimalSortKey(a) ?? '', toDecimalSortKey(b) ?? ''];
        const [numberA, numberB] = [toScaled(a), toScaled(b)];
        expect(Math.sign(keyA < keyB ? -1 : keyA > keyB ? 1 : 0)).toBe(
          numberA < numberB ? -1 : numberA > numberB ? 1 : 0,
        );
      }),
      { seed: 42, numRuns: 2000 },
    );
  });

  test('tell neighbours beyond 2^53 apart', () => {
    expect(toDecimalSortKey('9007199254740992')! < toDecimalSortKey('9007199254740993')!).toBe(true);
    expect(toDecimalSortKey('1.50')).toBe(toDecimalSortKey('0015E-1'));
  });
});

test.each([
  ['-0012.50E1', '-125'],
  ['.71', '0.71'],
  ['-0.0', '0'],
  ['1e3', '1000'],
  ['5E-3', '0.005'],
  ['123.', '123'],
  ['', null],
  ['.', null],
  ['1e', null],
  ['0x10', null],
  ['1 000', null],
])('plain text of %j is %j', (text, expected) => {
  expect(toPlainDecimal(text)).toBe(expected);
  expect(isDecimal(text)).toBe(expected !== null);
});

test.each([
  ['1.005', 2, '1.01'],
  ['-1.005', 2, '-1.01'],
  ['0.994999', 2, '0.99'],
  ['9.999', 2, '10'],
  ['7', 2, '7'],
  ['2.5', 0, '3'],
])('%s rounded to %i places is %s', (text, places, expected) => {
  expect(roundDecimal(text, places)).toBe(expected);
});
