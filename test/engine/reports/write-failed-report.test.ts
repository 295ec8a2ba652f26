import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import readXlsxFile from 'read-excel-file/node';
import { expect, test } from 'vitest';
import { REPORT_COLUMNS, REPORT_FORMATS } from '../../../engine/reports/failed-report.ts';
import type { FailedReportRow, ReportFormat } from '../../../engine/reports/failed-report.ts';
import { restoreCell } from '../../../engine/reports/neutral-cell.ts';
import { writeFailedReport } from '../../../engine/reports/write-failed-report.ts';
import { createFolder, failedRecord, HEADER, naughtyRecords, stream } from './failed-records.ts';

const COLUMNS = Object.keys(REPORT_COLUMNS);

async function write(format: ReportFormat, records: readonly FailedReportRow[]): Promise<Buffer> {
  const out = join(createFolder(), `report.${format}`);
  expect(await writeFailedReport({ format, out, records: stream(records), header: HEADER })).toEqual({
    rows: records.length,
  });
  return readFileSync(out);
}

/** The cells as the report's columns give them, null as empty text. */
function expectedCells(records: readonly FailedReportRow[]): readonly (readonly string[])[] {
  return records.map((record) => Object.values(REPORT_COLUMNS).map((valueOf) => String(valueOf(record) ?? '')));
}

function parseCsv(bytes: Buffer): readonly (readonly string[])[] {
  // Any bare line break ends a row here, as in the least tolerant readers.
  return parse(bytes, { bom: true, record_delimiter: ['\r\n', '\n', '\r'] });
}

test('CSV carries every naughty string through quoting and neutralizing and back', async () => {
  const records = naughtyRecords();
  const bytes = await write('csv', records);
  expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
  const [header, ...rows] = parseCsv(bytes);
  expect(header).toEqual(COLUMNS);
  for (const cell of rows.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
  expect(rows.map((row) => row.map(restoreCell))).toEqual(expectedCells(records));
});

test('XLSX carries every naughty string as text and back', async () => {
  const records = naughtyRecords();
  const [sheet, about] = await readXlsxFile(await write('xlsx', records), { trim: false });
  expect(sheet?.sheet).toBe('Failed records');
  const [header, ...rows] = sheet?.data ?? [];
  expect(header).toEqual(COLUMNS);
  expect(rows.map((row) => row.map((cell) => restoreCell(cell === null ? '' : String(cell))))).toEqual(
    expectedCells(records),
  );
  expect(rows[0]?.[COLUMNS.indexOf('retry_count')]).toBe(1);
  expect(about?.data).toContainEqual(['Filter: status', "'=open"]);
  expect(about?.data).toContainEqual(['Count: exhausted', 1]);
  expect(about?.data).toContainEqual(['Cells cut to fit', 0]);
});

test('XLSX cuts a value that no cell can hold, visibly, and counts it', async () => {
  const long = `${'x'.repeat(32_665)}${'😀'.repeat(200)}`;
  const [sheet, about] = await readXlsxFile(await write('xlsx', [failedRecord({ message: long, raw: { A: long } })]));
  const message = String(sheet?.data[1]?.[COLUMNS.indexOf('message')]);
  expect(message.length).toBeLessThanOrEqual(32_767);
  expect(message).toMatch(/ … \[cut: 33065 characters do not fit an Excel cell; the JSON export holds them all\]$/);
  expect(message.isWellFormed()).toBe(true);
  expect(about?.data).toContainEqual(['Cells cut to fit', 2]);
});

test('XLSX refuses more records than a workbook should hold', { timeout: 30_000 }, async () => {
  const out = join(createFolder(), 'report.xlsx');
  async function* tooMany(): AsyncGenerator<FailedReportRow> {
    for (let number = 0; number <= 20_000; number += 1) yield failedRecord();
  }
  await expect(writeFailedReport({ format: 'xlsx', out, records: tooMany(), header: HEADER })).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringContaining('at most 20000 records'),
  });
});

test('JSON is one document with the header and every record as it is', async () => {
  const records = [...naughtyRecords(), failedRecord({ reference: '\ud800 lone', raw: { '\udc00': '\ud800' } })];
  expect(JSON.parse((await write('json', records)).toString('utf8'))).toEqual({ header: HEADER, records });
  expect(JSON.parse((await write('json', [])).toString('utf8'))).toEqual({ header: HEADER, records: [] });
});

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#13': '\r' };

