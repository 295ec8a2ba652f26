import { describe, expect, it } from 'vitest';
import type { Entity } from '../../../engine/contract/entity.ts';
import {
  findDraftProblems,
  toDraftProblems,
  type DraftProblem,
} from '../../../renderer/features/entities/find-problems.ts';
import { createEntity, field } from './drafts.ts';

const UNKNOWN = { targetFields: null, columns: null };
const whole = createEntity();

function withMapping(patch: Partial<Entity['mappings'][number]>): Entity {
  const [first, ...rest] = whole.mappings;
  return { ...whole, mappings: first === undefined ? rest : [{ ...first, ...patch }, ...rest] };
}

describe('the form of a draft', () => {
  it('is sound where the entity is', () => {
    expect(findDraftProblems(whole, UNKNOWN)).toEqual([]);
  });

  it.each<readonly [string, Entity, Partial<DraftProblem>]>([
    [
      'a missing API',
      { ...whole, source: { ...whole.source, api: '' } },
      { path: 'source.api', message: 'Fill this in.' },
    ],
    ['a name with capitals', { ...whole, name: 'Part' }, { path: 'name', target: null }],
    ['no business key', { ...whole, business_key: [] }, { path: 'business_key', message: 'Choose at least one.' }],
    ['no mapping', { ...whole, business_key: ['x'], mappings: [] }, { path: 'mappings', message: 'Map at least one.' }],
    [
      'too large a page',
      { ...whole, source: { ...whole.source, page_size: 50_000 } },
      { path: 'source.page_size', message: 'Must be at most 10000.' },
    ],
    [
      'a field without a column',
      withMapping({ source_field: '' }),
      { path: 'mappings[0].source_field', target: 'item_number' },
    ],
    [
      'an empty pattern in a chain',
      withMapping({ transformations: ['trim', { op: 'replace', pattern: '', with: '' }] }),
      { path: 'mappings[0].transformations[1].pattern', target: 'item_number', message: 'Fill this in.' },
    ],
    [
      'an empty pattern as a rule',
      withMapping({ validation: { pattern: '' } }),
      { path: 'mappings[0].validation.pattern', target: 'item_number' },
    ],
  ])('names %s by its place and its row', (_name, entity, problem) => {
    expect(findDraftProblems(entity, UNKNOWN)).toContainEqual(
      expect.objectContaining({ ...problem, kind: 'blocking' }),
    );
  });
});

describe('what a draft misses', () => {
  it('is a part of the business key that nothing is mapped to', () => {
    const problems = findDraftProblems({ ...whole, business_key: ['item_number', 'site'] }, UNKNOWN);
    expect(problems).toEqual([expect.objectContaining({ path: 'business_key[1]', target: 'site', kind: 'blocking' })]);
  });

  it('is a field that ScheduleHub requires', () => {
    const targetFields = [field('item_number'), field('quantity'), field('site', { is_required: true })];
    const problems = findDraftProblems(whole, { targetFields, columns: null });
    expect(problems).toEqual([expect.objectContaining({ target: 'site', kind: 'missing' })]);
  });

  it('is a field that ScheduleHub does not have', () => {
    const problems = findDraftProblems(whole, { targetFields: [field('item_number')], columns: null });
    expect(problems).toEqual([
      expect.objectContaining({ path: 'mappings[1].target_field', target: 'quantity', kind: 'doubtful' }),
    ]);
  });

  it('is a column that the sample does not have', () => {
    const problems = findDraftProblems(whole, { targetFields: null, columns: ['PART_NO'] });
    expect(problems).toEqual([expect.objectContaining({ path: 'mappings[1].source_field', target: 'quantity' })]);
  });
});

describe('what the engine refused', () => {
  it('leads to the row at fault, in whole sentences', () => {
    const refused = {
      kind: 'compile',
      path: 'mappings[1]',
      message: 'field quantity: bad',
      hint: 'Correct it.',
    } as const;
    expect(toDraftProblems([refused], whole)).toEqual([
      { path: 'mappings[1]', target: 'quantity', message: 'Field quantity: bad. Correct it.', kind: 'blocking' },
    ]);
  });
});
