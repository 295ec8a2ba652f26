// Sample rows from CSV: separator found by itself, quoted line breaks kept, every value as its text, empty is null.

import { CsvError, parse } from 'csv-parse/sync';
import { decodeText } from './decode-text.ts';
import { sampleError } from './sample-error.ts';
import { toTable } from './table.ts';
import type { GridRow, Table } from './table.ts';

const SEPARATORS = [',', ';', '\t', '|'] as const;

/** What is wrong, by the parser's code; its own messages quote values. */
const REASONS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quoted value is not closed',
  CSV_INVALID_CLOSING_QUOTE: 'a quote stands inside a quoted value; double it',
  INVALID_OPENING_QUOTE: 'a quote stands inside a value that does not begin with one',
};

/** Reads the bytes of a CSV file; throws EngineError `usage` with the line. */
export function readCsv(bytes: Uint8Array, path: string): Table {
  const text = decodeText(bytes, path);
  return toTable(parseRows(text, path), path, 'line');
}

function parseRows(text: string, path: string): readonly GridRow[] {
  const grid: GridRow[] = [];
  try {
    parse(text, {
      delimiter: detectSeparator(text),
      relax_column_count: true,
      skip_empty_lines: true,
      onRecord: (cells: string[], { lines }) => {
        grid.push({ number: lines, cells: cells.map((cell) => (cell === '' ? null : cell)) });
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number(error['lines']);
    const reason = REASONS[error.code] ?? 'it cannot be read as CSV';
    throw sampleError(path, `is broken at line ${line}: ${reason}.`, { line, cause: error });
  }
  assertWidths(grid, path);
  return grid;
}

/** A row with fewer values than the header has lost a separator: filling it with nulls would shift nothing, but hide it. */
function assertWidths(grid: readonly GridRow[], path: string): void {
  const width = grid[0]?.cells.length ?? 0;
  const short = grid.find((row) => row.cells.length !== width);
  if (short === undefined) return;
  const sentence = `is broken at line ${short.number}: ${short.cells.length} values where the header has ${width}. Check the quotes and the separator.`;
  throw sampleError(path, sentence, { line: short.number });
}

/** The separator that the header holds most often outside quotes; a comma where there is none. */
function detectSeparator(text: string): string {
  const header = /^(?:"(?:[^"]|"")*"|[^"\r\n])*/.exec(text.replace(/^[\r\n]+/, ''))?.[0] ?? '';
  const unquoted = header.replace(/"(?:[^"]|"")*"/g, '');
  const counts = SEPARATORS.map((separator) => unquoted.split(separator).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ',';
}
