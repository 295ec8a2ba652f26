import { readFileSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, compileCanonicalJson } from '../../../engine/record/canonical-json.ts';

const folder = new URL('../../data/vectors/jcs/', import.meta.url);
const scalar = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);

describe('RFC 8785 examples', () => {
  it.each(readdirSync(new URL('input/', folder)))('%s gives the published bytes', (name) => {
    const text = canonicalJson(JSON.parse(readFileSync(new URL(`input/${name}`, folder), 'utf8')));
    expect(text).toBe(readFileSync(new URL(`output/${name}`, folder), 'utf8').trimEnd());
    const published = readFileSync(new URL(`outhex/${name.replace('.json', '.txt')}`, folder), 'utf8');
    expect(Buffer.from(text).toString('hex')).toBe(published.replace(/\s/g, ''));
  });
});

describe('canonicalJson', () => {
  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), scalar), (record) => {
        const shuffled = Object.fromEntries(Object.entries(record).reverse());
        expect(canonicalJson(shuffled)).toBe(canonicalJson(record));
      }),
      { seed: 20251208 },
    );
  });

  it('writes the same text for a flat record when its keys are compiled', () => {
    const keys = ['z', 'a', 'é', '\u{1F600}', '\uFB33', 'qty "x"'];
    fc.assert(
      fc.property(fc.array(scalar, { minLength: keys.length, maxLength: keys.length }), (values) => {
        const record = Object.fromEntries(keys.map((key, index) => [key, values[index] ?? null]));
        expect(compileCanonicalJson(keys)(record)).toBe(canonicalJson(record));
      }),
      { seed: 20251208 },
    );
    expect(compileCanonicalJson([])({})).toBe('{}');
  });

  it.each([
    ['a lone high surrogate', '\ud800'],
    ['a lone low surrogate', 'a\udc00'],
    ['NaN', NaN],
    ['infinity', -Infinity],
    ['a bigint', 1n],
  ])('refuses %s, which has no canonical form', (_, value) => {
    expect(() => canonicalJson({ value })).toThrow(/cannot be stored or compared/);
  });

  it('leaves out keys without a value and writes -0 as 0', () => {
    expect(canonicalJson({ b: undefined, a: -0 })).toBe('{"a":0}');
  });
});
