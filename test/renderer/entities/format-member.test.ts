import { describe, expect, it } from 'vitest';
import { formatMember } from '../../../renderer/features/entities/format-member.ts';
import { nameOfMember, nameOfSetting } from '../../../renderer/features/entities/setting-names.ts';

describe('a value of an entity file', () => {
  it.each<readonly [unknown, string]>([
    [null, '–'],
    ['', 'empty'],
    [true, 'yes'],
    [12.5, '12.5'],
    [[], 'none'],
    [['uppercase', { op: 'round', digits: 2 }], 'Upper case → Round to 2 digits'],
    [['item_number', 'site'], 'item_number, site'],
    [[{ name: 'QTY', type: 'NUMBER', nullable: true, length: null }], 'QTY NUMBER'],
    [[{ field: 'SITE', op: 'eq', value: 'S1' }], 'SITE eq S1'],
    [[{ entity: 'item', fields: { number: 'item_number' } }], 'entity: item, fields: number: item_number'],
  ])('%j reads "%s"', (value, text) => {
    expect(formatMember(value)).toBe(text);
  });
});

describe('the name of a place', () => {
  it.each([
    ['source.filters[0].field', 'Filters'],
    ['business_key[1]', 'Business key'],
    ['source.api', 'API of APISmith'],
    ['something.else', 'something.else'],
  ])('%s is %s', (path, name) => {
    expect(nameOfSetting(path)).toBe(name);
  });

  it('within a rule is what its field is called', () => {
    expect(nameOfMember('validation.max_length')).toBe('Longest');
  });
});
