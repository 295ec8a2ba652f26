// The report as CSV for spreadsheets: RFC 4180, UTF-8 with BOM, CRLF, formulas neutralized (see neutral-cell.ts).

import { stringify } from 'csv-stringify/sync';
import { REPORT_COLUMNS } from './failed-report.ts';
import type { RenderInput } from './failed-report.ts';
import { neutralizeCell } from './neutral-cell.ts';

/** One header row of column names, then one row a record; nothing else, so that programs can read it too. */
export async function* renderCsv({ records }: RenderInput): AsyncGenerator<string> {
  yield `\uFEFF${toCsv(Object.keys(REPORT_COLUMNS))}`;
  for await (const record of records) {
    yield toCsv(Object.values(REPORT_COLUMNS).map((valueOf) => valueOf(record)));
  }
}

function toCsv(values: readonly (string | number | null)[]): string {
  const cells = values.map((value) => (typeof value === 'string' ? neutralizeCell(value) : value));
  // All text quoted: a lone CR or LF inside would otherwise end the row in some readers.
  return stringify([cells], { record_delimiter: 'windows', quoted_string: true });
}
