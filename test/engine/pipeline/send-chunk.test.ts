import { describe, expect, it } from 'vitest';
import { changesOf } from '../../../engine/pipeline/send-chunk.ts';

describe('the difference of two records', () => {
  it.each([
    ['nothing where they are equal', { a: 1, b: 'x' }, { b: 'x', a: 1 }, []],
    ['a changed field', { a: 1 }, { a: 2 }, [{ field: 'a', before: 1, after: 2 }]],
    ['another type', { a: '1' }, { a: 1 }, [{ field: 'a', before: '1', after: 1 }]],
    [
      'the last digit of an exact number',
      { a: '9007199254740993' },
      { a: '9007199254740992' },
      [{ field: 'a', before: '9007199254740993', after: '9007199254740992' }],
    ],
    ['no difference between an absent field and null', { a: null }, { b: null }, []],
    [
      'false and zero',
      { a: null, b: null },
      { a: false, b: 0 },
      [
        { field: 'a', before: null, after: false },
        { field: 'b', before: null, after: 0 },
      ],
    ],
    [
      'all fields of a new record, by name',
      {},
      { b: 1, a: 2 },
      [
        { field: 'a', before: null, after: 2 },
        { field: 'b', before: null, after: 1 },
      ],
    ],
    ['all fields of a deleted record', { a: 2, b: null }, {}, [{ field: 'a', before: 2, after: null }]],
  ] as const)('is %s', (_what, before, after, expected) => {
    expect(changesOf(before, after)).toEqual(expected);
  });
});
