import { dirname } from 'node:path';
import writeXlsxFile from 'write-excel-file/node';
import { expect, test } from 'vitest';
import { readSample } from '../../../engine/samples/read-sample.ts';
import { createSampleFile } from './sample-file.ts';

async function read(name: string, content: string | Uint8Array): ReturnType<typeof readSample> {
  return readSample(createSampleFile(name, content));
}

test.each([
  ['comma', 'PART_NO,QTY\n007,5\nB,\n'],
  ['semicolon, with commas in the values', 'PART_NO;QTY\r\n007;5\r\nB;\r\n'],
  ['tab', 'PART_NO\tQTY\n007\t5\nB\t\n'],
  ['pipe', 'PART_NO|QTY\n007|5\nB|\n'],
  ['UTF-8 with BOM', '\uFEFFPART_NO,QTY\n007,5\nB,\n'],
  ['spaces around the names and empty lines', '\n PART_NO , QTY \n\n007,5\n\nB,\n\n'],
])('reads CSV: %s', async (_name, text) => {
  expect(await read('parts.csv', text)).toEqual({
    format: 'csv',
    columns: ['PART_NO', 'QTY'],
    rows: [
      { PART_NO: '007', QTY: '5' },
      { PART_NO: 'B', QTY: null },
    ],
  });
});

test.each(['utf16le', 'utf16be'])('reads CSV in %s with BOM', async (encoding) => {
  const bytes = Buffer.from('\uFEFFNAME;SITE\nBäcker 🍞;S1\n', 'utf16le');
  const { rows } = await read('names.csv', encoding === 'utf16le' ? bytes : bytes.swap16());
  expect(rows).toEqual([{ NAME: 'Bäcker 🍞', SITE: 'S1' }]);
});

test('keeps quoted separators, quotes and line breaks of CSV', async () => {
  const { rows } = await read('notes.csv', 'ID,"A;B,C"\n1,"line one\r\nline ""two"", end"\n');
  expect(rows).toEqual([{ ID: '1', 'A;B,C': 'line one\r\nline "two", end' }]);
});

test('reads a single column, and a column named like a property of every object', async () => {
  expect((await read('one.csv', 'ID\n1\n')).rows).toEqual([{ ID: '1' }]);
  const { rows } = await read('odd.csv', '__proto__,constructor\nx,y\n');
  expect(Object.entries(rows[0] ?? {})).toEqual([
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ]);
});

test.each([
  ['two columns of one name', 'A,B,A\n1,2,3\n', 'two columns named "A": A and C (line 1)', { line: 1, column: 'C' }],
  ['a column without a name', 'A,,C\n1,2,3\n', 'no name for column B (line 1)', { line: 1, column: 'B' }],
  ['a row with too many values', 'A,B\n1,2\n1,2,3\n', 'line 3: 3 values where the header has 2', { line: 3 }],
  ['a row with too few values', 'A,B\n1\n', 'line 2: 1 values where the header has 2', { line: 2 }],
  ['a quote left open', 'A,B\n1,2\n3,"4\n', 'a quoted value is not closed', {}],
  ['a quote inside a quoted value', 'A,B\n1,"2"3\n', 'line 2: a quote stands inside a quoted value', { line: 2 }],
  ['a quote inside a value', 'A,B\n1,2"3\n', 'line 2: a quote stands inside a value', { line: 2 }],
  ['a header without rows', 'A,B\n', 'a header but no rows', {}],
  ['nothing', '\n\n', 'is empty', {}],
  ['bytes of another code page', Buffer.from('A\nok\nB\xe4cker\n', 'latin1'), 'not UTF-8 text (line 3)', { line: 3 }],
])('refuses CSV with %s', async (_name, content, sentence, place) => {
  await expect(read('bad.csv', content)).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringMatching(/^The sample file bad\.csv /),
    details: place,
  });
  await expect(read('bad.csv', content)).rejects.toThrow(sentence);
});

