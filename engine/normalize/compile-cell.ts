// One field of the short way: from a raw value to the JSON of its cell, for the values that are not known (wasm/cells.ts).
// Promises: exactly what the plain layers and stage 3 give, which are asked once for each value, or nothing at all.

import { canonicalJson } from '../record/canonical-json.ts';
import { readToken, TOKEN, type JsonToken } from '../record/json-token.ts';
import { createArea, type RecordMemory } from '../record/record-memory.ts';
import { placeOfToken, readTokenAt } from '../record/row-scanner.ts';
import type { NormalizedRow, RawValue, Value } from '../record/shapes.ts';
import type { MappedField } from './5-field-mapping.ts';
import type { Lane } from './lanes.ts';
import { isFault } from './outcome.ts';
import type { RowValidator } from './row-validator.ts';

/** Sets the cell of the row with these tokens; false where a layer objects. */
export type ReadCell = (tokens: number) => boolean;

interface CellNeeds {
  readonly memory: RecordMemory;
  /** Of the field among those of the memory, and of its column among those of the tokens: -1 where there is none. */
  readonly index: number;
  readonly column: number;
  readonly validator: RowValidator;
  readonly exactText: boolean;
}

export function compileCell(field: MappedField, lane: Lane, needs: CellNeeds): ReadCell {
  const { memory, index, column, exactText } = needs;
  const { setCell } = memory.module;
  const compute = compileValue(field, lane, needs.validator);
  const json = createArea(memory);
  const token: JsonToken = { from: 0, to: 0, kind: TOKEN.other };
  return (tokens) => {
    const raw =
      column === -1
        ? null
        : readToken(memory.bytes, readTokenAt(memory.words, placeOfToken(tokens, column), token), exactText);
    const value = compute(raw);
    if (value === undefined) return false;
    // What no layer changed is canonical as it stands.
    if (column !== -1 && value === raw && token.kind !== TOKEN.other) setCell(index, tokens, token.from, token.to);
    else {
      json.writeText(canonicalJson(value));
      setCell(index, tokens, json.from, json.to);
    }
    return true;
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
