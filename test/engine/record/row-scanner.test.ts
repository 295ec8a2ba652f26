import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readToken, TOKEN, type JsonToken } from '../../../engine/record/json-token.ts';
import { parseLossless } from '../../../engine/record/lossless-json.ts';
import { createPrintRows } from '../../../engine/record/raw-print.ts';
import { createRecordMemory, type RecordMemory } from '../../../engine/record/record-memory.ts';
import { createRowScanner, placeOfToken, readTokenAt, type RowScanner } from '../../../engine/record/row-scanner.ts';
import type { RawRow, RawValue } from '../../../engine/record/shapes.ts';

const COLUMNS = ['A', 'ÄÖ "x"', 'C'];

/** The row's values by the scanner; null where it leaves the row to the parser. */
function scan(text: string, exactText = false): RawRow | null {
  const { scanner, memory, at, bytes } = scannerOf(COLUMNS, `[${text}]`);
  scanner.begin(2);
  if (!scanner.scan(at + 1, at + bytes - 1)) return null;
  const values = COLUMNS.map((name, column): [string, RawValue] => [
    name,
    readToken(memory.bytes, tokenOf(scanner, memory, { row: 0, column }), exactText),
  ]);
  return Object.fromEntries(values);
}

/** A scanner, and a page in its memory. */
function scannerOf(columns: readonly string[], text: string) {
  const memory = createRecordMemory();
  const page = Buffer.from(text);
  const { at } = createPrintRows(7, memory)(page, { count: 0, starts: new Uint32Array(0), ends: new Uint32Array(0) });
  return { scanner: createRowScanner(columns, memory), memory, at, bytes: page.length };
}

function tokenOf(
  scanner: RowScanner,
  memory: RecordMemory,
  { row, column }: { readonly row: number; readonly column: number },
): JsonToken {
  return readTokenAt(memory.words, placeOfToken(scanner.tokensOf(row), column), { from: 0, to: 0, kind: TOKEN.other });
}

const rowOf = (...tokens: readonly string[]): string =>
  `{${COLUMNS.map((name, at) => `${JSON.stringify(name)}:${tokens[at] ?? 'null'}`).join(',')}}`;

describe('scanning a row', () => {
  it.each([
    'null',
    'true',
    'false',
    '0',
    '-0',
    '-12',
    '123456789012345',
    '1234567890123456',
    '-123456789012345',
    '9007199254740993',
    '0.10',
    '1e400',
    '-1.5E-7',
    '""',
    '"plain"',
    '"é \u{1f600}"',
    '"a\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud800"',
    '"\u007f"',
  ])('reads %s as the parser does', (token) => {
    for (const exactText of [false, true]) {
      const expected = parseLossless(rowOf('1', token, '"z"'), { exactText });
      expect(scan(rowOf('1', token, '"z"'), exactText)).toStrictEqual(expected);
      expect(scan(rowOf('1', '2', token), exactText)).toStrictEqual(
        parseLossless(rowOf('1', '2', token), { exactText }),
      );
    }
  });

  it.each([
    ['a list', rowOf('[]')],
    ['an object', rowOf('{}')],
    ['a number with a leading zero', rowOf('01')],
    ['a number that ends with its point', rowOf('1.')],
    ['a number without digits', rowOf('-')],
    ['an exponent without digits', rowOf('1e+')],
    ['a plus sign', rowOf('+1')],
    ['half a word', rowOf('nul')],
    ['a longer word', rowOf('nulll')],
    ['a word in capitals', rowOf('True')],
    ['a text without an end', rowOf('"a')],
    ['a line break in a text', rowOf('"a\nb"')],
    ['an unknown escape', rowOf('"\\x"')],
    ['half an escape', rowOf('"\\u12g4"')],
    ['nothing', rowOf('')],
    ['a column that is missing', '{"A":1,"C":2}'],
    ['a column that nobody knows', `${rowOf('1', '2', '3').slice(0, -1)},"D":4}`],
    ['a column that comes twice', `${rowOf('1', '2', '3').slice(0, -1)},"A":4}`],
    ['a comma at the end', `${rowOf('1', '2', '3').slice(0, -1)},}`],
    ['something after the row', `${rowOf('1', '2', '3')} `],
  ])('leaves %s to the parser', (_name, text) => {
    expect(scan(text)).toBeNull();
  });

  it('takes rows in any order of columns, and goes back to the one before', () => {
    const rows = ['{"A":1,"B":2}', '{"B": 3, "A": 4}', '{"A":5,"B":6}', '{"A":7}', '{"A":8,"B":9}'];
    const { scanner, memory, ...page } = scannerOf(['A', 'B'], rows.join(','));
    scanner.begin(rows.length);
    let { at } = page;
    const taken = rows.map((row) => {
      const isTaken = scanner.scan(at, at + row.length);
      at += row.length + 1;
      return isTaken;
    });
    expect(taken).toEqual([true, true, true, false, true]);
    const values = Array.from({ length: 8 }, (_, nth) => {
      const { from, to } = tokenOf(scanner, memory, { row: nth >> 1, column: nth & 1 });
      return memory.bytes.toString('utf8', from, to);
    });
    expect(values).toEqual(['1', '2', '4', '3', '5', '6', '8', '9']);
  });

  it('never takes what the parser would refuse or read otherwise', () => {
    const token = fc.oneof(
      fc.oneof(fc.jsonValue(), fc.string(), fc.integer()).map((value) => JSON.stringify(value)),
      fc.double().map(String),
      fc.stringMatching(/^[-+.eE\d"\\ntu]{0,6}$/),
    );
    const edit = fc.tuple(
      fc.nat(60),
      fc.constantFrom('"', '\\', ',', '}', ':', '0', '1', '.', 'e', '-', ' ', '\n', '\u00e9'),
    );
    let taken = 0;
    fc.assert(
      fc.property(token, token, token, fc.option(edit), (a, b, c, change) => {
        let text = rowOf(a, b, c);
        if (change !== null) text = text.slice(0, change[0]) + change[1] + text.slice(change[0] + 1);
        // What comes is UTF-8.
        if (!text.isWellFormed()) return;
        const row = scan(text);
        if (row === null) return;
        taken += 1;
        expect(row).toStrictEqual(parseLossless(text));
      }),
      { numRuns: 5000, seed: 20251208 },
    );
    expect(taken).toBeGreaterThan(200);
  });

  it('tells what is canonical as it stands', () => {
    const { scanner, memory, at, bytes } = scannerOf(COLUMNS, rowOf('"plain"', '-0', '123456789012345'));
    scanner.begin(1);
    expect(scanner.scan(at, at + bytes)).toBe(true);
    const kinds = COLUMNS.map((_, column) => tokenOf(scanner, memory, { row: 0, column }).kind);
    expect(kinds).toEqual([TOKEN.plainText, TOKEN.other, TOKEN.whole]);
  });
});