/** As a browser reads it: line breaks made one first, then the character references. */
function unescapeHtml(html: string): string {
  return html
    .replace(/\r\n?/g, '\n')
    .replace(/&([^;]+);/g, (_whole, name: string) => ENTITIES[name] ?? `unknown entity ${name}`);
}

test('HTML shows every naughty string as text and holds nothing active', async () => {
  const records = naughtyRecords();
  const html = (await write('html', records)).toString('utf8');
  const tags = new Set([...html.matchAll(/<\/?([a-z0-9]+)[\s>]/gi)].map((match) => match[1]));
  const allowed =
    'a article bdi body br dd dl dt h1 h2 h3 head html meta p small style table tbody td th thead title tr';
  expect([...tags].sort().join(' ')).toBe(allowed);
  expect(html).not.toMatch(/<[^>]*\son\w+=/i);
  const references = [...html.matchAll(/<article><h3><bdi>([^]*?)<\/bdi><\/h3>/g)].map((match) =>
    unescapeHtml(match[1] ?? ''),
  );
  const expected = records.map((record) => (record.reference ?? '').replaceAll('\0', '\u2400'));
  expect(references.toSorted()).toEqual(expected.toSorted());
  for (const text of expected) expect(unescapeHtml(html)).toContain(`<td><bdi>${text}</bdi></td>`);
});

test('HTML groups by signature, largest first, and marks the guilty field', async () => {
  const other = { signature: 'ingest', stage: 'ingest', code: 'rejected_by_target', field: null };
  const html = (
    await write('html', [failedRecord(other), failedRecord({ field: 'QTY' }), failedRecord({ retryCount: 9 })])
  ).toString('utf8');
  expect([...html.matchAll(/<h2[^>]*>(.*)<\/h2>/g)].map((match) => match[1])).toEqual([
    '1. map · not_a_number · QTY: 2 records',
    '2. ingest · rejected_by_target: 1 record',
  ]);
  expect([...html.matchAll(/<tr class="guilty"><td><bdi>(\w+)/g)].map((match) => match[1])).toEqual(['QTY']);
  expect(html.indexOf('9 retries')).toBeLessThan(html.indexOf('2. ingest'));
  expect((await write('html', [])).toString('utf8')).toContain('No failed records match the filter.');
});

test.each(REPORT_FORMATS)('%s: only the owner can read the file, and nothing stays beside it', async (format) => {
  const folder = createFolder();
  const out = join(folder, 'report');
  await writeFailedReport({ format, out, records: stream([failedRecord()]), header: HEADER });
  expect(statSync(out).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['report']);
});

test.each(REPORT_FORMATS)(
  '%s: a report that breaks off leaves the older file and nothing half-written',
  async (format) => {
    const folder = createFolder();
    const out = join(folder, 'report');
    writeFileSync(out, 'older report');
    async function* breaking(): AsyncGenerator<FailedReportRow> {
      yield failedRecord();
      throw new Error('the database went away');
    }
    const writing = writeFailedReport({ format, out, records: breaking(), header: HEADER });
    await expect(writing).rejects.toThrow('the database went away');
    expect(readFileSync(out, 'utf8')).toBe('older report');
    expect(readdirSync(folder)).toEqual(['report']);
  },
);

test('says why a path cannot be written', async () => {
  const folder = createFolder();
  mkdirSync(join(folder, 'folder'));
  writeFileSync(join(folder, 'file'), '');
  const write = (out: string): Promise<unknown> =>
    writeFailedReport({ format: 'json', out, records: stream([]), header: HEADER });
  for (const [out, reason] of [
    [join(folder, 'missing', 'r.json'), 'its folder does not exist'],
    [join(folder, 'file', 'r.json'), 'is a file, not a folder'],
    [join(folder, 'folder'), 'this is a folder'],
  ] as const) {
    await expect(write(out)).rejects.toMatchObject({ kind: 'usage', message: expect.stringContaining(reason) });
  }
  expect(readdirSync(folder).sort()).toEqual(['file', 'folder']);
});
