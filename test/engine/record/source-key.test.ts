import { describe, expect, it } from 'vitest';
import { hasKeyColumns, sourceKeyOf } from '../../../engine/record/source-key.ts';

describe('the source key of a row', () => {
  it.each([
    [{ ID: 'P1', QTY: 1 }, ['ID'], '["P1"]'],
    [{ ID: 'P1', LINE: 2 }, ['LINE', 'ID'], '[2,"P1"]'],
    [{ ID: '9007199254740993' }, ['ID'], '["9007199254740993"]'],
    [{ ID: '', QTY: 1 }, ['ID'], '[""]'],
    [{ ID: null, QTY: 1 }, ['ID'], '{"ID":null,"QTY":1}'],
    [{ QTY: 1 }, ['ID'], '{"QTY":1}'],
    [{ QTY: 1 }, [], '{"QTY":1}'],
  ] as const)('of %j by %j is %s', (row, keyColumns, expected) => {
    expect(sourceKeyOf(row, keyColumns)).toBe(expected);
  });

  it('says whether it stays the same when the row changes', () => {
    expect(hasKeyColumns(sourceKeyOf({ ID: 'P1', QTY: 1 }, ['ID']))).toBe(true);
    expect(hasKeyColumns(sourceKeyOf({ ID: null, QTY: 1 }, ['ID']))).toBe(false);
    expect(hasKeyColumns(sourceKeyOf({ ID: '[1]', QTY: 1 }, []))).toBe(false);
  });
});
