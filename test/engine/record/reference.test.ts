import { expect, it } from 'vitest';
import { reference } from '../../../engine/record/reference.ts';

it('joins the key fields in configured order', () => {
  expect(reference(['site', 'item_number'], { item_number: 'PN-7', site: 'S1' })).toBe('site=S1 | item_number=PN-7');
});

it('writes numbers in plain digits and missing values as nothing', () => {
  expect(reference(['a', 'b', 'c'], { a: 1e21, b: null })).toBe('a=1000000000000000000000 | b= | c=');
});