test('reads XLSX: lost zeros kept, dates as ISO text, long digits exact', async () => {
  const bytes = await writeXlsxFile(
    [
      ['PART_NO', 'QTY', 'DUE', 'SEEN', 'OPEN', 'EMPTY'],
      [
        { value: '00700', type: String },
        { value: 12.5, type: Number },
        { value: new Date('2025-12-08T00:00:00Z'), type: Date },
        { value: new Date('2025-12-08T10:30:00Z'), type: Date },
        { value: true, type: Boolean },
        null,
      ],
      [],
      [{ value: '9007199254740993', type: String }, null, null, null, null, null],
    ],
    { dateFormat: 'yyyy-mm-dd' },
  ).toBuffer();
  expect(await read('parts.xlsx', bytes)).toEqual({
    format: 'xlsx',
    columns: ['PART_NO', 'QTY', 'DUE', 'SEEN', 'OPEN', 'EMPTY'],
    rows: [
      { PART_NO: '00700', QTY: 12.5, DUE: '2025-12-08', SEEN: '2025-12-08T10:30:00', OPEN: true, EMPTY: null },
      { PART_NO: '9007199254740993', QTY: null, DUE: null, SEEN: null, OPEN: null, EMPTY: null },
    ],
  });
});

test('reads every second of a day from XLSX as that second', async () => {
  const start = Date.parse('2025-03-30T00:00:00Z');
  const times = Array.from({ length: 2000 }, (_, index) => new Date(start + index * 43_000));
  const bytes = await writeXlsxFile([['AT'], ...times.map((value) => [{ value, type: Date }])], {
    dateFormat: 'yyyy-mm-dd hh:mm:ss',
  }).toBuffer();
  const { rows } = await read('times.xlsx', bytes);
  const expected = times.map((time) => time.toISOString().slice(0, 19).replace('T00:00:00', ''));
  expect(rows.map((row) => row['AT'])).toEqual(expected);
});

test('names row and column of a bad XLSX header or value', async () => {
  const twice = await writeXlsxFile([['A', 'B', 'A'], ['1', '2', '3']]).toBuffer(); // prettier-ignore
  await expect(read('twice.xlsx', twice)).rejects.toThrow('two columns named "A": A and C (row 1)');
  const beside = await writeXlsxFile([['A'], ['1', '2']]).toBuffer();
  await expect(read('beside.xlsx', beside)).rejects.toThrow('a value in column B of row 2');
  const headerOnly = await writeXlsxFile([['A']]).toBuffer();
  await expect(read('header.xlsx', headerOnly)).rejects.toThrow('a header but no rows');
});

test.each([
  ['text', 'not a workbook'],
  ['nothing', ''],
  ['a cut-off archive', Buffer.from('504b0304140000000800', 'hex')],
])('refuses an XLSX file of %s', async (_name, content) => {
  await expect(read('bad.xlsx', content)).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringContaining('cannot be read as an Excel workbook'),
  });
});

test('reads a JSON array and JSON Lines without losing a digit', async () => {
  const rows = [
    { ID: '9007199254740993', QTY: 1.5, NOTE: null },
    { ID: 2, OPEN: true },
  ];
  const expected = { format: 'json', columns: ['ID', 'QTY', 'NOTE', 'OPEN'], rows };
  const first = '{"ID": 9007199254740993, "QTY": 1.5, "NOTE": null}';
  const second = '{"ID": 2, "OPEN": true}';
  expect(await read('rows.json', `\uFEFF [${first},\n${second}]`)).toEqual(expected);
  expect(await read('rows.jsonl', `${first}\r\n\r\n${second}\r\n`)).toEqual(expected);
});

test.each([
  ['an array that is cut off', '[{"A": 1},\n{"A": 2}', 'broken at line 2: it is not valid JSON'],
  ['a stray letter', '[{"A": 1},\n\n{"A": x}]', 'broken at line 3: it is not valid JSON'],
  ['a broken line', '{"A": 1}\n{"A": }\n', 'broken at line 2: neither a JSON array nor one JSON object a line'],
  ['a nested value', '[{"A": 1}, {"A": {"B": 2}}]', 'a nested value in field "A" of row 2'],
  ['a row that is no object', '[{"A": 1}, 7]', 'something else than an object as row 2'],
  ['an empty object', '[{}]', 'an empty object as row 1'],
  ['no rows', '[]', 'has no rows'],
  ['nothing at all', '', 'has no rows'],
])('refuses JSON with %s', async (_name, text, sentence) => {
  await expect(read('bad.json', text)).rejects.toMatchObject({ kind: 'usage' });
  await expect(read('bad.json', text)).rejects.toThrow(sentence);
});

test('refuses an unknown format, a missing file and a folder', async () => {
  await expect(readSample('/data/parts.xls')).rejects.toThrow('no known format. Use .csv');
  await expect(readSample('/no/such/parts.csv')).rejects.toThrow('parts.csv does not exist (/no/such/parts.csv)');
  const folder = dirname(createSampleFile('x.csv', ''));
  await expect(readSample(`${folder}/x.csv/parts.csv`)).rejects.toMatchObject({ kind: 'usage' });
});
