import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareDecimals,
  multiplyDecimals,
  parseDecimal,
  roundDecimal,
  toPlain,
  toValue,
  type Decimal,
} from '../../../engine/record/decimal.ts';

function decimal(text: string): Decimal {
  const value = parseDecimal(text);
  if (value === null) throw new Error(`${text} is no number`);
  return value;
}

describe('toValue', () => {
  it.each([
    ['1500', 1500],
    ['1.5E3', 1500],
    ['-0.50', -0.5],
    ['.5', 0.5],
    ['-0', 0],
    ['9007199254740992', 9007199254740992],
    ['9007199254740993', '9007199254740993'],
    ['0.1', 0.1],
    ['0.12345678901234567890', '0.1234567890123456789'],
    ['1e22', 1e22],
    ['12345678901234567890.123456789012345678', '12345678901234567890.123456789012345678'],
  ])('gives %s as a number where a double carries it, else in plain digits', (text, expected) => {
    expect(toValue(decimal(text))).toBe(expected);
  });

  it('gives every double back as the number it is', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (double) => {
        expect(toValue(decimal(String(double)))).toBe(double + 0);
      }),
      { seed: 20251208 },
    );
  });
});

describe('arithmetic', () => {
  it.each([
    ['2.5', 0, '3'],
    ['-2.5', 0, '-3'],
    ['2.4', 0, '2'],
    ['1.005', 2, '1.01'],
    ['-1.005', 2, '-1.01'],
    ['1250', -2, '1300'],
    ['49', -2, '0'],
    ['0.5', 3, '0.5'],
    ['12345678901234567890.5', 0, '12345678901234567891'],
  ])('rounds %s to %i digits half away from zero', (text, digits, expected) => {
    expect(toPlain(roundDecimal(decimal(text), digits))).toBe(expected);
  });

  it('multiplies and compares without losing a digit', () => {
    const scaled = fc.tuple(fc.bigInt(), fc.nat(20)).map(([int, scale]) => ({ int, scale }));
    fc.assert(
      fc.property(scaled, scaled, (a, b) => {
        const product = multiplyDecimals(a, b);
        expect(compareDecimals(product, multiplyDecimals(b, a))).toBe(0);
        expect(product.int * 10n ** BigInt(a.scale + b.scale)).toBe(a.int * b.int * 10n ** BigInt(product.scale));
        expect(compareDecimals(decimal(toPlain(a)), a)).toBe(0);
      }),
      { seed: 20251208 },
    );
  });
});

describe('General Decimal Arithmetic, base conversions (toSci)', () => {
  interface Case {
    readonly id: string;
    readonly op: string;
    readonly input: string;
    readonly result: string;
  }
  const file = new URL('../../data/vectors/decimal/base_decTest.json', import.meta.url);
  // The file is in the repository; this is the part of it that is read.
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: readonly Case[] };

  /** The value of a written number as `digits`e`exponent`, by its own arithmetic; null for NaN and infinities. */
  function valueOf(text: string): string | null {
    const match = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text);
    if (match === null || `${match[2]}${match[3]}` === '') return null;
    const digits = `${match[2]}${match[3]}`.replace(/^0+/, '');
    const significant = digits.replace(/0+$/, '');
    if (significant === '') return '0';
    const exponent = BigInt(match[4] ?? 0) - BigInt(match[3]?.length ?? 0) + BigInt(digits.length - significant.length);
    return `${match[1] === '-' ? '-' : ''}${significant}e${exponent}`;
  }

  /** Rule of SPEC §4 that explains why a case is read otherwise; null when none really applies. */
  function ruleOf({ input, result }: Case, ours: string | null): string | null {
    const written = valueOf(input);
    if (written === null)
      return ours === null && /nan|inf/i.test(input + result) ? 'NaN and Infinity are errors' : null;
    if (ours === null)
      return Math.abs(Number(/e([+-]?\d+)$/i.exec(input)?.[1])) > 1000 ? 'beyond what a NUMBER holds' : null;
    // The vectors round to the digits and exponents of their context.
    return ours === written && valueOf(result) !== written ? 'NUMBER never loses a digit' : null;
  }

  it('reads every number equally, or for a reason that SPEC §4 names', () => {
    const reasons: Record<string, number> = {};
    const unexplained: string[] = [];
    let equal = 0;
    const converted = cases.filter((one) => one.op === 'toSci');
    for (const one of converted) {
      const read = parseDecimal(one.input);
      const ours = read === null ? null : valueOf(`${read.int}e${-read.scale}`);
      const isRefusedByBoth = ours === null && one.result === 'NaN' && !/nan/i.test(one.input);
      if (isRefusedByBoth || (ours !== null && ours === valueOf(one.result))) {
        equal += 1;
        continue;
      }
      const rule = ruleOf(one, ours);
      if (rule === null) unexplained.push(`${one.id}: ${one.input}`);
      else reasons[rule] = (reasons[rule] ?? 0) + 1;
    }
    console.info(`decimal: ${equal} of ${converted.length} read equally`, reasons);
    expect(unexplained).toStrictEqual([]);
    expect(equal / converted.length).toBeGreaterThan(0.55);
  });
});
