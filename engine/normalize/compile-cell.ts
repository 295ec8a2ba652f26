// One field of the short way: from the bytes of a raw value to the bytes of its canonical JSON.
// Promises: exactly what the plain layers and stage 3 give, which are asked once for each value, or nothing at all.

import { ByteText } from '../record/byte-text.ts';
import { canonicalJson, quoteJson } from '../record/canonical-json.ts';
import { readToken, TOKEN, type JsonToken } from '../record/json-token.ts';
import type { NormalizedRow, RawValue, Value } from '../record/shapes.ts';
import type { MappedField } from './5-field-mapping.ts';
import { createCellMemory, type Cell } from './cell-memory.ts';
import type { Lane } from './lanes.ts';
import { isFault } from './outcome.ts';
import type { RowValidator } from './row-validator.ts';

export interface FieldCell {
  readonly target: string;
  readonly column: string;
  /** What the row that was read last has here. */
  readonly cell: Cell;
  /** Sets the cell; false where a layer objects. */
  read(body: Buffer, token: JsonToken): boolean;
  /** The same for a column that the source does not have. */
  readNothing(): boolean;
}

const START_BYTES = 256;

/** `isFirst`: the field that canonical JSON begins with. */
export function compileFieldCell(
  { field, lane }: { readonly field: MappedField; readonly lane: Lane },
  needs: { readonly validator: RowValidator; readonly isFirst: boolean; readonly exactText: boolean },
): FieldCell {
  const compute = compileValue(field, lane, needs.validator);
  const text = new ByteText(START_BYTES, `${needs.isFirst ? '{' : ','}${quoteJson(field.target)}:`);
  const json = text.length;
  const memory = createCellMemory();
  const cell: Cell = { value: null, bytes: text.bytes, start: 0, json, end: json };

  const setCell = (value: Value): void => {
    cell.value = value;
    cell.bytes = text.bytes;
    cell.start = 0;
    cell.json = json;
    cell.end = text.length;
  };
  return {
    target: field.target,
    column: lane.column,
    cell,
    read: (body, token) => {
      if (memory.recall(body, token, cell)) return true;
      const raw = readToken(body, token, needs.exactText);
      const value = compute(raw);
      if (value === undefined) return false;
      text.cut(json);
      // What no layer changed is canonical as it stands.
      if (value === raw && token.kind !== TOKEN.other) text.addBytes(body, token.from, token.to);
      else text.addText(canonicalJson(value));
      setCell(value);
      memory.keep(body, token, cell);
      return true;
    },
    readNothing: () => {
      const value = compute(null);
      if (value === undefined) return false;
      text.cut(json);
      text.addText(canonicalJson(value));
      setCell(value);
      return true;
    },
  };
}

/** Layers 1 to 5 and stage 3 for one value, by the plain functions; undefined where any of them objects. */
function compileValue(field: MappedField, lane: Lane, validator: RowValidator): (raw: RawValue) => Value | undefined {
  const checks = lane.key === lane.column ? validator.checks.filter(([name]) => name === lane.column) : [];
  const row: Record<string, Value> = { [lane.key]: null };
  const rejects: Parameters<MappedField['map']>[1] = [];
  return (raw) => {
    const normalized = raw === null ? null : lane.run(raw);
    if (isFault(normalized)) return undefined;
    if (normalized !== null) {
      for (const [, check] of checks) if (check(normalized, raw) !== null) return undefined;
    }
    row[lane.key] = normalized;
    // Safe: a field of the short way reads its own lane only.
    const value = field.map(row as NormalizedRow, rejects);
    if (rejects.length === 0) return value;
    rejects.length = 0;
    return undefined;
  };
}
