import { describe, expect, it } from 'vitest';
import { moveRow } from '../../../renderer/ui/move-row.ts';

describe('a key in a grid', () => {
  it.each([
    ['ArrowDown', 4, 5],
    ['ArrowUp', 4, 3],
    ['PageDown', 4, 9],
    ['PageUp', 7, 2],
    ['Home', 4, 0],
    ['End', 4, 9],
    ['ArrowDown', 9, 9],
    ['ArrowUp', 0, 0],
    ['PageDown', 8, 9],
    ['PageUp', 2, 0],
  ])('%s from row %i leads to row %i of ten', (key, at, to) => {
    expect(moveRow(key, { at, count: 10, page: 5 })).toBe(to);
  });

  it('does not move for other keys, nor in an empty grid', () => {
    expect(moveRow('r', { at: 4, count: 10, page: 5 })).toBeNull();
    expect(moveRow('ArrowDown', { at: 0, count: 0, page: 5 })).toBeNull();
  });
});
