// The filter of failed records and the address it is kept in.

import { describe, expect, it } from 'vitest';
import {
  filterParams,
  filterPatch,
  formatStatuses,
  isFiltered,
  parseStatuses,
  toFilter,
  viewOf,
} from '../../../renderer/features/failed/failed-params.ts';

const BATCH = '01a20d79-5f32-77dc-b93e-7774f0ab93b1';

describe('toFilter', () => {
  const cases: readonly (readonly [name: string, params: Record<string, string>, filter: object])[] = [
    ['asks nothing without parameters', {}, {}],
    ['leaves out what is no part of it', { uid: BATCH, view: 'records', edit: '1' }, {}],
    ['trims the search and drops blanks', { search: '  12,5 ' }, { search: '12,5' }],
    ['drops a search of blanks', { search: '   ' }, {}],
    ['cuts a search that the engine would refuse', { search: 'x'.repeat(300) }, { search: 'x'.repeat(200) }],
    [
      'takes entity, stage and code',
      { entity: 'product', stage: 'map', code: 'enum' },
      { entity: 'product', stage: 'map', code: 'enum' },
    ],
    ['drops names that do not exist', { entity: 'No Such', stage: 'nowhere', code: 'bad' }, {}],
    ['takes statuses in their order', { status: 'ignored,open,nonsense' }, { statuses: ['open', 'ignored'] }],
    ['takes a run by its uid', { batch: BATCH }, { batch_uid: BATCH }],
    ['drops a run that is no uid', { batch: 'last' }, {}],
    ['takes a reason', { signature: 'map | enum | unit | no' }, { signature: 'map | enum | unit | no' }],
  ];
  it.each(cases)('%s', (_name, params, filter) => {
    expect(toFilter(params)).toEqual(filter);
  });
});

describe('statuses', () => {
  it('survive the address', () => {
    expect(parseStatuses(formatStatuses(['superseded', 'open']) ?? '')).toEqual(['open', 'superseded']);
  });
  it('are not in the address when there are none', () => {
    expect(formatStatuses([])).toBeNull();
  });
});

describe('a saved filter', () => {
  const params = { search: 'M8', status: 'ignored', uid: BATCH, view: 'records', code: '' };
  it('keeps the filter and nothing else', () => {
    expect(filterParams(params)).toEqual({ search: 'M8', status: 'ignored' });
  });
  it('takes the place of every part of the filter before', () => {
    expect(filterPatch({ search: 'M8' })).toEqual({
      search: 'M8',
      entity: null,
      stage: null,
      code: null,
      status: null,
      batch: null,
      signature: null,
    });
  });
  it('is offered only where there is a filter', () => {
    const offered = [isFiltered({}), isFiltered({ uid: BATCH, search: '' }), isFiltered({ batch: BATCH })];
    expect(offered).toEqual([false, false, true]);
  });
});

describe('viewOf', () => {
  it.each([
    ['groups first', {}, 'groups'],
    ['groups of an entity', { entity: 'product' }, 'groups'],
    ['records of a reason', { signature: 's' }, 'records'],
    ['records around an open one', { uid: BATCH }, 'records'],
    ['records of a run', { batch: BATCH }, 'records'],
    ['groups where they are asked for', { batch: BATCH, view: 'groups' }, 'groups'],
    ['records where they are asked for', { view: 'records' }, 'records'],
    ['groups for a view that is not known', { view: 'chart' }, 'groups'],
  ])('shows %s', (_name, params: Record<string, string>, view) => {
    expect(viewOf(params)).toBe(view);
  });
});
