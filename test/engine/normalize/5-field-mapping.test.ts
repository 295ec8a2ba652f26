import { describe, expect, it } from 'vitest';
import { columnSchema, type FieldType, type Validation } from '../../../engine/contract/entity.ts';
import type { RejectCode } from '../../../engine/failures/codes.ts';
import { mapOne, planOf } from './support.ts';

const rejected = (stage: string, code: string) => [{ stage, code, field: stage === 'map' ? 'field' : 'COL' }];

describe('every column type to every field type', () => {
  it.each([
    ['VARCHAR2', ' 5 ', 'string', '5'],
    ['VARCHAR2', '$1,234.50', 'decimal', 1234.5],
    ['VARCHAR2', '9007199254740993', 'integer', '9007199254740993'],
    ['VARCHAR2', 'Y', 'boolean', true],
    ['VARCHAR2', '08.12.2025 00:30', 'date', '2025-12-08'],
    ['VARCHAR2', '08.12.2025 00:30', 'datetime', '2025-12-07T23:30:00Z'],
    ['RAW', '0aff', 'string', '0AFF'],
    ['NUMBER', 1e21, 'string', '1000000000000000000000'],
    ['NUMBER', '1,5', 'string', null],
    ['NUMBER', '12345678901234567890.123456789012345678', 'decimal', '12345678901234567890.123456789012345678'],
    ['NUMBER', '12345678901234567890.123456789012345678', 'string', '12345678901234567890.123456789012345678'],
    ['NUMBER', 1, 'boolean', true],
    ['NUMBER', 20251208, 'date', '2025-12-08'],
    ['NUMBER', 20251208090000, 'datetime', '2025-12-08T08:00:00Z'],
    ['FLOAT', 0.5, 'decimal', 0.5],
    ['DATE', '2025-12-08 00:30:00', 'string', '2025-12-07T23:30:00Z'],
    ['DATE', '08-DEC-25', 'string', '2025-12-08'],
    ['DATE', '2025-12-08 00:30:00', 'date', '2025-12-08'],
    ['TIMESTAMP', '2025-12-08 00:30:00.123456789', 'datetime', '2025-12-07T23:30:00.123456789Z'],
    ['TIMESTAMP WITH TIME ZONE', '2025-12-08T00:30:00+05:00', 'datetime', '2025-12-07T19:30:00Z'],
    ['BOOLEAN', 'Y', 'string', 'true'],
    ['BOOLEAN', 'N', 'boolean', false],
    ['SDO_GEOMETRY', 'POINT(1 2)', 'string', 'POINT(1 2)'],
  ] as const)('%s %j as %s is %j', async (type, raw, fieldType, expected) => {
    const value = await mapOne({ type: fieldType }, raw, { type, timeZone: 'Europe/Stockholm' });
    if (expected === null) expect(value).toStrictEqual(rejected('normalize', 'not_a_number'));
    else expect(value).toBe(expected);
  });

  it.each([
    ['VARCHAR2', '12abc', 'decimal', 'normalize', 'not_a_number'],
    ['VARCHAR2', '31.02.2025', 'date', 'normalize', 'impossible_date'],
    ['VARCHAR2', 'maybe', 'boolean', 'map', 'not_a_boolean'],
    ['VARCHAR2', '12.5', 'integer', 'map', 'type'],
    ['NUMBER', '12345678901234567890.5', 'integer', 'map', 'type'],
    ['NUMBER', 5, 'date', 'normalize', 'not_a_date'],
    ['NUMBER', 5, 'boolean', 'map', 'not_a_boolean'],
    ['DATE', '08-DEC-25', 'decimal', 'map', 'not_a_number'],
    ['BOOLEAN', 'Y', 'integer', 'map', 'type'],
    ['BOOLEAN', 'Y', 'date', 'map', 'type'],
    ['RAW', 'XYZ', 'string', 'normalize', 'not_hex'],
  ] as const)('%s %j as %s is turned away by %s with %s', async (type, raw, fieldType, stage, code) => {
    expect(await mapOne({ type: fieldType }, raw, { type })).toStrictEqual(rejected(stage, code));
  });

  it('reads a text column by the format of its field', async () => {
    expect(await mapOne({ type: 'decimal', format: { decimal_comma: true } }, '1.234,56')).toBe(1234.56);
    expect(await mapOne({ type: 'decimal', format: { decimal_comma: true } }, '1.234,56', { type: 'NUMBER' })).toBe(
      1234.56,
    );
    expect(await mapOne({ type: 'decimal', format: { decimal_comma: true } }, 1.5, { type: 'NUMBER' })).toBe(1.5);
    expect(await mapOne({ type: 'decimal', format: { percent: true } }, '12 %')).toBe(0.12);
    expect(await mapOne({ type: 'date', format: { month_first: true } }, '12/08/2025')).toBe('2025-12-08');
    expect(await mapOne({ type: 'date', format: { allow_guess: false } }, '8 December 2025')).toStrictEqual(
      rejected('normalize', 'not_a_date'),
    );
  });

  it('reads a text that only the chain makes a number or date of', async () => {
    const kilos = { op: 'replace', pattern: ' kg$', with: '' } as const;
    expect(await mapOne({ type: 'decimal', transformations: [kilos] }, '1,234.5 kg')).toBe(1234.5);
    expect(await mapOne({ type: 'decimal', transformations: [kilos] }, 'heavy')).toStrictEqual(
      rejected('map', 'not_a_number'),
    );
    expect(await mapOne({ type: 'date', transformations: [{ op: 'substring', start: 3 }] }, 'on 2025-12-08')).toBe(
      '2025-12-08',
    );
    expect(await mapOne({ type: 'decimal', transformations: ['trim'] }, 'heavy')).toStrictEqual(
      rejected('normalize', 'not_a_number'),
    );
  });
});

