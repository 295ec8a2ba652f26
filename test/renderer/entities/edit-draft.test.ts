import { describe, expect, it } from 'vitest';
import { editDraft, moveItem, tagOf, type Edit } from '../../../renderer/features/entities/edit-draft.ts';
import { createDraft, createEntity, field, suggest } from './drafts.ts';

const draft = createDraft({
  parents: [{ entity: 'item', fields: { item_number: 'item_number' } }],
  delta: { exclude_from_hash: ['item_number'] },
});

function stepsAfter(edit: Edit): readonly unknown[] {
  return editDraft(draft, edit).entity.mappings[0]?.transformations ?? [];
}

describe('an edit of a draft', () => {
  it('maps a new field with the type and the need of ScheduleHub', () => {
    const known = field('due', { type: 'date', is_required: true });
    const { mappings } = editDraft(draft, { kind: 'map', target: 'due', source: 'DUE_DATE', field: known }).entity;
    expect(mappings.at(-1)).toMatchObject({
      source_field: 'DUE_DATE',
      target_field: 'due',
      type: 'date',
      is_required: true,
    });
  });

  it('maps a mapped field from another column and keeps the rest of its rule', () => {
    const { mappings } = editDraft(draft, { kind: 'map', target: 'item_number', source: 'ITEM' }).entity;
    expect(mappings[0]).toMatchObject({ source_field: 'ITEM', transformations: ['uppercase', 'trim'] });
    expect(mappings).toHaveLength(2);
  });

  it('unmaps a field', () => {
    const { mappings } = editDraft(draft, { kind: 'unmap', target: 'quantity' }).entity;
    expect(mappings.map(({ target_field: target }) => target)).toEqual(['item_number']);
  });

  it('changes one rule and leaves the identity of the others', () => {
    const next = editDraft(draft, { kind: 'change', target: 'quantity', patch: { is_required: true } });
    expect(next.entity.mappings[1]?.is_required).toBe(true);
    expect(next.entity.mappings[0]).toBe(draft.entity.mappings[0]);
  });

  it.each<readonly [string, Edit]>([
    ['an unmapped field is unmapped', { kind: 'unmap', target: 'colour' }],
    ['a field that is not there is changed', { kind: 'change', target: 'colour', patch: { is_required: true } }],
    ['a field is mapped from the same column', { kind: 'map', target: 'quantity', source: 'QTY' }],
    ['a field takes the name of another', { kind: 'rename', target: 'quantity', to: 'item_number' }],
  ])('gives the same draft back when %s', (_name, edit) => {
    expect(editDraft(draft, edit)).toBe(draft);
  });

  it.each<readonly [string, Edit, readonly unknown[]]>([
    [
      'adds a step at the end',
      { kind: 'add-step', target: 'item_number', step: 'lowercase' },
      ['uppercase', 'trim', 'lowercase'],
    ],
    ['removes a step', { kind: 'remove-step', target: 'item_number', at: 0 }, ['trim']],
    ['moves a step', { kind: 'move-step', target: 'item_number', at: 1, to: 0 }, ['trim', 'uppercase']],
    [
      'leaves a step that cannot move',
      { kind: 'move-step', target: 'item_number', at: 0, to: -1 },
      ['uppercase', 'trim'],
    ],
    [
      'changes the arguments of a step',
      { kind: 'change-step', target: 'item_number', at: 1, step: { op: 'substring', start: 2 } },
      ['uppercase', { op: 'substring', start: 2 }],
    ],
  ])('%s', (_name, edit, steps) => {
    expect(stepsAfter(edit)).toEqual(steps);
  });

  it('renames a field in the key, the parents and the hash', () => {
    const { entity } = editDraft(draft, { kind: 'rename', target: 'item_number', to: 'part_number' });
    expect(entity.business_key).toEqual(['part_number']);
    expect(entity.parents[0]?.fields).toEqual({ item_number: 'part_number' });
    expect(entity.delta.exclude_from_hash).toEqual(['part_number']);
    expect(entity.mappings[0]?.target_field).toBe('part_number');
  });

  it('offers suggestions only for fields that are not mapped', () => {
    const next = editDraft(draft, { kind: 'suggest', suggestions: [suggest('X', 'quantity'), suggest('Y', 'colour')] });
    expect(next.suggestions.map(({ target_field: target }) => target)).toEqual(['colour']);
    expect(next.entity).toBe(draft.entity);
  });

  it('takes what is accepted and leaves the other suggestions waiting', () => {
    const [colour, size] = [suggest('COLOUR', 'colour'), suggest('SIZE', 'size', 0.6)];
    const waiting = { ...draft, suggestions: [colour, size] };
    const next = editDraft(waiting, {
      kind: 'accept',
      suggestions: [colour],
      fields: [field('colour', { is_required: true })],
    });
    expect(next.entity.mappings.at(-1)).toMatchObject({ source_field: 'COLOUR', is_required: true });
    expect(next.suggestions).toEqual([size]);
  });

  it('forgets a suggestion that was dismissed, or whose field was mapped by hand', () => {
    const waiting = { ...draft, suggestions: [suggest('COLOUR', 'colour'), suggest('SIZE', 'size')] };
    const dismissed = editDraft(waiting, { kind: 'dismiss', suggestions: [suggest('COLOUR', 'colour')] });
    expect(dismissed.suggestions.map(({ target_field: target }) => target)).toEqual(['size']);
    const mapped = editDraft(dismissed, { kind: 'map', target: 'size', source: 'DIM' });
    expect(mapped.suggestions).toEqual([]);
  });

  it('takes rules of a file in the place of those for the same field', () => {
    const taken = createEntity({
      mappings: [
        { source_field: 'AMOUNT', target_field: 'quantity', type: 'decimal' },
        { source_field: 'SITE', target_field: 'site' },
      ],
    }).mappings;
    const { mappings } = editDraft(draft, { kind: 'take-rules', mappings: taken }).entity;
    expect(mappings.map(({ source_field: source }) => source)).toEqual(['PART_NO', 'AMOUNT', 'SITE']);
  });
});

describe('moving an item', () => {
  it.each([
    [0, 2, ['b', 'c', 'a']],
    [2, 0, ['c', 'a', 'b']],
    [1, 3, ['a', 'b', 'c']],
    [9, 0, ['a', 'b', 'c']],
  ])('from %i to %i', (at, to, moved) => {
    expect(moveItem(['a', 'b', 'c'], at, to)).toEqual(moved);
  });
});

describe('what is one step of undo', () => {
  it('is typing in one member of one field', () => {
    const first = tagOf({ kind: 'change', target: 'quantity', patch: { default_value: 1 } });
    expect(first).toBe(tagOf({ kind: 'change', target: 'quantity', patch: { default_value: 12 } }));
    expect(first).not.toBe(tagOf({ kind: 'change', target: 'item_number', patch: { default_value: 1 } }));
    expect(first).not.toBe(tagOf({ kind: 'change', target: 'quantity', patch: { is_required: true } }));
  });

  it('is never two mappings', () => {
    expect(tagOf({ kind: 'map', target: 'a', source: 'A' })).toBeNull();
  });
});
