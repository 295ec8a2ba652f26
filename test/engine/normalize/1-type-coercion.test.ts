import { describe, expect, it } from 'vitest';
import { createTypeCoercion, familyOf } from '../../../engine/normalize/1-type-coercion.ts';

describe('familyOf', () => {
  it.each([
    ['VARCHAR2', 'text'],
    ['NVARCHAR2(40)', 'text'],
    ['CHAR', 'text'],
    ['CLOB', 'text'],
    ['NUMBER(38,18)', 'number'],
    ['float', 'number'],
    ['DATE', 'date'],
    ['TIMESTAMP(6)', 'date'],
    ['timestamp(6) with time zone', 'date'],
    ['RAW(16)', 'raw'],
    ['BOOLEAN', 'boolean'],
    ['SDO_GEOMETRY', 'text'],
    ['toString', 'text'],
  ])('%s is %s', (type, family) => {
    expect(familyOf(type)).toBe(family);
  });
});

describe('layer 1', () => {
  it.each([
    ['VARCHAR2', ' a ', ' a '],
    ['VARCHAR2', 5, '5'],
    ['VARCHAR2', 1e21, '1000000000000000000000'],
    ['CLOB', true, 'true'],
    ['XMLTYPE', 0.5, '0.5'],
    ['NUMBER', 5, 5],
    ['NUMBER', '5', 5],
    ['NUMBER', '12.50', 12.5],
    ['NUMBER', -0, 0],
    ['NUMBER', '9007199254740993', '9007199254740993'],
    ['NUMBER', '0.1234567890123456789', '0.1234567890123456789'],
    ['NUMBER', '$1,234.50', '$1,234.50'],
    ['DATE', '08-DEC-25', '08-DEC-25'],
    ['DATE', 20251208, '20251208'],
    ['RAW', '0aff', '0AFF'],
    ['RAW', ' 0AFF ', '0AFF'],
    ['RAW', '', ''],
    ...[true, 'true', 'TRUE', 1, '1', 'Y', 'y', 'T', 'yes', ' Y '].map((raw) => ['BOOLEAN', raw, true] as const),
    ...[false, 'false', 0, '0', 'N', 'n', 'F', 'No'].map((raw) => ['BOOLEAN', raw, false] as const),
    ['BOOLEAN', '  ', ''],
  ] as const)('%s %j becomes %j', (type, raw, expected) => {
    expect(createTypeCoercion(familyOf(type), { decimalComma: false })(raw)).toBe(expected);
  });

  it.each([
    ['NUMBER', true, 'type'],
    ['NUMBER', NaN, 'not_a_number'],
    ['DATE', false, 'type'],
    ['RAW', '0AF', 'not_hex'],
    ['RAW', 'XY', 'not_hex'],
    ['BOOLEAN', 'maybe', 'not_a_boolean'],
    ['BOOLEAN', 2, 'not_a_boolean'],
  ] as const)('%s %j is turned away with %s', (type, raw, code) => {
    expect(createTypeCoercion(familyOf(type), { decimalComma: false })(raw)).toMatchObject({ code });
  });

  it('leaves the digits of a decimal-comma column to layer 3', () => {
    expect(createTypeCoercion('number', { decimalComma: true })('1.234')).toBe('1.234');
  });

  it('turns away what is no scalar, as files may hold it', () => {
    // What a JSON file can hold in a column, against the row's type.
    const list = [1] as unknown as string;
    for (const family of ['text', 'number', 'date', 'raw', 'boolean'] as const) {
      expect(createTypeCoercion(family, { decimalComma: false })(list)).toMatchObject({ code: 'type' });
    }
  });
});
