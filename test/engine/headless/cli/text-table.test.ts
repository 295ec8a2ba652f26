import { describe, expect, it } from 'vitest';
import { bytes, duration, plural, textTable } from '../../../../engine/headless/cli/text-table.ts';

describe('a text table', () => {
  it('is as wide as its longest cells, numbers to the right, no blanks at the ends', () => {
    const table = textTable(['NAME', 'ROWS', 'NOTE'], [['a', 1200, ''], ['long name', 7, 'two\nlines']]); // prettier-ignore
    expect(table.split('\n')).toEqual(['NAME        ROWS  NOTE', 'a          1,200', 'long name      7  two lines']);
  });
  it('counts characters, not code units', () => {
    expect(textTable(['A', 'B'], [['😀', 'x'], ['ab', 'y']])).toBe('A   B\n😀   x\nab  y'); // prettier-ignore
  });
});

describe('figures for people', () => {
  it.each([
    [400, '0.4 s'],
    [9_960, '10.0 s'],
    [12_000, '12 s'],
    [185_000, '3 min 05 s'],
    [7_620_000, '2 h 07 min'],
  ])('%i ms are %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });
  it.each([
    [999, '999 B'],
    [312_400, '312 kB'],
    [4_200_000, '4.2 MB'],
    [18_900_000_000, '18.9 GB'],
  ])('%i bytes are %s', (value, text) => {
    expect(bytes(value)).toBe(text);
  });
  it('says one row and two rows', () => {
    expect([plural(1, 'row'), plural(2, 'row'), plural(0, 'try', 'tries')]).toEqual(['1 row', '2 rows', '0 tries']);
  });
});
