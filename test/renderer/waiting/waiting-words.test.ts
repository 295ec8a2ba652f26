// Missing parents in words and in the address.

import { describe, expect, it } from 'vitest';
import {
  describeFetch,
  filterParents,
  isOld,
  parseParentParam,
  placeLink,
  toParentParam,
} from '../../../renderer/features/waiting/waiting-words.ts';

const HASH = '8ac41cd7e69f165816b35b866a3cd922';
const parent = {
  parent_entity: 'product',
  parent_bk_hash: HASH,
  parent_reference: 'product_number=CA-5965',
  children: 82,
  entities: ['bom_component', 'inventory'],
  place: 'unseen' as const,
  oldest: '2026-11-24T12:13:04.562Z',
};

describe('a parent in the address', () => {
  it('comes back as it went', () => {
    expect(parseParentParam(toParentParam(parent))).toEqual({ parent_entity: 'product', parent_bk_hash: HASH });
  });
  it.each([null, '', 'product', `product:${HASH}0`, `Product:${HASH}`, `product:${HASH}:x`])('is not %j', (text) => {
    expect(parseParentParam(text)).toBeNull();
  });
});

describe('describeFetch', () => {
  const work = { kind: 'fetch_parent', is_found: true, freed_children: 212 } as const;
  it.each([
    ['found', 'completed', work, 'good', /212 children freed/],
    ['one child', 'completed', { ...work, freed_children: 1 }, 'good', /1 child freed/],
    ['found but not sent', 'completed', { ...work, freed_children: 0 }, 'warning', /no child was freed/],
    ['not there', 'completed', { ...work, is_found: false }, 'warning', /ERP does not have it/],
    ['stopped', 'stopped', { ...work, is_found: null }, 'neutral', /Stopped before/],
    ['out of reach', 'failed', { ...work, is_found: null }, 'bad', /APISmith does not answer/],
  ] as const)('says of a parent that is %s', (_name, state, figures, tone, words) => {
    const outcome = describeFetch({ state, error: 'APISmith does not answer.' }, figures);
    expect(outcome?.tone).toBe(tone);
    expect(outcome?.sentence).toMatch(words);
  });
  it('says nothing while it is at work', () => {
    expect(describeFetch({ state: 'running', error: null }, { ...work, is_found: null })).toBeNull();
  });
});

describe('placeLink', () => {
  it.each([
    ['failed', '/failed', { entity: 'product', search: 'product_number=CA-5965', view: 'records' }],
    ['ignored', '/failed', { entity: 'product', search: 'product_number=CA-5965', view: 'records', status: 'ignored' }],
    ['waiting', '/waiting', { entity: 'product' }],
    ['held_delete', '/deletes', { entity: 'product' }],
    ['unseen', '/entities/product', {}],
  ] as const)('of a parent that is %s', (place, path, params) => {
    expect(placeLink({ ...parent, place })).toMatchObject({ path, params });
  });
  it('is none where it has come', () => {
    expect(placeLink({ ...parent, place: 'delivered' })).toBeNull();
  });
});

describe('filterParents', () => {
  const other = { ...parent, parent_entity: 'purchase_order', parent_reference: 'ledger_no=7', entities: ['line'] };
  it.each([
    ['everything', { search: '', entity: '' }, 2],
    ['by name, whatever the case', { search: ' ca-59 ', entity: '' }, 1],
    ['by the entity of the parent', { search: '', entity: 'purchase_order' }, 1],
    ['by the entity of a child', { search: '', entity: 'inventory' }, 1],
    ['by both', { search: 'CA-', entity: 'line' }, 0],
  ])('finds %s', (_name, filter, count) => {
    expect(filterParents([parent, other], filter)).toHaveLength(count);
  });
});

describe('isOld', () => {
  it('begins after a week', () => {
    const week = 7 * 86_400_000;
    const since = Date.parse(parent.oldest);
    expect([isOld(parent.oldest, since + week), isOld(parent.oldest, since + week + 1)]).toEqual([false, true]);
  });
});
