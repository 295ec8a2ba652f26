// A grid with a header row to rows by column name: what CSV and XLSX have in common.

import type { RawRow, RawValue } from '../record/shapes.ts';
import { sampleError } from './sample-error.ts';

export interface GridRow {
  /** Where it stands: the line of a CSV file, the row of a sheet; counted from 1. */
  readonly number: number;
  readonly cells: readonly RawValue[];
}

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly RawRow[];
}

/** Takes the first row that is not empty as the header; empty rows are passed over. `unit` is "line" or "row". */
export function toTable(grid: readonly GridRow[], path: string, unit: 'line' | 'row'): Table {
  const [header, ...body] = grid.filter((row) => row.cells.some((cell) => cell !== null));
  if (header === undefined) throw sampleError(path, 'is empty. It needs a header and at least one row.');
  const columns = readHeader(header, path, unit);
  if (body.length === 0) throw sampleError(path, 'has a header but no rows.');
  return { columns, rows: body.map((row) => toRow(row, columns, { path, unit })) };
}

function readHeader(header: GridRow, path: string, unit: 'line' | 'row'): readonly string[] {
  const used = header.cells.findLastIndex((cell) => cell !== null) + 1;
  const names = header.cells.slice(0, used).map((cell) => (cell === null ? '' : String(cell).trim()));
  const seen = new Map<string, number>();
  for (const [index, name] of names.entries()) {
    const column = columnLetter(index);
    const place = { [unit]: header.number, column };
    if (name === '') {
      throw sampleError(path, `has no name for column ${column} (${unit} ${header.number}). Name it, or delete the column.`, place); // prettier-ignore
    }
    const first = seen.get(name);
    if (first !== undefined) {
      throw sampleError(path, `has two columns named ${JSON.stringify(name)}: ${columnLetter(first)} and ${column} (${unit} ${header.number}). Rename one.`, place); // prettier-ignore
    }
    seen.set(name, index);
  }
  return names;
}

function toRow(
  row: GridRow,
  columns: readonly string[],
  where: { readonly path: string; readonly unit: 'line' | 'row' },
): RawRow {
  const { path, unit } = where;
  const used = row.cells.findLastIndex((cell) => cell !== null) + 1;
  if (used > columns.length) {
    const column = columnLetter(used - 1);
    const sentence = `has a value in column ${column} of ${unit} ${row.number}, but the header names only ${columns.length} columns. Check the quotes and the separator.`;
    throw sampleError(path, sentence, { [unit]: row.number, column });
  }
  // fromEntries defines every name as an own property, `__proto__` too.
  return Object.fromEntries(columns.map((name, index) => [name, row.cells[index] ?? null]));
}

/** 0 is A, 25 Z, 26 AA: as a spreadsheet names it. */
function columnLetter(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnLetter(Math.floor(index / 26) - 1) + letter;
}
