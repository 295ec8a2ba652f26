import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLossless } from '../../../engine/record/lossless-json.ts';

describe('parseLossless', () => {
  it.each([
    ['9007199254740993', '9007199254740993'],
    ['9007199254740992', 9007199254740992],
    [' [ -9007199254740993 ] ', ['-9007199254740993']],
    ['{"A":12345678901234567890.123456789012345678}', { A: '12345678901234567890.123456789012345678' }],
    ['{"A":0.1000000000000000055511151231257827}', { A: '0.1000000000000000055511151231257827' }],
    ['{"A":0.10000000000000000000}', { A: 0.1 }],
    ['{"A":1.10,"B":1E3,"C":-0}', { A: 1.1, B: 1000, C: -0 }],
    ['{"A":15793596764604417,"B":"15793596764604417"}', { A: '15793596764604417', B: '15793596764604417' }],
    [
      '{"A":"a \\"9007199254740993, 9007199254740993\\\\","B":9007199254740993}',
      { A: 'a "9007199254740993, 9007199254740993\\', B: '9007199254740993' },
    ],
    ['{"9007199254740993":1e400}', { '9007199254740993': `1${'0'.repeat(400)}` }],
    ['[1e-400]', [`0.${'0'.repeat(399)}1`]],
    ['[1e22,1e23,5e-324]', [1e22, 1e23, 5e-324]],
    ['[1e999999999]', ['1e999999999']],
  ])('reads %s without losing a digit', (text, expected) => {
    expect(parseLossless(text)).toStrictEqual(expected);
  });

  it.each([
    '{9007199254740993:1}',
    '{9007199254740993 : 1}',
    '[09007199254740993]',
    '[00.12345678901234567]',
    '[9007199254740993.]',
    '[.12345678901234567]',
    '[+12345678901234567]',
    '[--12345678901234567]',
    '[12345678901234567e]',
    '[1e400.5]',
    '[1e+400e1]',
    '[9007199254740993 9007199254740993]',
    '[9007199254740993"a"]',
    '["a"9007199254740993]',
    '[9007199254740993,]',
    '["a\n9007199254740993"]',
    '{"A":9007199254740993',
    '{"A":"9007199254740993',
    '[-]',
  ])('refuses %j as JSON.parse does', (text) => {
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
    expect(() => parseLossless(text)).toThrow(SyntaxError);
  });

  it('keeps the own text of numbers where asked, for row versions given as fractions', () => {
    expect(parseLossless('[1.10,1.1,100,1E2,-0,9007199254740993]', { exactText: true })).toStrictEqual([
      '1.10',
      1.1,
      100,
      '1E2',
      '-0',
      '9007199254740993',
    ]);
  });

  it('gives what JSON.parse gives for any JSON that a double carries', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(parseLossless(text)).toStrictEqual(JSON.parse(text));
      }),
      { seed: 20251208 },
    );
  });

  it('gives any number of up to 38 digits back digit for digit, beside any text', () => {
    const digits = fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }).map(String);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), digits)), (pairs) => {
        const page = `[${pairs.map(([text, number]) => `${JSON.stringify(text)},${number}`).join(',')}]`;
        const read = parseLossless(page) as readonly (string | number)[]; // an array of strings and numbers was written
        const numbers = read.filter((_, index) => index % 2 === 1);
        expect(numbers.map((number) => BigInt(number).toString())).toStrictEqual(pairs.map(([, number]) => number));
        expect(read.filter((_, index) => index % 2 === 0)).toStrictEqual(pairs.map(([text]) => text));
      }),
      { seed: 20251208 },
    );
  });
});
