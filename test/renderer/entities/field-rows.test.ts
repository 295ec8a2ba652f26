import { describe, expect, it } from 'vitest';
import {
  filterTargets,
  guessKey,
  listReaders,
  listTargets,
  sureOnes,
} from '../../../renderer/features/entities/field-rows.ts';
import type { SampleColumn } from '../../../renderer/features/entities/mapping-answers.ts';
import { createDraft, createEntity, field, suggest } from './drafts.ts';

describe('the rows of the mapping', () => {
  it('are the fields of ScheduleHub in its order, then those it does not have', () => {
    const draft = { ...createDraft(), suggestions: [suggest('X', 'extra')] };
    const targetFields = [field('site'), field('quantity')];
    expect(listTargets(draft, { targetFields, columns: [] })).toEqual(['site', 'quantity', 'item_number', 'extra']);
  });

  it('stand in the order of their columns where ScheduleHub is not known, accepted or not', () => {
    const draft = { ...createDraft(), suggestions: [suggest('SITE', 'site')] };
    const columns = ['QTY', 'SITE', 'PART_NO'];
    expect(listTargets(draft, { targetFields: null, columns })).toEqual(['quantity', 'site', 'item_number']);
  });

  it.each([
    ['all', '', ['item_number', 'quantity', 'site']],
    ['mapped', '', ['item_number', 'quantity']],
    ['unmapped', '', ['site']],
    ['problems', '', ['quantity', 'site']],
    ['all', 'PART', ['item_number']],
  ] as const)('narrow to %s fields with "%s"', (show, text, shown) => {
    const problems = [{ path: 'mappings', message: 'missing', target: 'site', kind: 'missing' as const }];
    const facts = { draft: createDraft(), problems, failing: new Set(['quantity']) };
    expect(filterTargets(['item_number', 'quantity', 'site'], { show, text }, facts)).toEqual(shown);
  });
});

describe('suggestions over 90 %', () => {
  it('leave out what is just 90 % sure', () => {
    const [sure, unsure] = [suggest('A', 'a', 0.91), suggest('B', 'b', 0.9)];
    expect(sureOnes([sure, unsure])).toEqual([sure]);
  });
});

describe('the fields that read a column', () => {
  const { mappings } = createEntity({
    mappings: [
      { source_field: 'A', target_field: 'plain' },
      { source_field: 'B', target_field: 'joined', transformations: [{ op: 'template', text: '{A}-{value}' }] },
      { source_field: 'B', target_field: 'told', transformations: [{ op: 'expression', jsonata: '`SHIP TO` & A' }] },
      { source_field: 'B', target_field: 'other', transformations: [{ op: 'expression', jsonata: 'A_LONG & value' }] },
    ],
    business_key: ['plain'],
  });
  const entity = { ...createEntity(), mappings };

  it.each([
    ['A', ['plain', 'joined', 'told']],
    ['SHIP TO', ['told']],
    ['C', []],
  ])('are found for %s, in chains too', (column, readers) => {
    expect(listReaders(entity, column)).toEqual(readers);
  });
});

describe('a guessed key', () => {
  const column = (name: string, fill: number, distinct: number): SampleColumn => ({
    ...(createEntity({ source: { api: 'a', columns: [{ name }] } }).source.columns?.[0] ?? fail()),
    field_type: 'string',
    fill_rate: fill,
    distinct_share: distinct,
    samples: [],
  });

  it('is the field whose column is always there and always different', () => {
    expect(guessKey(createEntity(), [column('QTY', 1, 0.5), column('PART_NO', 1, 1)])).toBe('item_number');
    expect(guessKey(createEntity(), [column('PART_NO', 0.9, 1)])).toBeNull();
  });
});

function fail(): never {
  throw new Error('a column is expected');
}
