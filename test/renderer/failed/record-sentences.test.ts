// One failed record in sentences.

import { describe, expect, it } from 'vitest';
import { fieldMappingSchema } from '../../../engine/contract/entity.ts';
import { compareFields } from '../../../renderer/features/failed/compare-fields.ts';
import { describeTry, modeWords } from '../../../renderer/features/failed/failed-words.ts';
import {
  guiltyValue,
  ruleOf,
  whatFailed,
  whatToDo,
  whatWasKept,
} from '../../../renderer/features/failed/record-sentences.ts';

describe('whatFailed', () => {
  it('names the record and what was being done to it', () => {
    const sentence = whatFailed({ entity: 'product', reference: 'number=7', stage: 'map' });
    expect(sentence).toBe('product number=7 failed while mapping its fields.');
  });
  it('speaks of a record without a key', () => {
    const sentence = whatFailed({ entity: 'product', reference: null, stage: 'identity' });
    expect(sentence).toMatch(/^A record of product without/);
  });
});

describe('whatWasKept', () => {
  it.each([
    [{ operation: 'INSERT', status: 'open' }, 'does not have the record yet'],
    [{ operation: 'UPDATE', status: 'open' }, 'keeps the values it had before'],
    [{ operation: 'DELETE', status: 'exhausted' }, 'ScheduleHub still has it'],
    [{ operation: null, status: 'open' }, 'Nothing of it was sent'],
    [{ operation: 'INSERT', status: 'resolved' }, 'has acknowledged it'],
    [{ operation: 'INSERT', status: 'superseded' }, 'newer row'],
  ] as const)('says of %j that it %s', (record, words) => {
    expect(whatWasKept(record)).toContain(words);
  });
});

describe('whatToDo', () => {
  it('does not offer to edit a key', () => {
    const steps = whatToDo({ code: 'business_key_missing', error_type: 'data', status: 'open' });
    expect(steps.join(' ')).toMatch(/Fill the key in the ERP.*cannot be edited/);
  });
  it('asks nothing for what is done', () => {
    expect(whatToDo({ code: 'enum', error_type: 'data', status: 'resolved' })).toEqual([]);
  });
  it.each(['data', 'mapping', 'target', 'parent', 'duplicate'] as const)('has a way out of a failure of %s', (type) => {
    expect(whatToDo({ code: 'type', error_type: type, status: 'open' }).length).toBeGreaterThan(0);
  });
});

describe('ruleOf', () => {
  const rule = (more: object) => ruleOf(fieldMappingSchema.parse({ source_field: 'A', target_field: 'a', ...more }));
  it.each([
    ['nothing where there is no rule', {}, null],
    ['type and need', { type: 'decimal', is_required: true }, 'must be a number; must have a value'],
    ['both bounds', { validation: { min: 0, max: '99.5' } }, 'from 0 to 99.5'],
    ['a length', { validation: { max_length: 60 } }, 'at most 60 characters'],
    [
      'a list, cut',
      { validation: { enum: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] } },
      'must be one of 1, 2, 3, 4, 5, 6, 7, 8 and 2 more',
    ],
    ['dates', { type: 'date', validation: { not_before: '2020-01-01' } }, 'must be a date; not before 2020-01-01'],
  ])('says %s', (_name, more, words) => {
    expect(rule(more)).toBe(words);
  });
  it('says nothing without a mapping', () => {
    expect(ruleOf(null)).toBeNull();
  });
});

describe('guiltyValue', () => {
  it.each([
    ['31.04.', '31.04.'],
    ['', 'an empty text'],
    [null, 'no value'],
    [undefined, 'not in the row'],
  ])('tells %j from nothing', (value, words) => {
    const raw = value === undefined ? { B: 1 } : { A: value };
    const errors = [{ stage: 'normalize' as const, code: 'x', field: 'A', message: '' }];
    const mapping = { business_key: [], mappings: [{ source_field: 'A', target_field: 'a' }] };
    const table = compareFields({ raw, normalized: null, mapped: null, patch: null, errors }, mapping);
    expect(guiltyValue(table)).toBe(words);
  });
  it('is null where no field is at fault', () => {
    expect(guiltyValue({ rows: [], reached: { normalized: false, mapped: false } })).toBeNull();
  });
});

describe('words', () => {
  it.each([
    ['sighted', 'failed', 'Failed in a run'],
    ['current_mapping', 'resolved', 'Retry with the current mapping: resolved'],
    ['from_source', 'superseded', 'Retry with the row from the ERP: overtaken by a newer row'],
    ['edited', 'taken back', 'Edited: taken back'],
    ['ignored', 'ignored', 'Ignored'],
    ['new_action', 'new_outcome', 'new action: new outcome'],
  ])('of %s and %s', (action, outcome, words) => {
    expect(describeTry({ action, outcome })).toBe(words);
  });
  it('name the version of the mapping in force where it is known', () => {
    expect(modeWords('current_mapping', 3).label).toBe('With the current mapping v3');
    expect(modeWords('current_mapping').label).toBe('With the current mapping');
  });
});
