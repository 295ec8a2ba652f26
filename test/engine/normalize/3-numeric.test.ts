import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNumericReader } from '../../../engine/normalize/3-numeric.ts';
import { isFault, type Outcome } from '../../../engine/normalize/outcome.ts';

const read = createNumericReader({ decimal_comma: false, percent: false });
const readComma = createNumericReader({ decimal_comma: true, percent: false });
const readPercent = createNumericReader({ decimal_comma: false, percent: true });

describe('layer 3', () => {
  it.each([
    ['10,000', 10000],
    ['1,234,567.89', 1234567.89],
    ['$1,234.50', 1234.5],
    ['€ 5', 5],
    ['£7', 7],
    ['5€', 5],
    ['USD 5', 5],
    ['5 EUR', 5],
    ['5EUR', 5],
    ['SEK1,000', 1000],
    ['(100)', -100],
    ['( 100 )', -100],
    ['($1,234.50)', -1234.5],
    ['$(5)', -5],
    ['(5) EUR', -5],
    ['100-', -100],
    ['100.00- EUR', -100],
    ['-$5', -5],
    ['$-5', -5],
    ['+5', 5],
    ['-5', -5],
    ['1.5E3', 1500],
    ['1e-3', 0.001],
    ['.71', 0.71],
    ['-.71', -0.71],
    ['5.', 5],
    ['007', 7],
    ['-0', 0],
    ['9007199254740993', '9007199254740993'],
    ['$9,007,199,254,740,993', '9007199254740993'],
    ['12345678901234567890.1234567890', '12345678901234567890.123456789'],
    ['1E400', `1${'0'.repeat(400)}`],
  ])('reads %s as %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    '1,2,3',
    '12abc',
    '--5',
    '-+5',
    '(-5)',
    '-5-',
    'NaN',
    'Infinity',
    '-Infinity',
    '12 %',
    '1,23',
    '12,34',
    '1234,567',
    '0,123',
    ',5',
    '1,234E3',
    '1.234,56',
    '1.2.3',
    '.',
    '-',
    '()',
    '$',
    'E5',
    '0x10',
    '1 000',
    "1'000",
    '5 XXQ',
    'ABC 5',
    'usd 5',
    '$5 EUR',
    '$$5',
    '٣',
    '1/2',
    'true',
  ])('turns away %s instead of inventing a number', (text) => {
    expect(read(text)).toMatchObject({ code: 'not_a_number' });
  });

  it.each([
    ['1.234,56', 1234.56],
    ['1.234', 1234],
    ['1,5', 1.5],
    ['-1.234.567,8', -1234567.8],
    ['€ 1.234,50', 1234.5],
    ['(1,5)', -1.5],
    ['5', 5],
    ['12345678901234567.125', '12345678901234567.125'],
  ])('reads %s as %s where the field has a decimal comma', (text, expected) => {
    expect(readComma(text)).toBe(expected);
  });

  it.each(['1.5', '12.34', '1,234,567', '1,234.56'])('turns away %s where the field has a decimal comma', (text) => {
    expect(readComma(text)).toMatchObject({ code: 'not_a_number' });
  });

  it.each([
    ['12 %', 0.12],
    ['12.5%', 0.125],
    ['(50 %)', -0.5],
    ['12', 12],
  ])('reads %s as %s where the field says percent', (text, expected) => {
    expect(readPercent(text)).toBe(expected);
  });

  it('turns away exponents that no NUMBER has', () => {
    expect(read('1E999999999')).toMatchObject({ code: 'range' });
  });

  it('leaves numbers and booleans as they are', () => {
    expect(read(1.5)).toBe(1.5);
    expect(read(true)).toBe(true);
  });

  it('gives back what people write for any amount, exactly', () => {
    const cents = fc.bigInt({ min: 0n, max: 10n ** 20n });
    fc.assert(
      fc.property(cents, (amount) => {
        const whole = String(amount / 100n).replace(/\B(?=(?:\d{3})+$)/g, ',');
        const text = `${whole}.${String(amount % 100n).padStart(2, '0')}`;
        const plain = `${amount / 100n}.${String(amount % 100n).padStart(2, '0')}`.replace(/\.?0+$/, '');
        for (const written of [text, `$${text}`, `EUR ${text}`, `+${text}`])
          expect(digitsOf(read(written))).toBe(plain);
        if (amount > 0n)
          for (const written of [`(${text})`, `${text}-`]) expect(digitsOf(read(written))).toBe(`-${plain}`);
      }),
      { seed: 20251208 },
    );
  });

  it('changes nothing the second time, in any format', () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[-+($]?\d{1,20}([.,]\d{1,18})?[)%-]?$/));
    fc.assert(
      fc.property(text, fc.constantFrom(read, readComma, readPercent), (written, reader) => {
        const once = reader(written);
        if (typeof once === 'string' || typeof once === 'number') expect(reader(once)).toBe(once);
      }),
      { seed: 20251208 },
    );
  });
});

function digitsOf(outcome: Outcome): string {
  return isFault(outcome) ? outcome.code : String(outcome);
}
