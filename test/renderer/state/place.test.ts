import { describe, expect, it } from 'vitest';
import { parsePlace, toHash } from '../../../renderer/state/place.ts';

describe('a place', () => {
  it('is the overview where the address says nothing', () => {
    expect(parsePlace('')).toEqual({ path: '/overview', params: {} });
    expect(parsePlace('#')).toEqual({ path: '/overview', params: {} });
  });

  it.each([
    { path: '/runs', params: {} },
    { path: '/failed', params: { uid: '0199', search: 'a & b = c?', signature: 'map|required|ä' } },
    { path: '/entities/part', params: { field: 'DESCR #2' } },
  ])('survives the address: %o', (place) => {
    expect(parsePlace(toHash(place))).toEqual(place);
  });
});
