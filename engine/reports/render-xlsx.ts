// The report as an Excel workbook: a sheet of records, all text cells typed as text so that zeros and long digits
// stay, and a sheet that says what the report is. Formulas neutralized as in CSV (see neutral-cell.ts).

import writeXlsxFile from 'write-excel-file/node';
import type { Cell, SheetData } from 'write-excel-file/node';
import { EngineError } from '../failures/engine-error.ts';
import { REPORT_COLUMNS } from './failed-report.ts';
import type { RenderInput, ReportHeader } from './failed-report.ts';
import { neutralizeCell } from './neutral-cell.ts';
import { escapeXlsxText, fitCell } from './xlsx-text.ts';

/** The writer builds the workbook in memory: 20,000 records of 20 fields took 480 MB, measured. */
const MAX_ROWS = 20_000;
const WIDTHS: Readonly<Record<string, number>> = { message: 50, cause: 50, raw: 60, normalized: 60, mapped: 60 };
const DEFAULT_WIDTH = 20;

/** Yields the whole workbook; throws EngineError `usage` where there are more records than a workbook should hold. */
export async function* renderXlsx({ header, records }: RenderInput): AsyncGenerator<Uint8Array> {
  const columns = Object.keys(REPORT_COLUMNS);
  const data: SheetData = [columns.map(toTitleCell)];
  let cutCells = 0;
  for await (const record of records) {
    if (data.length > MAX_ROWS) throw tooMany();
    const values = Object.values(REPORT_COLUMNS).map((valueOf) => valueOf(record));
    const fitted = values.map((value) => (typeof value === 'string' ? fitCell(neutralizeCell(value)) : value));
    cutCells += fitted.filter((cell) => typeof cell === 'object' && cell?.isCut === true).length;
    data.push(fitted.map((cell) => (typeof cell === 'object' && cell !== null ? toTextCell(cell.text) : cell)));
  }
  const workbook = writeXlsxFile([
    {
      sheet: 'Failed records',
      data,
      stickyRowsCount: 1,
      columns: columns.map((name) => ({ width: WIDTHS[name] ?? DEFAULT_WIDTH })),
    },
    { sheet: 'About', data: aboutRows(header, cutCells), columns: [{ width: 30 }, { width: 80 }] },
  ]);
  yield await workbook.toBuffer();
}

function aboutRows(header: ReportHeader, cutCells: number): SheetData {
  const lines: readonly (readonly [string, string | number])[] = [
    ['Report', header.title],
    ['Created at', header.createdAt],
    ['SyncFlow', header.appVersion],
    ...Object.entries(header.filter).map(([name, value]) => [`Filter: ${name}`, value] as const),
    ...Object.entries(header.counts).map(([name, count]) => [`Count: ${name}`, count] as const),
    ['Cells cut to fit', cutCells],
    ['Leading apostrophes', "A cell that would begin with = + - @ tab, CR or ' has one more ' before it; drop one to get the text."], // prettier-ignore
  ];
  return lines.map(([name, value]) => [
    toTitleCell(name),
    typeof value === 'number' ? value : toTextCell(fitCell(neutralizeCell(value)).text),
  ]);
}

function toTitleCell(text: string): Cell {
  return { value: escapeXlsxText(fitCell(neutralizeCell(text)).text), type: String, fontWeight: 'bold' };
}

function toTextCell(text: string): Cell {
  return text === '' ? null : { value: escapeXlsxText(text), type: String, format: '@' };
}

function tooMany(): EngineError {
  return new EngineError(
    'usage',
    `An Excel report holds at most ${MAX_ROWS} records. Nothing was written. Narrow the filter, or export as CSV or JSON.`,
    { details: { max_rows: MAX_ROWS } },
  );
}
