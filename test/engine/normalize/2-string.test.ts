import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanString } from '../../../engine/normalize/2-string.ts';

const file = new URL('../../data/vectors/strings/blns.json', import.meta.url);
// The file is in the repository: a list of strings.
const naughty = JSON.parse(readFileSync(file, 'utf8')) as readonly string[];

describe('layer 2', () => {
  it.each([
    ['', null],
    [' \t\u00a0\r\n ', null],
    ['EA ', 'EA'],
    ['a  b', 'a b'],
    ['a \t\u00a0 b', 'a b'],
    ['a\r\nb\rc\nd', 'a\nb\nc\nd'],
    ['a \n\t b', 'a\nb'],
    ['a\n\n b', 'a\n\nb'],
    ['a\u0000b\u0007c\u001fd\u007fe\u0085f', 'abcdef'],
    ['A\u030a', '\u00c5'],
    ['\u212b', '\u00c5'],
    ['\u3000a\u3000b\u3000', 'a\u3000b'],
    ['a\u200bb', 'a\u200bb'],
    ['\ufeffa', '\ufeffa'],
    ['👩‍👩‍👧', '👩‍👩‍👧'],
  ])('%j becomes %j', (text, expected) => {
    expect(cleanString(text)).toBe(expected);
  });

  it('turns away half of a surrogate pair, which no system can store', () => {
    expect(cleanString('a\ud800')).toMatchObject({ code: 'type' });
  });

  it('changes nothing but what its rules name: the naughty strings pass unharmed', () => {
    for (const text of naughty) {
      const named =
        /\p{Cc}|[\u00a0]| {2}|^\p{White_Space}|\p{White_Space}$/u.test(text) || text.normalize('NFC') !== text;
      if (named || text === '') expect(visible(cleanString(text))).toBe(visible(text.normalize('NFC')));
      else expect(cleanString(text)).toBe(text);
    }
    expect(naughty.length).toBeGreaterThan(480);
  });

  it('changes nothing the second time', () => {
    const dirt = fc.constantFrom(
      ' ',
      '\t',
      '\u00a0',
      '\r',
      '\n',
      '\u0000',
      '\u0085',
      '\u3000',
      'a',
      'A\u030a',
      '\u0301',
      '😀',
    );
    const dirty = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.array(dirt).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(dirty, (text) => {
        const once = cleanString(text);
        expect(typeof once === 'string' ? cleanString(once) : once).toStrictEqual(once);
      }),
      { seed: 20251208 },
    );
  });
});

/** A text without white space and control characters: what layer 2 must never touch. */
function visible(text: unknown): string {
  return typeof text === 'string' ? text.replace(/[\p{White_Space}\p{Cc}]/gu, '') : '';
}
