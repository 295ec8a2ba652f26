// A row of `synthetic_parts` or `synthetic_stock` made into its record the plain way, row by row: what the engine is
// compared with, and what the receiver must hold at the end. Shares nothing with the engine but the hash functions.

import { bkHash } from '../../engine/record/bk-hash.ts';
import { dataHash } from '../../engine/record/data-hash.ts';
import { SOURCE_TIME_ZONE } from '../erp-data/erp-api.ts';
import { localToUtc } from '../erp-data/local-time.ts';

export type SourceRow = Readonly<Record<string, string | number>>;

export interface PlainRecord {
  readonly bk_hash: string;
  readonly data_hash: string;
  readonly rowversion: string;
  readonly reference: string;
  readonly data: Readonly<Record<string, string | number | boolean>>;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

function cleanText(value: string | number | undefined): string {
  return String(value)
    .normalize('NFC')
    .replace(/[\t \u00a0]+/g, ' ')
    .trim();
}

function cleanNumber(value: string | number | undefined): number {
  return typeof value === 'number' ? value : Number(String(value).replace(/[$,\s]|USD/g, ''));
}

function cleanDay(value: string | number | undefined): string {
  const text = String(value);
  if (text[4] === '-') return text;
  if (text[2] === '.') return `${text.slice(6)}-${text.slice(3, 5)}-${text.slice(0, 2)}`;
  const month = String(MONTHS.indexOf(text.slice(3, 6)) + 1).padStart(2, '0');
  return `20${text.slice(7)}-${month}-${text.slice(0, 2)}`;
}

function cleanTime(value: string | number | undefined): string {
  return localToUtc(String(value), SOURCE_TIME_ZONE);
}

/** Members in the order of their names, so that JSON.stringify writes the canonical text. */
function toPart(row: SourceRow): PlainRecord['data'] {
  return {
    is_active: row['ACTIVE'] === 'Y',
    modified_at: cleanTime(row['MODIFIED']),
    name: cleanText(row['PART_NAME']),
    part_id: cleanNumber(row['PART_ID']),
    part_number: cleanText(row['PART_NUMBER']).toUpperCase(),
    price: cleanNumber(row['PRICE']),
    quantity: cleanNumber(row['QUANTITY']),
    released: cleanDay(row['RELEASED']),
    site: cleanText(row['SITE']),
    unit: cleanText(row['UOM']),
    weight: cleanNumber(row['WEIGHT']),
  };
}

function toStock(row: SourceRow): PlainRecord['data'] {
  return {
    bin: cleanText(row['BIN']),
    is_active: row['ACTIVE'] === 'Y',
    modified_at: cleanTime(row['MODIFIED']),
    part_number: cleanText(row['PART_NUMBER']).toUpperCase(),
    price: cleanNumber(row['PRICE']),
    quantity: cleanNumber(row['QUANTITY']),
    released: cleanDay(row['RELEASED']),
    site: cleanText(row['SITE']),
    stock_id: cleanNumber(row['STOCK_ID']),
    unit: cleanText(row['UOM']),
    weight: cleanNumber(row['WEIGHT']),
  };
}

/** The record that a good row becomes. */
export function toPlainRecord(row: SourceRow): PlainRecord {
  const isStock = 'BIN' in row;
  const data = isStock ? toStock(row) : toPart(row);
  const keys = isStock ? ['part_number', 'bin'] : ['part_number'];
  return {
    bk_hash: bkHash(JSON.stringify(keys.map((key) => data[key]))),
    data_hash: dataHash(JSON.stringify(data)),
    rowversion: String(row['ROWVERSION']),
    reference: keys.map((key) => `${key}=${String(data[key])}`).join(' | '),
    data,
  };
}
