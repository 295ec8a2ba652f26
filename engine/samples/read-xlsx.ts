// Sample rows from the first sheet of an Excel workbook: text cells keep their zeros, dates become ISO text,
// whole numbers beyond 2^53 stay exact.

import { readSheet } from 'read-excel-file/node';
import type { RawValue } from '../record/shapes.ts';
import { sampleError } from './sample-error.ts';
import { toTable } from './table.ts';
import type { GridRow, Table } from './table.ts';

/** Reads the bytes of a workbook; throws EngineError `usage` where it is not one. */
export async function readXlsx(bytes: Uint8Array, path: string): Promise<Table> {
  return toTable(await parseRows(bytes, path), path, 'row');
}

async function parseRows(bytes: Uint8Array, path: string): Promise<readonly GridRow[]> {
  let sheet: readonly (readonly unknown[])[];
  try {
    sheet = await readSheet<string | number>(Buffer.from(bytes), 1, { trim: false, parseNumber });
  } catch (cause) {
    throw sampleError(path, 'cannot be read as an Excel workbook. Open it in Excel and save it as .xlsx.', { cause });
  }
  return sheet.map((cells, index) => ({ number: index + 1, cells: cells.map(toRawValue) }));
}

/** Excel's own numbers are doubles; longer whole numbers come from other writers and must not lose a digit. */
function parseNumber(text: string): string | number {
  const number = Number(text);
  return /^-?\d+$/.test(text) && !Number.isSafeInteger(number) ? text : number;
}

function toRawValue(cell: unknown): RawValue {
  if (cell instanceof Date) return toIsoText(cell);
  if (typeof cell === 'string') return cell === '' ? null : cell;
  if (typeof cell === 'number' || typeof cell === 'boolean') return cell;
  return null;
}

/** A cell knows no zone, so the text has none; it stands in the entity's source zone like any other. */
function toIsoText(date: Date): string {
  // A serial number is a binary fraction of a day that the reader cuts at the millisecond: 10:30:00 comes as 10:29:59.999.
  const milliseconds = date.getTime();
  const [day = '', time = ''] = new Date(milliseconds + (Math.abs(milliseconds % 10) === 9 ? 1 : 0))
    .toISOString()
    .slice(0, -1)
    .split('T');
  if (time === '00:00:00.000') return day;
  return `${day}T${time.endsWith('.000') ? time.slice(0, -4) : time}`;
}
