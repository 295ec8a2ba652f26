import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnSchema, type Column } from '../../../engine/contract/entity.ts';
import { checkValues, createRowValidator } from '../../../engine/normalize/row-validator.ts';
import type { NormalizedRow, RawValue, Value } from '../../../engine/record/shapes.ts';

type ColumnWords = Omit<Partial<Column>, 'name'>;

/** The message about one value of one column; null where it fits. */
function problemWith(column: ColumnWords, value: Value, raw: RawValue = value): string | null {
  const validator = createRowValidator([columnSchema.parse({ name: 'C', ...column })], 'accept');
  const normalized = { C: value } as unknown as NormalizedRow;
  const [first, ...rest] = checkValues({ normalized, raw: { C: raw } }, validator);
  expect(rest).toEqual([]);
  if (first === undefined) return null;
  expect([first.stage, first.field]).toEqual(['validate', 'C']);
  return `${first.code}: ${first.message}`;
}

describe('the length of a text', () => {
  it.each(['VARCHAR2', 'NVARCHAR2', 'CHAR'])('of %s counts characters, not halves of them', (type) => {
    expect(problemWith({ type, length: 3 }, 'abc')).toBeNull();
    expect(problemWith({ type, length: 3 }, '😀😀😀')).toBeNull();
    expect(problemWith({ type, length: 3 }, 'abcd')).toBe('length: C has 4 characters; its column holds 3.');
    expect(problemWith({ type, length: 3 }, '😀😀😀😀')).toBe('length: C has 4 characters; its column holds 3.');
  });

  it('is that of the raw text where the layers made it longer', () => {
    expect(problemWith({ length: 8 }, '2025-12-08', '20251208')).toBeNull();
    expect(problemWith({ length: 8 }, '2025-12-08', '2025-12-08')).toMatch(/10 characters/);
  });

  it('does not count the padding and the noise that the layers took away', () => {
    expect(problemWith({ length: 3 }, 'abc', 'abc   ')).toBeNull();
    expect(problemWith({ length: 3 }, 'abc', 'a\u0000b\u0000c')).toBeNull();
  });

  it('is not asked of null, of other types and where the column does not state one', () => {
    expect(problemWith({ length: 3 }, null)).toBeNull();
    expect(problemWith({ length: 3 }, 123456)).toBeNull();
    expect(problemWith({ length: null }, 'abcd')).toBeNull();
    expect(problemWith({ length: 0 }, 'abcd')).toBeNull();
    expect(problemWith({ type: 'CLOB', length: 3 }, 'abcd')).toBeNull();
  });
});

describe('the length of a RAW value', () => {
  it('counts bytes, two digits each', () => {
    expect(problemWith({ type: 'RAW', length: 2 }, 'CAFE')).toBeNull();
    expect(problemWith({ type: 'RAW', length: 2 }, 'CAFE00')).toBe('length: C has 3 bytes; its column holds 2.');
    expect(problemWith({ type: 'RAW' }, 'CAFE00')).toBeNull();
  });
});

describe('NUMBER(p,s)', () => {
  // Oracle SQL Language Reference, Data Types, NUMBER: storage of scale and precision.
  const TABLE: readonly (readonly [
    precision: number,
    scale: number | null,
    fits: readonly Value[],
    not: readonly Value[],
  ])[] = [
    [9, null, [7456124, -999999999, '0', 0], [7456123.89, 1234567890, '1234567890']],
    [9, 2, [7456123.89, '7456123.89', '-9999999.99', 7456123], [7456123.891, 12345678]],
    [6, 0, [123456, '123456.000'], [7456123.89, '1000000', 0.5]],
    [7, -2, [7456100, '100', 0, '999999900'], [7456123, '50', 1000000000]],
    [4, 5, [0.01234, '0.00012', '-0.09999'], [0.12345, '0.1', 1, '0.000012']],
    [2, 7, ['0.0000012', 0.0000012], ['0.0000123', '0.00012']],
    [3, 7, [1.2e-6, 1.23e-5], [1.234e-5, 1.2e-8, 1.23e-3]],
    [38, 0, ['99999999999999999999999999999999999999', 1e37], [1e38, '100000000000000000000000000000000000000']],
    [38, 18, ['12345678901234567890.123456789012345678'], ['123456789012345678901', '0.1234567890123456789']],
    [16, 0, [9007199254740992, '9007199254740993'], [1e16]],
    [22, 0, [1.5e21], [1.5e22, 1.5e-7]],
  ];

  it.each(TABLE)('of p=%s and s=%s holds %j but not %j', (precision, scale, fits, not) => {
    const column = { type: 'NUMBER', precision, scale };
    for (const value of fits) expect([value, problemWith(column, value)]).toEqual([value, null]);
    for (const value of not) {
      expect(problemWith(column, value)).toBe(
        `range: C is ${String(value)}; its column is NUMBER(${precision},${scale ?? 0}).`,
      );
    }
  });

  it('holds exactly the integers of at most p digits, times ten to the power of -s', () => {
    const sizes = fc.record({ precision: fc.integer({ min: 1, max: 38 }), scale: fc.integer({ min: -10, max: 45 }) });
    fc.assert(
      fc.property(sizes, fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), ({ precision, scale }, integer) => {
        const digits = String(integer).replace('-', '');
        const shifted =
          scale <= 0
            ? digits + '0'.repeat(digits === '0' ? 0 : -scale)
            : `${digits.padStart(scale + 1, '0').slice(0, -scale)}.${digits.padStart(scale + 1, '0').slice(-scale)}`;
        const text = `${integer < 0n ? '-' : ''}${shifted}`;
        const fits = (integer < 0n ? -integer : integer) < 10n ** BigInt(precision);
        expect(problemWith({ type: 'NUMBER', precision, scale }, text) === null).toBe(fits);
        // Half a step between two of its numbers is never held.
        if (scale >= 0 && digits !== '0') {
          const between = shifted.includes('.') ? `${shifted}5` : `${shifted}.5`;
          expect(problemWith({ type: 'NUMBER', precision, scale }, between)).not.toBeNull();
        }
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  it('asks nothing where the column states no precision, and of what became no number', () => {
    expect(problemWith({ type: 'NUMBER', precision: null, scale: 2 }, 1.234)).toBeNull();
    expect(problemWith({ type: 'NUMBER', precision: 0 }, 1.234)).toBeNull();
    expect(problemWith({ type: 'NUMBER', precision: 8 }, '2025-12-08', 20251208)).toBeNull();
    expect(problemWith({ type: 'NUMBER', precision: 1 }, true, 1)).toBeNull();
    expect(problemWith({ type: 'FLOAT', precision: 1 }, 123.45)).toBeNull();
  });
});

describe('a row', () => {
  it('is told everything that does not fit, column by column', () => {
    const columns = [
      { name: 'A', length: 1 },
      { name: 'B', type: 'NUMBER', precision: 1 },
      { name: 'C', length: 1 },
      { name: 'D', length: 1 },
    ].map((column) => columnSchema.parse(column));
    const row = { A: 'aa', B: 22, C: 'c', D: 'dd' };
    const rejects = checkValues(
      { normalized: row as unknown as NormalizedRow, raw: row },
      createRowValidator(columns, 'accept'),
    );
    expect(rejects.map(({ field, code }) => `${field ?? ''} ${code}`)).toEqual(['A length', 'B range', 'D length']);
  });
});
