// A record at each stage as a table of its fields.

import { describe, expect, it } from 'vitest';
import { compareFields, keyColumns, toCell } from '../../../renderer/features/failed/compare-fields.ts';

const mapping = {
  business_key: ['number'],
  mappings: [
    { source_field: 'NO', target_field: 'number' },
    { source_field: 'PRICE', target_field: 'price' },
    { source_field: 'PRICE', target_field: 'price_text' },
    { source_field: 'GONE', target_field: 'due' },
  ],
};
const record = {
  raw: { NO: ' 7 ', PRICE: '1,5', NOTE: '' },
  normalized: { NO: '7', PRICE: 1.5, NOTE: null },
  mapped: { number: '7', price: 1.5, price_text: '1.5', site: 'B' },
  patch: null,
  errors: [],
};

function rowOf(table: ReturnType<typeof compareFields>, column: string | null, field: string | null) {
  return table.rows.find((row) => row.column === column && row.field === field);
}

describe('toCell', () => {
  it.each([
    [undefined, { kind: 'absent' }],
    [null, { kind: 'null' }],
    ['', { kind: 'empty' }],
    [' ', { kind: 'text', text: ' ' }],
    [0, { kind: 'number', text: '0' }],
    [false, { kind: 'boolean', text: 'false' }],
    [{ a: 1 }, { kind: 'other', text: '{"a":1}' }],
  ])('tells %j apart', (value, cell) => {
    expect(toCell(value)).toEqual(cell);
  });
});

describe('compareFields', () => {
  it('has a row for each column and field, in the order they were read', () => {
    const { rows } = compareFields(record, mapping);
    expect(rows.map(({ column, field }) => [column, field])).toEqual([
      ['NO', 'number'],
      ['PRICE', 'price'],
      ['PRICE', 'price_text'],
      ['NOTE', null],
      ['GONE', 'due'],
      [null, 'site'],
    ]);
  });
  it('says what each stage changed, a number told apart from its text', () => {
    const table = compareFields(record, mapping);
    expect(rowOf(table, 'NO', 'number')?.changes).toEqual({ normalized: true, mapped: false });
    expect(rowOf(table, 'PRICE', 'price')?.changes).toEqual({ normalized: true, mapped: false });
    expect(rowOf(table, 'PRICE', 'price_text')?.changes).toEqual({ normalized: true, mapped: true });
    expect(rowOf(table, null, 'site')?.changes).toEqual({ normalized: false, mapped: false });
  });
  it('tells no value from an empty text', () => {
    const note = rowOf(compareFields(record, mapping), 'NOTE', null);
    expect([note?.raw.kind, note?.normalized.kind, note?.changes.normalized]).toEqual(['empty', 'null', true]);
  });
  it('marks keys', () => {
    const { rows } = compareFields(record, mapping);
    expect(rows.filter(({ isKey }) => isKey).map(({ field }) => field)).toEqual(['number']);
    expect([...keyColumns(mapping)]).toEqual(['NO']);
    expect(keyColumns(null).size).toBe(0);
  });
  it('shows the edit beside what was read', () => {
    const table = compareFields({ ...record, patch: { PRICE: null } }, mapping);
    expect(rowOf(table, 'PRICE', 'price')).toMatchObject({ raw: { text: '1,5' }, edited: { kind: 'null' } });
    expect(rowOf(table, 'NO', 'number')?.edited).toBeNull();
  });
  it('stands without the mapping of a removed entity', () => {
    const { rows } = compareFields(record, null);
    const names = rows.map(({ column, field }) => column ?? field);
    expect(names).toEqual(['NO', 'PRICE', 'NOTE', 'number', 'price', 'price_text', 'site']);
  });
  it('says how far the record got', () => {
    const { reached } = compareFields({ ...record, mapped: null }, mapping);
    expect(reached).toEqual({ normalized: true, mapped: false });
  });
});

describe('the cell at fault', () => {
  const failing = (stage: 'normalize' | 'validate' | 'map' | 'ingest', field: string, more: object = {}) =>
    compareFields({ ...record, ...more, errors: [{ stage, code: 'x', field, message: `${field}!` }] }, mapping);
  const unmapped = { mapped: null };
  it.each([
    ['what was read, where it could not be normalized', failing('normalize', 'PRICE'), 'PRICE', 'price', 'raw'],
    ['what was normalized, where a check refused it', failing('validate', 'PRICE'), 'PRICE', 'price', 'normalized'],
    ['what was mapped, where ScheduleHub refused it', failing('ingest', 'price'), 'PRICE', 'price', 'mapped'],
    ['what was normalized, unmapped', failing('map', 'price', unmapped), 'PRICE', 'price', 'normalized'],
    ['what was read, where a column is missing', failing('map', 'due', unmapped), 'GONE', 'due', 'raw'],
  ] as const)('is %s', (_name, table, column, field, cell) => {
    const row = rowOf(table, column, field);
    expect([row?.guilty, row?.errors.length]).toEqual([cell, 1]);
  });
  it('is of no field where the error names none', () => {
    const errors = [{ stage: 'delta' as const, code: 'x', field: null, message: '' }];
    expect(compareFields({ ...record, errors }, mapping).rows.every(({ guilty }) => guilty === null)).toBe(true);
  });
  it('does not mix a column up with a field of the same name', () => {
    const crossed = {
      business_key: [],
      mappings: [
        { source_field: 'a', target_field: 'b' },
        { source_field: 'b', target_field: 'a' },
      ],
    };
    const values = { raw: { a: 1, b: 2 }, normalized: { a: 1, b: 2 }, mapped: { a: 2, b: 1 }, patch: null };
    const table = compareFields(
      { ...values, errors: [{ stage: 'map', code: 'x', field: 'a', message: 'no' }] },
      crossed,
    );
    expect(table.rows.filter(({ guilty }) => guilty !== null).map(({ column }) => column)).toEqual(['b']);
  });
});