describe('default and required', () => {
  it('a default takes the place of null, after the chain and before required', async () => {
    expect(await mapOne({ default_value: 'x', is_required: true }, null)).toBe('x');
    expect(
      await mapOne({ default_value: 'x', transformations: [{ op: 'replace', pattern: '.', with: '' }] }, 'abc'),
    ).toBe('x');
    expect(await mapOne({ default_value: 0, type: 'integer' }, '')).toBe(0);
    expect(await mapOne({ default_value: '08.12.2025', type: 'date' }, null)).toBe('2025-12-08');
    expect(await mapOne({ default_value: 'x' }, 'a')).toBe('a');
  });

  it('a required field without a value is turned away, a missing column too', async () => {
    expect(await mapOne({ is_required: true }, '  ')).toStrictEqual(rejected('map', 'required'));
    const plan = planOf(
      [{ source_field: 'GONE', target_field: 'field', is_required: true }],
      [columnSchema.parse({ name: 'ID' })],
    );
    const row = { ID: '1' };
    const { normalized, rejects } = plan.normalize(row);
    expect(rejects).toStrictEqual([]);
    expect(plan.map(normalized, row).rejects).toMatchObject([{ code: 'required', field: 'field' }]);
  });
});

describe('rules', () => {
  it.each<[FieldType, Validation, string, RejectCode | null]>([
    ['integer', { min: 1, max: 5 }, '5', null],
    ['integer', { min: 1 }, '0', 'range'],
    ['decimal', { max: '0.3' }, '0.3000000000000000001', 'range'],
    ['decimal', { max: '9007199254740992' }, '9007199254740993', 'range'],
    ['decimal', { min: '9007199254740993' }, '9007199254740993', null],
    ['string', { min_length: 2 }, '😀', 'length'],
    ['string', { max_length: 2 }, '😀😀', null],
    ['string', { max_length: 2 }, 'abc', 'length'],
    ['string', { pattern: '^[A-Z0-9-]+$' }, 'PN-7', null],
    ['string', { pattern: '^[A-Z0-9-]+$' }, 'pn 7', 'pattern'],
    ['string', { enum: ['A', 'B'] }, 'A', null],
    ['string', { enum: ['A', 'B'] }, 'C', 'enum'],
    ['decimal', { enum: [1.5, '2'] }, '2.0', null],
    ['date', { not_before: '2025-01-01', not_after: '2025-12-31' }, '31.12.2025', null],
    ['date', { not_before: '2025-01-01' }, '31.12.2024', 'range'],
    ['datetime', { not_after: '2025-12-08T09:00:00Z' }, '2025-12-08T09:00:00.5Z', 'range'],
    ['datetime', { not_before: '2025-12-08T09:00:00Z' }, '2025-12-08T09:00:00.5Z', null],
  ])('%s with %j: %s gives %s', async (type, validation, raw, code) => {
    const value = await mapOne({ type, validation }, raw);
    if (code === null) expect(value).not.toBeInstanceOf(Array);
    else expect(value).toStrictEqual(rejected('map', code));
  });

  it('all that are broken are told, and null breaks none', async () => {
    const validation = { max_length: 2, pattern: '^\\d+$' };
    expect(await mapOne({ validation }, 'abc')).toStrictEqual([
      ...rejected('map', 'length'),
      ...rejected('map', 'pattern'),
    ]);
    expect(await mapOne({ validation }, null)).toBe(null);
  });
});
