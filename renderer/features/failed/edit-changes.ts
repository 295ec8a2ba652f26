// What the operator typed over a record, as the changes to send. Pure.

import { toCell, toValues, type Cell } from './compare-fields.ts';
import type { FailedDetails } from './failed-types.ts';

/** Column to what stands in its field. */
export type EditDraft = Readonly<Record<string, string>>;

export interface Change {
  readonly column: string;
  /** Null: no value. */
  readonly value: string | null;
}

type Edited = Pick<FailedDetails, 'raw' | 'patch'>;

/** The value that a try would take: the edit where there is one, else what was read. */
export function currentValue(record: Edited, column: string): Cell {
  const patch = toValues(record.patch);
  return toCell(Object.hasOwn(patch, column) ? patch[column] : toValues(record.raw)[column]);
}

export function cellText(cell: Cell): string {
  return 'text' in cell ? cell.text : '';
}

/** Only what differs from the value that a try would take now. */
export function toChanges(record: Edited, draft: EditDraft): readonly Change[] {
  return Object.entries(draft)
    .filter(([column, text]) => text !== cellText(currentValue(record, column)))
    .map(([column, text]) => ({ column, value: text === '' ? null : text }));
}

/** The whole row as a try would take it: for the check while typing. */
export function editedRow(record: Edited, draft: EditDraft): Readonly<Record<string, unknown>> {
  const raw = toValues(record.raw);
  const typed = toChanges(record, draft).map(({ column, value }) => [column, likeBefore(raw[column], value)] as const);
  return { ...raw, ...toValues(record.patch), ...Object.fromEntries(typed) };
}

/** As the engine reads an edit: a number stays a number where the text is one and a double can carry it. */
function likeBefore(before: unknown, text: string | null): unknown {
  if (text === null) return null;
  if (typeof before === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  if (typeof before !== 'number' || !/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text)) return text;
  const number = Number(text);
  return String(number) === text ? number : text;
}
