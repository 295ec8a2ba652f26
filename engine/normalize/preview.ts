// One row through every layer, with the value after each: what `mapping preview` and the console's editor show.
// Promises: the values, hashes and errors are those of a sync, for they come from the same plan.

import type { Reject } from '../failures/reject.ts';
import type { RawRow, RawValue, Value } from '../record/shapes.ts';
import { cleanString } from './2-string.ts';
import type { Plan } from './compile-plan.ts';
import type { Lane } from './lanes.ts';
import { isFault, type Outcome } from './outcome.ts';

type Values = Readonly<Record<string, Value>>;

/** The preview of one row; names are public (docs/entity-file.md). */
export interface PreviewedRow {
  readonly raw: RawRow;
  /** Value after each layer: by source column, and by target field in `mapping`; null from the layer that failed. */
  readonly layers: {
    readonly type_coercion: Values;
    readonly string: Values;
    readonly numeric: Values;
    readonly datetime: Values;
    readonly mapping: Values;
  };
  /** Null when there are errors, as are the hashes and the reference. */
  readonly mapped: Values | null;
  readonly bk_hash: string | null;
  readonly data_hash: string | null;
  readonly reference: string | null;
  readonly rowversion: string | null;
  readonly errors: readonly Reject[];
  /** Columns whose date could only be guessed. */
  readonly guessed: readonly string[];
}

/** Runs a row through stages 2, 4 and 5. Errors are those of the first stage that has any. */
export async function previewRow(plan: Plan, row: RawRow): Promise<PreviewedRow> {
  const { layers, guessed } = trackLayers(plan.lanes, row);
  const { normalized, rejects } = plan.normalize(row);
  const { data, rejects: mapRejects } = await plan.mapAsync(normalized, row);
  const shown = { raw: row, layers: { ...layers, mapping: data }, rowversion: plan.rowversionOf(row), guessed };
  const errors = rejects.length > 0 ? rejects : mapRejects;
  if (errors.length > 0) return { ...shown, ...UNIDENTIFIED, errors };
  const identity = plan.identify(data, row);
  if (!identity.ok) return { ...shown, ...UNIDENTIFIED, errors: identity.rejects };
  const { bkHash, dataHash, reference } = identity.record;
  return { ...shown, mapped: data, bk_hash: bkHash, data_hash: dataHash, reference, errors: [] };
}

const UNIDENTIFIED = { mapped: null, bk_hash: null, data_hash: null, reference: null } as const;

/** Layers 1 to 4 one by one, with the value after each. */
function trackLayers(lanes: readonly Lane[], row: RawRow) {
  const typeCoercion: Record<string, Value> = {};
  const string: Record<string, Value> = {};
  const numeric: Record<string, Value> = {};
  const datetime: Record<string, Value> = {};
  const guessed: string[] = [];
  for (const lane of lanes) {
    const read = readColumn(row, lane.column);
    const coerced = read === null ? null : passOn(lane.coerce(read));
    const cleaned = typeof coerced === 'string' ? passOn(cleanString(coerced)) : coerced;
    const number = cleaned === null || lane.numeric === null ? cleaned : passOn(lane.numeric(cleaned));
    const date = number === null || lane.datetime === null ? number : passOn(lane.datetime.read(number));
    if (number !== null && date !== null && lane.datetime?.isGuess(number) === true) guessed.push(lane.key);
    typeCoercion[lane.key] = coerced;
    string[lane.key] = cleaned;
    numeric[lane.key] = number;
    datetime[lane.key] = date;
  }
  return { layers: { type_coercion: typeCoercion, string, numeric, datetime }, guessed };
}

function readColumn(row: RawRow, column: string): RawValue {
  return Object.hasOwn(row, column) ? (row[column] ?? null) : null;
}

function passOn(outcome: Outcome): Value {
  return isFault(outcome) ? null : outcome;
}
