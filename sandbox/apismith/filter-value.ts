// Turns a value that a caller sends in a filter into the sort key of its column.

import { toTimeSortKey } from '../erp-data/cell.ts';
import { SOURCE_TIME_ZONE, type ColumnDescription } from '../erp-data/erp-api.ts';
import { toLocal } from '../erp-data/local-time.ts';
import { toDecimalSortKey } from '../exact/decimal.ts';
import { JsonNumber, type JsonValue } from '../exact/exact-json.ts';

const TIME = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?$/i;

function textOf(value: JsonValue): string | null {
  if (value instanceof JsonNumber) return value.text;
  if (typeof value === 'string') return value;
  return null;
}

/** ISO forms only; an offset is turned into the wall clock of the column's zone. */
function timeKey(text: string, zone: string): string | null {
  const match = TIME.exec(text.trim());
  if (match === null) return null;
  const [, day = '', minutes = '00:00', seconds = ':00', fraction = '', offset] = match;
  const clock = `${minutes}${seconds}`;
  if (offset === undefined) return toTimeSortKey(`${day} ${clock}.${fraction}`);
  const zoned = offset.toUpperCase() === 'Z' ? 'Z' : offset.replace(/^(.\d{2}):?/, '$1:');
  const instantMs = Date.parse(`${day}T${clock}${zoned}`);
  return Number.isNaN(instantMs) ? null : toTimeSortKey(`${toLocal(instantMs, zone)}.${fraction}`);
}

/** The sort key, or null when the value cannot be compared with that type of column. */
export function toFilterKey(column: ColumnDescription, value: JsonValue): string | null {
  if (typeof value === 'boolean') return column.type === 'BOOLEAN' ? (value ? '1' : '0') : null;
  const text = textOf(value);
  if (text === null) return null;
  switch (column.type) {
    case 'NUMBER':
    case 'FLOAT':
      return toDecimalSortKey(text.trim());
    case 'DATE':
    case 'TIMESTAMP':
      return timeKey(text, SOURCE_TIME_ZONE);
    case 'TIMESTAMP WITH TIME ZONE':
      return timeKey(text, 'UTC');
    case 'BOOLEAN':
      return text === '1' || text === 'true' ? '1' : text === '0' || text === 'false' ? '0' : null;
    case 'RAW':
      return /^(?:[0-9a-f]{2})*$/i.test(text) ? text.toUpperCase() : null;
    case 'CHAR':
      return text.trimEnd();
    default:
      return text;
  }
}
