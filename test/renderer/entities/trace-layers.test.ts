import { describe, expect, it } from 'vitest';
import type { FieldMapping } from '../../../engine/contract/entity.ts';
import type { PreviewedRow } from '../../../renderer/features/entities/mapping-answers.ts';
import { countFailures, needsLook, traceField } from '../../../renderer/features/entities/trace-layers.ts';
import { createEntity } from './drafts.ts';

const all = createEntity({
  mappings: [
    { source_field: 'QTY', target_field: 'quantity', type: 'integer' },
    { source_field: 'QTY', target_field: 'due', type: 'date' },
    { source_field: 'QTY', target_field: 'start', type: 'date' },
  ],
  business_key: ['quantity'],
}).mappings;

function at(index: number): FieldMapping {
  const mapping = all[index];
  if (mapping === undefined) throw new Error(`there is no mapping ${index}`);
  return mapping;
}

function row(patch: Partial<PreviewedRow>): PreviewedRow {
  const same = { QTY: '7', 'QTY as due': '7' };
  return {
    raw: { QTY: '7' },
    layers: { type_coercion: same, string: same, numeric: same, datetime: same, mapping: { quantity: 7 } },
    mapped: null,
    bk_hash: null,
    data_hash: null,
    reference: null,
    rowversion: null,
    errors: [],
    guessed: [],
    ...patch,
  };
}

describe('one field layer by layer', () => {
  it('shows where a value changed', () => {
    const { cells } = traceField(row({}), at(0), all);
    expect(cells.map(({ layer, value, isSame }) => [layer, value, isSame])).toEqual([
      ['raw', '7', true],
      ['type_coercion', '7', true],
      ['string', '7', true],
      ['numeric', '7', true],
      ['datetime', '7', true],
      ['mapping', 7, false],
    ]);
  });

  it('marks the first layer that could not go on', () => {
    const text = { QTY: '12abc' };
    const failed = row({
      raw: text,
      layers: { type_coercion: text, string: text, numeric: { QTY: null }, datetime: { QTY: null }, mapping: {} },
      errors: [{ stage: 'normalize', code: 'not_a_number', field: 'QTY', message: 'It is no number.' }],
    });
    const { cells, messages } = traceField(failed, at(0), all);
    expect(cells.filter(({ isFailing }) => isFailing).map(({ layer }) => layer)).toEqual(['numeric']);
    expect(messages).toEqual(['It is no number.']);
  });

  it('marks the mapping where a rule of the field is broken', () => {
    const failed = row({ errors: [{ stage: 'map', code: 'range', field: 'quantity', message: 'Too much.' }] });
    const { cells } = traceField(failed, at(0), all);
    expect(cells.filter(({ isFailing }) => isFailing).map(({ layer }) => layer)).toEqual(['mapping']);
  });

  it('leaves a value alone that is empty without an error', () => {
    const empty = { QTY: null };
    const blank = row({
      raw: { QTY: ' ' },
      layers: { type_coercion: { QTY: ' ' }, string: empty, numeric: empty, datetime: empty, mapping: {} },
    });
    expect(traceField(blank, at(0), all).cells.some(({ isFailing }) => isFailing)).toBe(false);
  });

  it('follows the values of the field where two fields want different things of a column', () => {
    const dates = { QTY: '7', 'QTY as due': '2024-01-07' };
    const guessed = row({
      layers: { type_coercion: dates, string: dates, numeric: dates, datetime: dates, mapping: {} },
      guessed: ['QTY as due'],
    });
    expect(traceField(guessed, at(1), all).cells.at(4)).toMatchObject({ value: '2024-01-07', isGuessed: true });
    expect(traceField(guessed, at(2), all).cells.at(4)).toMatchObject({ value: '2024-01-07', isGuessed: true });
    expect(traceField(guessed, at(0), all).cells.at(4)).toMatchObject({ value: '7', isGuessed: false });
  });
});

describe('what is counted', () => {
  it('is a failing column once for every field that reads it', () => {
    const failed = row({ errors: [{ stage: 'normalize', code: 'not_a_number', field: 'QTY', message: 'No.' }] });
    const broken = row({ errors: [{ stage: 'map', code: 'range', field: 'due', message: 'Too late.' }] });
    expect([...countFailures([failed, broken, row({})], all)]).toEqual([
      ['quantity', 1],
      ['due', 2],
      ['start', 1],
    ]);
  });

  it('is a guessed date as something to look at', () => {
    expect(needsLook(row({ guessed: ['QTY as due'] }), at(1), all)).toBe(true);
    expect(needsLook(row({ guessed: ['QTY as due'] }), at(0), all)).toBe(false);
  });
});
