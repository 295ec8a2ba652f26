import { describe, expect, it } from 'vitest';
import {
  recordEdit,
  redoEdit,
  startHistory,
  undoEdit,
  type EditHistory,
} from '../../../renderer/features/entities/edit-history.ts';

/** Edits a second and more apart, each a step of its own. */
function edited(...states: readonly string[]): EditHistory<string> {
  const [first = '', ...rest] = states;
  return rest.reduce(
    (history, state, at) => recordEdit(history, state, { tag: null, atMs: at * 5000 }),
    startHistory(first),
  );
}

describe('undo and redo', () => {
  it('goes back and forth over every edit', () => {
    const undone = undoEdit(undoEdit(edited('a', 'b', 'c')));
    expect(undone.present).toBe('a');
    expect(redoEdit(redoEdit(undone)).present).toBe('c');
  });

  it('stays where there is nothing to undo or redo', () => {
    const history = edited('a');
    expect(undoEdit(history)).toBe(history);
    expect(redoEdit(history)).toBe(history);
  });

  it('keeps undone edits until another edit is made', () => {
    const undone = undoEdit(edited('a', 'b'));
    expect(undone.future).toEqual(['b']);
    expect(recordEdit(undone, 'c', { tag: null, atMs: 0 }).future).toEqual([]);
  });

  it('takes typing in one field as one step', () => {
    const typed = ['x', 'xy', 'xyz'].reduce(
      (history, state, at) => recordEdit(history, state, { tag: 'name', atMs: at * 100 }),
      startHistory(''),
    );
    expect(undoEdit(typed).present).toBe('');
  });

  it('begins a new step after a pause, and in another field', () => {
    const first = recordEdit(startHistory(''), 'x', { tag: 'name', atMs: 0 });
    expect(undoEdit(recordEdit(first, 'xy', { tag: 'name', atMs: 1500 })).present).toBe('x');
    expect(undoEdit(recordEdit(first, 'xy', { tag: 'note', atMs: 10 })).present).toBe('x');
  });

  it('never makes one step of what was undone and what was typed after it', () => {
    const undone = undoEdit(edited('a', 'b'));
    const again = recordEdit(undone, 'c', { tag: 'name', atMs: 0 });
    expect(undoEdit(again).present).toBe('a');
  });

  it('records no step where nothing changed', () => {
    const history = edited('a', 'b');
    expect(recordEdit(history, 'b', { tag: null, atMs: 9 })).toBe(history);
  });

  it('forgets the oldest of more than 200 edits', () => {
    const states = Array.from({ length: 300 }, (_none, at) => String(at));
    expect(edited(...states).past).toHaveLength(200);
  });
});
