// What is typed over a record, as changes.

import { describe, expect, it } from 'vitest';
import { editedRow, toChanges } from '../../../renderer/features/failed/edit-changes.ts';

const record = {
  raw: { QTY: 3, NAME: 'Bolt', DONE: false, NOTE: null, ID: '9007199254740993' },
  patch: { NAME: 'Nut' },
};

describe('toChanges', () => {
  it.each([
    ['nothing typed', {}, []],
    ['the value that stands there', { QTY: '3', NAME: 'Nut', NOTE: '' }, []],
    ['another value', { QTY: '4' }, [{ column: 'QTY', value: '4' }]],
    ['what was read, over an earlier edit', { NAME: 'Bolt' }, [{ column: 'NAME', value: 'Bolt' }]],
    ['an emptied field', { NAME: '' }, [{ column: 'NAME', value: null }]],
  ])('takes %s', (_name, draft: Record<string, string>, changes) => {
    expect(toChanges(record, draft)).toEqual(changes);
  });
});

describe('editedRow', () => {
  it('lays the earlier edit and what is typed over the row', () => {
    expect(editedRow(record, { QTY: '4', DONE: 'true', NOTE: 'x' })).toEqual({
      QTY: 4,
      NAME: 'Nut',
      DONE: true,
      NOTE: 'x',
      ID: '9007199254740993',
    });
  });
  it('keeps as text what a number cannot carry', () => {
    expect(editedRow(record, { QTY: '9007199254740993' })).toMatchObject({ QTY: '9007199254740993' });
    expect(editedRow(record, { QTY: '4,5' })).toMatchObject({ QTY: '4,5' });
  });
});
