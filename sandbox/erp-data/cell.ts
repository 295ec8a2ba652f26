// One value of one row, twice: as the gateway sends it (JSON text), and as a text that sorts as Oracle would sort it.

import { toDecimalSortKey } from '../exact/decimal.ts';

/** Sort key of NULL: after every other text, as Oracle's NULLS LAST. */
export const NULL_KEY = '\u{10FFFF}';

export interface Cell {
  readonly json: string;
  readonly sortKey: string;
}

export const nullCell: Cell = { json: 'null', sortKey: NULL_KEY };

export function textCell(text: string | null): Cell {
  return text === null ? nullCell : { json: JSON.stringify(text), sortKey: text };
}

/** CHAR is padded to its length and compared without the padding. */
export function charCell(text: string | null, length: number): Cell {
  return text === null ? nullCell : { json: JSON.stringify(text.padEnd(length)), sortKey: text.trimEnd() };
}

/** The digits go out as they are: a JSON number with all of them. */
export function numberCell(digits: string | number | null): Cell {
  if (digits === null) return nullCell;
  const text = String(digits);
  const sortKey = toDecimalSortKey(text);
  if (sortKey === null) throw new TypeError(`"${text}" is no number`);
  return { json: text, sortKey };
}

export function booleanCell(value: boolean | null): Cell {
  return value === null ? nullCell : { json: String(value), sortKey: value ? '1' : '0' };
}

/** RAW as upper-case hex. */
export function rawCell(hex: string | null): Cell {
  return textCell(hex === null ? null : hex.toUpperCase());
}

/** A date or time: how it looks, and `2025-02-07 10:01:36.827` to sort by. */
export function timeCell(shown: string | null, sortable: string | null): Cell {
  if (shown === null || sortable === null) return nullCell;
  return { json: JSON.stringify(shown), sortKey: toTimeSortKey(sortable) };
}

/** Pads `2025-02-07`, `2025-02-07 10:01:36` or `…36.827` to nine fraction digits. */
export function toTimeSortKey(local: string): string {
  const [day = '', time = '00:00:00'] = local.split(/[ T]/);
  const [clock = '', fraction = ''] = time.split('.');
  return `${day} ${clock}.${fraction.padEnd(9, '0')}`;
}
