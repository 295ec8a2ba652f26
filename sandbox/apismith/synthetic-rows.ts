// Rows of `synthetic_parts`, made up from their index alone: cheap enough to serve a million of them.

import { numberCell, charCell, textCell, timeCell, type Cell } from '../erp-data/cell.ts';
import type { ColumnDescription } from '../erp-data/erp-api.ts';
import { column } from '../erp-data/erp-api.ts';

export interface SyntheticRow {
  readonly index: number;
  /** How often the row was changed. */
  readonly revision: number;
  readonly rowversion: number;
}

const NAMES = [
  'Bracket',
  'Sprocket',
  'Housing',
  'Spindle',
  'Växelhus',
  'Écrou',
  'Gasket',
  'Lager',
  'Bolt',
  'Shaft',
  'Flange',
];
const FINISHES = ['  zinc', 'black ', 'raw', 'anodised', ' brushed  steel', 'röd', 'blå'];
const SITES = ['S1', ' S2', 'S3 ', 'S4'];
const UNITS = ['EA ', 'KG ', 'M  '];
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const FIRST_DAY_MS = Date.UTC(2023, 0, 1);
const DAY_MS = 86_400_000;
const QUANTITIES = 5000;

const table = (length: number, make: (at: number) => string): readonly string[] =>
  Array.from({ length }, (_, at) => make(at));
const isoDay = (at: number): string => new Date(FIRST_DAY_MS + at * DAY_MS).toISOString().slice(0, 10);

function showDay(at: number): string {
  const [year = '', month = '', day = ''] = isoDay(at).split('-');
  const shapes = [`${day}.${month}.${year}`, isoDay(at), `${day}-${MONTHS[Number(month) - 1] ?? ''}-${year.slice(2)}`];
  return shapes[at % shapes.length] ?? isoDay(at);
}

function showPrice(at: number): string {
  const price = `${1 + ((at * 7919) % 9000)}.${String(at % 100).padStart(2, '0')}`.replace(/\B(?=(\d{3})+\.)/g, ',');
  return at % 2 === 0 ? `$${price}` : `${price} USD`;
}

// JSON texts ready to be joined; lengths without common factors, so that rows differ.
const nameTable = table(77, (at) => `${NAMES[at % 11] ?? ''}${at % 5 === 0 ? '\u00a0' : ' '}${FINISHES[at % 7] ?? ''}`);
const quantityTable = table(QUANTITIES, (at) => String(at + 1).replace(/\B(?=(\d{3})+$)/g, ','));
const priceTable = table(1009, showPrice);
const weightTable = table(997, (at) => `${at % 40}.${String(1 + ((at * 31) % 998)).padStart(3, '0')}`);
const dayTable = table(761, isoDay);
const shownDayTable = table(761, showDay);
const timeTable = table(1439, (at) => {
  const clock = [Math.floor(at / 60), at % 60, at % 59].map((part) => String(part).padStart(2, '0')).join(':');
  return `${isoDay(at % 700)} ${clock}.${String(1 + (at % 997)).padStart(3, '0')}`;
});
const quoted = (texts: readonly string[]): readonly string[] => texts.map((text) => JSON.stringify(text));
const [nameJson, quantityJson, priceJson, shownDayJson, timeJson] = [
  quoted(nameTable),
  quoted(quantityTable),
  quoted(priceTable),
  quoted(shownDayTable),
  quoted(timeTable),
];

const at = (texts: readonly string[], index: number): string => texts[index % texts.length] ?? '';
const quantityAt = (row: SyntheticRow): number => (row.index * 37 + row.revision) % QUANTITIES;
const partNumber = (index: number): string => `SP-${String(index + 1).padStart(8, '0')}`;

/** The row as the gateway sends it. */
export function toSyntheticJson(row: SyntheticRow): string {
  const { index } = row;
  return (
    `{"PART_ID":${index + 1},"PART_NUMBER":"${partNumber(index).toLowerCase()}","PART_NAME":${at(nameJson, index)}` +
    `,"SITE":"${at(SITES, index)}","UOM":"${at(UNITS, index)}","QUANTITY":${at(quantityJson, quantityAt(row))}` +
    `,"PRICE":${at(priceJson, index)},"WEIGHT":${at(weightTable, index)},"ACTIVE":"${index % 9 === 0 ? 'N' : 'Y'}"` +
    `,"RELEASED":${at(shownDayJson, index)},"MODIFIED":${at(timeJson, index)},"ROWVERSION":${row.rowversion}}`
  );
}

const COLUMNS = [
  column<SyntheticRow>('PART_ID', { type: 'NUMBER', precision: 10, scale: 0, nullable: false }, (r) =>
    numberCell(r.index + 1),
  ),
  column<SyntheticRow>('PART_NUMBER', { type: 'VARCHAR2', length: 25 }, (r) =>
    textCell(partNumber(r.index).toLowerCase()),
  ),
  column<SyntheticRow>('PART_NAME', { type: 'NVARCHAR2', length: 60 }, (r) => textCell(at(nameTable, r.index))),
  column<SyntheticRow>('SITE', { type: 'VARCHAR2', length: 5 }, (r) => textCell(at(SITES, r.index))),
  column<SyntheticRow>('UOM', { type: 'CHAR', length: 3 }, (r) => charCell(at(UNITS, r.index), 3)),
  column<SyntheticRow>('QUANTITY', { type: 'VARCHAR2', length: 20 }, (r) => textCell(at(quantityTable, quantityAt(r)))),
  column<SyntheticRow>('PRICE', { type: 'VARCHAR2', length: 20 }, (r) => textCell(at(priceTable, r.index))),
  column<SyntheticRow>('WEIGHT', { type: 'NUMBER', precision: 12, scale: 3 }, (r) =>
    numberCell(at(weightTable, r.index)),
  ),
  column<SyntheticRow>('ACTIVE', { type: 'CHAR', length: 1 }, (r) => charCell(r.index % 9 === 0 ? 'N' : 'Y', 1)),
  column<SyntheticRow>('RELEASED', { type: 'DATE' }, (r) =>
    timeCell(at(shownDayTable, r.index), at(dayTable, r.index)),
  ),
  column<SyntheticRow>('MODIFIED', { type: 'TIMESTAMP', precision: 3 }, (r) =>
    timeCell(at(timeTable, r.index), at(timeTable, r.index)),
  ),
  column<SyntheticRow>('ROWVERSION', { type: 'NUMBER', precision: 19, scale: 0, nullable: false }, (r) =>
    numberCell(r.rowversion),
  ),
];

export const SYNTHETIC_COLUMNS: readonly ColumnDescription[] = COLUMNS.map(({ show: _show, ...column }) => column);

/** Sort key of one cell. */
export function syntheticSortKey(row: SyntheticRow, columnAt: number): string {
  // Synthetic rows have no dirt of their own and keep the row version in the row.
  const cell: Cell | undefined = COLUMNS[columnAt]?.show(row, NO_DIRT, row.rowversion);
  return cell?.sortKey ?? '';
}

const NO_DIRT = {
  text: (value: string | null) => value,
  anyCase: (value: string | null) => value,
  number: (plain: string) => plain,
  money: (plain: string) => plain,
  date: (iso: string | null) => iso,
  time: (local: string | null) => local,
};

/** Business key of the record in ScheduleHub. */
export function toSyntheticKey(index: number): Readonly<Record<string, string>> {
  return { part_number: partNumber(index) };
}
