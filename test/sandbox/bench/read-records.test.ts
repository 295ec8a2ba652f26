// What the receiver says of a record's data, in whatever order its members come.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createDataCheck } from '../../../sandbox/bench/read-records.ts';
import { required, type TargetEntity } from '../../../sandbox/schedulehub/entity-definition.ts';

const ENTITY: TargetEntity = {
  name: 'thing',
  key: ['name'],
  parents: [],
  fields: [
    required('name', 'string'),
    required('size', 'decimal'),
    { ...required('note', 'string'), required: false },
    required('is_new', 'boolean'),
  ],
};
const GOOD = { is_new: true, name: 'a', note: 'b', size: 1 };
const check = createDataCheck(ENTITY);

it('takes whole data, also in another order, with exact text, without what is not required, and with more', () => {
  const more = fc.constantFrom<object>({}, { other: 1 }, { note: null }, { size: '1.10' });
  const members = more.map((one) => Object.entries({ ...GOOD, ...one }));
  const inAnyOrder = members.chain((list) => fc.shuffledSubarray(list, { minLength: list.length }));
  fc.assert(
    fc.property(inAnyOrder, fc.boolean(), (list, hasNote) => {
      const { note, ...rest } = Object.fromEntries(list);
      expect(check(hasNote ? { ...rest, note } : rest)).toBeNull();
    }),
  );
});

it.each([
  ['a field that is missing', { is_new: true, name: 'a', note: 'b' }, 'required', 'size'],
  ['a field that is null', { ...GOOD, name: null }, 'required', 'name'],
  ['a text of another type', { ...GOOD, name: 1 }, 'type', 'name'],
  ['a number of another type', { ...GOOD, size: true }, 'type', 'size'],
  ['a text in place of a boolean', { ...GOOD, is_new: 'true' }, 'type', 'is_new'],
  ['what is not required, of another type', { ...GOOD, note: 5 }, 'type', 'note'],
  ['a name that is inherited', { is_new: true, name: 'a', toString: 'b', size: {} }, 'type', 'size'],
])('names %s', (_what, data, code, field) => {
  expect(check(data)).toMatchObject({ code, field });
});
