import { describe, expect, it } from 'vitest';
import type { EntityFile } from '../../../engine/contract/entity.ts';
import { mapOne } from './support.ts';

type Transformations = EntityFile['mappings'][number]['transformations'];
const rejected = (code: string) => [{ stage: 'map', code, field: 'field' }];

describe('transformations of text', () => {
  it.each<[Transformations, string, string | null]>([
    [['uppercase'], 'straße', 'STRASSE'],
    [[{ op: 'uppercase' }], 'a', 'A'],
    [['lowercase'], 'ÅÄÖ', 'åäö'],
    [[{ op: 'replace', pattern: 'x', with: ' ' }, 'trim'], 'xax', 'a'],
    [['strip_whitespace'], 'a b\nc\u3000d', 'abcd'],
    [['title_case'], 'STEEL bolt-M8 o’neil', 'Steel Bolt-M8 O’neil'],
    [['capitalize'], 'éTAGE two', 'Étage two'],
    [['remove_special_chars'], 'PN-7/Å_½ (हिन्दी) 5', 'PN7Å हिन्दी 5'],
    [[{ op: 'replace', pattern: '^PN-', with: '' }], 'PN-PN-7', 'PN-7'],
    [[{ op: 'replace', pattern: '-', with: '_' }], 'a-b-c', 'a_b_c'],
    [[{ op: 'replace', pattern: '(\\w)\\-(\\w)', with: '$2$1' }], 'a-b', 'ba'],
    [[{ op: 'replace', pattern: 'A', with: 'x', flags: 'i' }], 'aA', 'xA'],
    [[{ op: 'replace', pattern: '.', with: 'x', flags: 'gu' }], '😀a', 'xx'],
    [[{ op: 'replace', pattern: '.', with: 'x' }], '😀a', 'xx'],
    [[{ op: 'substring', start: 1, length: 2 }], '😀bcd', 'bc'],
    [[{ op: 'substring', start: 2 }], 'abcd', 'cd'],
    [[{ op: 'substring', start: -2 }], 'abcd', 'cd'],
    [[{ op: 'substring', start: 9 }], 'abcd', null],
    [[{ op: 'pad', length: 5, with: '0', side: 'left' }], '42', '00042'],
    [[{ op: 'pad', length: 5, with: 'ab', side: 'right' }], 'x', 'xabab'],
    [[{ op: 'pad', length: 2, with: '0', side: 'left' }], '12345', '12345'],
    [[{ op: 'replace', pattern: '.*', with: '' }], 'gone', null],
    [
      ['uppercase', { op: 'replace', pattern: '^PN-', with: '' }, { op: 'pad', length: 4, with: '0', side: 'left' }],
      'pn-7',
      '0007',
    ],
  ])('%j makes %j of %j', async (transformations, raw, expected) => {
    expect(await mapOne({ transformations }, raw)).toBe(expected);
  });

  it('pass null by', async () => {
    const transformations: Transformations = [
      'uppercase',
      'to_boolean',
      { op: 'round', digits: 1 },
      { op: 'lookup', table: { a: 'b' } },
    ];
    expect(await mapOne({ transformations }, null)).toBe(null);
  });
});

describe('lookup', () => {
  const table = { A: 'Active', '1': 'One', true: 'Yes', gone: null };

  it.each([
    ['VARCHAR2', 'A', 'Active'],
    ['NUMBER', 1, 'One'],
    ['BOOLEAN', 'Y', 'Yes'],
    ['VARCHAR2', 'gone', null],
  ])('finds the text of a %s value', async (type, raw, expected) => {
    expect(await mapOne({ transformations: [{ op: 'lookup', table }] }, raw, { type })).toBe(expected);
  });

  it('turns away what it does not hold, unless told to keep it or make it null', async () => {
    expect(await mapOne({ transformations: [{ op: 'lookup', table }] }, 'toString')).toStrictEqual(rejected('lookup'));
    expect(await mapOne({ transformations: [{ op: 'lookup', table, otherwise: 'error' }] }, 'X')).toStrictEqual(
      rejected('lookup'),
    );
    expect(await mapOne({ transformations: [{ op: 'lookup', table, otherwise: 'keep' }] }, 'X')).toBe('X');
    expect(await mapOne({ transformations: [{ op: 'lookup', table, otherwise: 'null' }] }, 'X')).toBe(null);
  });

  it('may make a number of a text that is none', async () => {
    expect(await mapOne({ type: 'integer', transformations: [{ op: 'lookup', table: { A: 7 } }] }, 'A')).toBe(7);
  });
});

