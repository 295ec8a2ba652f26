// The short way of a clean row: from its raw values straight to its canonical JSON, without the shapes in between.
// Promises: exactly what the plain stages 2 to 5 give, or nothing at all: a row with a reject, and an entity with a field
// that reads other columns, takes the plain way. Every value goes through the plain functions once; values that come
// again (units, sites, prices) are answered from memory.

import { canonicalJson, quoteJson } from '../record/canonical-json.ts';
import { reference } from '../record/reference.ts';
import type { RowversionKind, RowversionReading } from '../record/rowversion.ts';
import type { NormalizedRow, RawRow, RawValue, Value } from '../record/shapes.ts';
import type { MappedField } from './5-field-mapping.ts';
import type { Lane } from './lanes.ts';
import { isFault } from './outcome.ts';
import type { RowValidator } from './row-validator.ts';

/** Reads one row after the other; what it says of a row is gone with the next one. */
export interface Shortcut {
  /** False where the row has to take the plain way. */
  read(row: RawRow): boolean;
  /** Canonical JSON of the mapped data. */
  dataJson(): string;
  businessKey(): string;
  reference(): string;
  rowversion(): string | null;
}

export interface ShortcutParts {
  /** In the order of the mapping, each with the lane it reads. */
  readonly fields: readonly { readonly field: MappedField; readonly lane: Lane }[];
  readonly businessKey: readonly string[];
  readonly rowversion: {
    readonly column: string;
    readonly kind: RowversionKind;
    readonly read: (row: RawRow) => RowversionReading | null;
  } | null;
}

/** What one value of one field comes to. */
interface Cell {
  readonly value: Value;
  readonly json: string;
}
type ReadCell = (raw: RawValue) => Cell | null;

/** A column with more different values than this is not worth remembering, unless most of its rows repeat one. */
const REMEMBERED_VALUES = 4096;

/** Compiles the short way. `validator` is asked as stage 3 asks it; drifted rows take the plain way. */
export function compileShortcut(parts: ShortcutParts, validator: RowValidator): Shortcut {
  const hasColumns = createColumnTest(validator.columnNames);
  const sorted = parts.fields
    .map(({ field, lane }) => ({
      target: field.target,
      column: lane.column,
      readCell: compileCell(field, lane, validator),
    }))
    // The order of canonical JSON: UTF-16 code units.
    .sort((a, b) => (a.target < b.target ? -1 : 1));
  const prefixes = sorted.map(({ target }, index) => `${index === 0 ? '{' : ','}${quoteJson(target)}:`);
  const cells: Cell[] = sorted.map(() => ({ value: null, json: 'null' }));
  const keyPlaces = parts.businessKey.map((name) => sorted.findIndex(({ target }) => target === name));
  let version: string | null = null;

  const cellAt = (place: number): Cell => cells[place] ?? NO_CELL;
  return {
    read: (row) => {
      if (!hasColumns(row)) return false;
      for (let place = 0; place < sorted.length; place += 1) {
        const one = sorted[place];
        if (one === undefined) continue;
        const raw = rawValue(row[one.column]);
        const cell = raw === undefined ? null : one.readCell(raw);
        if (cell === null) return false;
        cells[place] = cell;
      }
      for (const place of keyPlaces) if (cellAt(place).value === null) return false;
      const reading = readRowversion(parts.rowversion, row);
      if (reading === undefined) return false;
      version = reading;
      return true;
    },
    dataJson: () => {
      let text = '';
      for (let place = 0; place < sorted.length; place += 1) text += (prefixes[place] ?? '') + cellAt(place).json;
      return `${text}}`;
    },
    businessKey: () => {
      let text = '';
      for (const place of keyPlaces) text += `${text === '' ? '[' : ','}${cellAt(place).json}`;
      return `${text}]`;
    },
    reference: () =>
      reference(
        parts.businessKey,
        Object.fromEntries(parts.businessKey.map((name, index) => [name, cellAt(keyPlaces[index] ?? -1).value])),
      ),
    rowversion: () => version,
  };
}

const NO_CELL: Cell = { value: null, json: 'null' };

/** The row is typed as scalars, but pages hold what they hold: undefined for a list or an object. */
function rawValue(held: unknown): RawValue | undefined {
  switch (typeof held) {
    case 'string':
    case 'number':
    case 'boolean':
      return held;
    case 'object':
      return held === null ? null : undefined;
    default:
      // Absent, or a function that the row inherits under a column's name such as `constructor`.
      return null;
  }
}

/** Exactly the described columns; any other row is looked at by stage 3. Rows of a page have one order of columns. */
function createColumnTest(described: ReadonlySet<string>): (row: RawRow) => boolean {
  let order: readonly string[] = [...described];
  const isInOrder = (row: RawRow): boolean => {
    let place = 0;
    for (const name in row) {
      if (order[place] !== name) return false;
      place += 1;
    }
    return place === order.length;
  };
  return (row) => {
    if (isInOrder(row)) return true;
    const names = Object.keys(row);
    if (names.length !== described.size || !names.every((name) => described.has(name))) return false;
    order = names;
    return true;
  };
}

/** The version's text, null where the row has none, undefined where it cannot be read. */
function readRowversion(version: ShortcutParts['rowversion'], row: RawRow): string | null | undefined {
  if (version === null) return null;
  const raw = row[version.column];
  // The plain text of a whole number that a double holds is what String gives.
  if (version.kind === 'number' && typeof raw === 'number' && Number.isSafeInteger(raw)) return String(raw);
  const reading = version.read(row);
  if (reading === null) return null;
  return reading.ok ? reading.text : undefined;
}

/** Layers 1 to 5 and stage 3 for one value, by the plain functions; null where any of them objects. */
function compileCell(field: MappedField, lane: Lane, validator: RowValidator): ReadCell {
  const checks = lane.key === lane.column ? validator.checks.filter(([name]) => name === lane.column) : [];
  return remembering((raw) => {
    const normalized = raw === null ? null : lane.run(raw);
    if (isFault(normalized)) return null;
    if (normalized !== null) {
      for (const [, check] of checks) if (check(normalized, raw) !== null) return null;
    }
    const rejects: Parameters<MappedField['map']>[1] = [];
    // Safe: a field of the short way reads its own lane only.
    const value = field.map({ [lane.key]: normalized } as NormalizedRow, rejects);
    return rejects.length > 0 ? null : { value, json: canonicalJson(value) };
  });
}

function remembering(compute: ReadCell): ReadCell {
  const known = new Map<RawValue, Cell | null>();
  let asked = 0;
  let found = 0;
  let isWorthIt = true;
  return (raw) => {
    if (!isWorthIt) return compute(raw);
    asked += 1;
    const before = known.get(raw);
    if (before !== undefined) {
      found += 1;
      return before;
    }
    const cell = compute(raw);
    if (known.size < REMEMBERED_VALUES) known.set(raw, cell);
    else if (found < asked / 2) {
      isWorthIt = false;
      known.clear();
    }
    return cell;
  };
}
