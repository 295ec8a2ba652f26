import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inferColumns } from '../../../engine/samples/infer-columns.ts';
import type { RawValue } from '../../../engine/record/shapes.ts';

function infer(values: readonly RawValue[], name = 'X'): unknown {
  const [column] = inferColumns(values.map((value) => ({ [name]: value })));
  return { type: column?.type, field: column?.field_type, length: column?.length };
}

test.each<[string, readonly RawValue[], string, string, number | null]>([
  ['numbers', [1, 2, null], 'NUMBER', 'integer', null],
  ['numbers with fractions', [1, 2.5], 'NUMBER', 'decimal', null],
  ['digits as text', ['1', '-20', '0'], 'NUMBER', 'integer', null],
  ['digits beyond a double', ['9007199254740993', '1'], 'NUMBER', 'integer', null],
  ['decimals as text', ['.71', '1.5E3'], 'NUMBER', 'decimal', null],
  ['digits with leading zeros', ['00123', '45'], 'VARCHAR2', 'string', 5],
  ['currency text', ['$1,234.50', '(100)', 'USD 5'], 'VARCHAR2', 'decimal', 10],
  ['dates', ['2025-12-08', '08.12.2025', '08-DEC-25'], 'DATE', 'date', null],
  ['date-times', ['2025-12-08T09:00:00', '2025-12-08'], 'TIMESTAMP', 'datetime', null],
  ['Oracle timestamps', ['16-AUG-07 02.34.12.234359 PM'], 'TIMESTAMP', 'datetime', null],
  ['date-times with offset', ['2025-12-08T09:00:00Z', '2025-12-08 09:00+01:00'], 'TIMESTAMP WITH TIME ZONE', 'datetime', null],
  ['booleans', [true, false], 'BOOLEAN', 'boolean', null],
  ['yes and no', ['Y', 'n', 'Y'], 'BOOLEAN', 'boolean', null],
  ['only one of Y and N', ['N', 'N'], 'VARCHAR2', 'string', 1],
  ['hexadecimal of one length', ['00000000000007D1', '00000000000007DF'], 'RAW', 'string', 8],
  ['padded text', ['EA ', 'BOX'], 'CHAR', 'string', 3],
  ['text', ['Adjustable Race', 'x'], 'VARCHAR2', 'string', 20],
  ['very long text', ['x'.repeat(4001)], 'CLOB', 'string', null],
  ['nothing', [null, ''], 'VARCHAR2', 'string', null],
])('takes %s as such', (_name, values, type, field, length) => {
  expect(infer(values)).toEqual({ type, field, length });
}); // prettier-ignore

test('lets the name decide where the values allow two types', () => {
  expect(infer(['20251208', '20250101'], 'DUE_DT')).toMatchObject({ type: 'DATE' });
  expect(infer(['20251208', '20250101'], 'SERIAL_NO')).toMatchObject({ type: 'NUMBER' });
  expect(infer(['0', '1'], 'ACTIVE_FLG')).toMatchObject({ type: 'BOOLEAN' });
  expect(infer(['0', '1'], 'QTY')).toMatchObject({ type: 'NUMBER' });
  expect(infer(['N'], 'IS_OPEN')).toMatchObject({ type: 'BOOLEAN' });
});

test('tells how full and how varied a column is', () => {
  const columns = inferColumns([{ ID: 1, SITE: 'S1' }, { ID: 2, SITE: 'S1' }, { ID: 3, SITE: null }, { ID: 4 }]);
  expect(columns).toMatchObject([
    { name: 'ID', nullable: false, fill_rate: 1, distinct_share: 1, samples: [1, 2, 3, 4] },
    { name: 'SITE', nullable: true, fill_rate: 0.5, distinct_share: 0.5, samples: ['S1'] },
  ]);
});

test('never guesses a length that a value of the sample exceeds', () => {
  const value = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.integer(), fc.double(), fc.boolean());
  fc.assert(
    fc.property(fc.array(value, { minLength: 1 }), (values) => {
      const [column] = inferColumns(values.map((one) => ({ X: one })));
      const longest = Math.max(...values.map((one) => String(one).length));
      const limit = column?.type === 'RAW' ? (column.length ?? 0) * 2 : column?.length;
      expect(limit ?? Infinity).toBeGreaterThanOrEqual(longest);
    }),
    { seed: 20251208 },
  );
});