describe('template and constant', () => {
  it('fills in the value and other source fields', async () => {
    const transformations: Transformations = [{ op: 'template', text: '{SITE}-{value}/{QTY}' }];
    expect(await mapOne({ transformations }, 'PN', { row: { SITE: ' S1 ', QTY: 1.5 } })).toBe('S1-PN/1.5');
    expect(await mapOne({ transformations }, 'PN', { row: { SITE: null } })).toBe('-PN/');
    expect(await mapOne({ transformations }, null)).toBe(null);
    expect(await mapOne({ transformations: [{ op: 'template', text: 'fixed {}' }] }, null)).toBe('fixed {}');
  });

  it('a constant takes the place of anything, null too', async () => {
    expect(await mapOne({ transformations: [{ op: 'constant', value: 'x' }] }, null)).toBe('x');
    expect(await mapOne({ type: 'integer', transformations: [{ op: 'constant', value: 5 }] }, 'abc')).toBe(5);
    expect(await mapOne({ transformations: [{ op: 'constant', value: null }] }, 'abc')).toBe(null);
  });
});

describe('arithmetic', () => {
  it.each<[Transformations, number | string, number | string]>([
    [[{ op: 'multiply', by: 0.1 }], 3, 0.3],
    [[{ op: 'multiply', by: '1.000000000000000001' }], 3, '3.000000000000000003'],
    [[{ op: 'multiply', by: 2 }], '9007199254740993', '18014398509481986'],
    [[{ op: 'multiply', by: 3 }], '9007199254740993', '27021597764222979'],
    [[{ op: 'round', digits: 2 }], 1.005, 1.01],
    [[{ op: 'round', digits: 0 }], -2.5, -3],
    [[{ op: 'round', digits: -2 }], 1250, 1300],
    [[{ op: 'round', digits: 2 }], '$1,234.505', 1234.51],
    [
      [
        { op: 'multiply', by: 1.25 },
        { op: 'round', digits: 1 },
      ],
      1.1,
      1.4,
    ],
  ])('%j of %s is %s, exactly', async (transformations, raw, expected) => {
    expect(
      await mapOne({ type: 'decimal', transformations }, raw, {
        type: typeof raw === 'number' ? 'NUMBER' : 'VARCHAR2',
      }),
    ).toBe(expected);
  });

  it('turns away what is no number', async () => {
    expect(await mapOne({ transformations: [{ op: 'multiply', by: 2 }] }, 'abc')).toStrictEqual(
      rejected('transformation'),
    );
    expect(await mapOne({ transformations: ['to_boolean', { op: 'round', digits: 0 }] }, 'Y')).toStrictEqual(
      rejected('transformation'),
    );
  });
});

describe('to_boolean', () => {
  it('reads the words of layer 1 and turns others away', async () => {
    expect(await mapOne({ type: 'boolean', transformations: ['to_boolean'] }, 'Yes')).toBe(true);
    expect(await mapOne({ transformations: [{ op: 'to_boolean' }] }, 'f')).toBe('false');
    expect(await mapOne({ transformations: ['to_boolean'] }, 'perhaps')).toStrictEqual(rejected('not_a_boolean'));
  });
});

describe('expression', () => {
  const of = (jsonata: string): Transformations => [{ op: 'expression', jsonata }];

  it('sees the source fields after layers 1-4, and the value', async () => {
    const row = { SITE: ' S1 ', NAME: 'Bolt\u00a0 M8' };
    expect(await mapOne({ transformations: of('SITE & "/" & $uppercase(value) & "/" & NAME') }, 'pn', { row })).toBe(
      'S1/PN/Bolt M8',
    );
    expect(await mapOne({ type: 'decimal', transformations: of('value * 2') }, '1,234.5')).toBe(2469);
    expect(await mapOne({ transformations: ['uppercase', ...(of('value & "!"') ?? [])] }, 'a')).toBe('A!');
  });

  it('gives null for nothing', async () => {
    expect(await mapOne({ transformations: of('MISSING') }, 'a')).toBe(null);
    expect(await mapOne({ transformations: of('null') }, 'a')).toBe(null);
  });

  it.each([
    ['a list', '[1, 2]'],
    ['an object', '{"a": 1}'],
    ['a function', '$uppercase'],
    ['an error', '$error("no")'],
    ['a wrong type', 'value * 2'],
    ['the time of day', '$now()'],
    ['the clock', '$millis()'],
    ['chance', '$random()'],
    ['an endless loop', '($f := function($x) { $f($x + 1) }; $f(0))'],
    ['half a character', '$substring("a", 0) ~> function($s) { $decodeUrlComponent("%") }'],
  ])('is turned away for %s', async (_, jsonata) => {
    expect(await mapOne({ transformations: of(jsonata) }, 'a')).toStrictEqual(rejected('expression'));
  });

  it('reaches nothing but the row', async () => {
    for (const jsonata of [
      'constructor',
      'value.constructor',
      '__proto__',
      'toString',
      '$eval("process")',
      'globalThis',
    ]) {
      expect(await mapOne({ transformations: of(jsonata) }, 'a')).toBe(null);
    }
  });
});
