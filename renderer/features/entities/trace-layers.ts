// One field of one previewed row, layer by layer: the value after each, where it first failed, and whether it was guessed.

import type { FieldMapping } from '../../../engine/contract/entity.ts';
import type { PreviewedRow } from './mapping-answers.ts';

type Value = PreviewedRow['raw'][string];

export const LAYERS = ['raw', 'type_coercion', 'string', 'numeric', 'datetime', 'mapping'] as const;
export type LayerName = (typeof LAYERS)[number];

export interface LayerCell {
  readonly layer: LayerName;
  readonly value: Value;
  /** The same value as after the layer before: nothing happened here. */
  readonly isSame: boolean;
  /** The first layer that could not go on. */
  readonly isFailing: boolean;
  readonly isGuessed: boolean;
  /** The field does not compile, so that nothing came out. */
  readonly isUnknown: boolean;
}

export interface LayerTrace {
  readonly cells: readonly LayerCell[];
  /** What went wrong, in the engine's words; empty where the field is fine. */
  readonly messages: readonly string[];
}

export function traceField(row: PreviewedRow, mapping: FieldMapping, all: readonly FieldMapping[]): LayerTrace {
  const { source_field: source, target_field: target } = mapping;
  const key = laneOf(row, mapping, all);
  const values: Readonly<Record<LayerName, Value>> = {
    raw: row.raw[source] ?? null,
    type_coercion: row.layers.type_coercion[key] ?? null,
    string: row.layers.string[key] ?? null,
    numeric: row.layers.numeric[key] ?? null,
    datetime: row.layers.datetime[key] ?? null,
    mapping: row.layers.mapping[target] ?? null,
  };
  const ownErrors = errorsOf(row, mapping);
  const failing = findFailing(values, ownErrors);
  const isGuessed = row.guessed.includes(key);
  return {
    cells: LAYERS.map((layer, at) => {
      const before = LAYERS[at - 1];
      return {
        layer,
        value: values[layer],
        isSame: before === undefined || values[layer] === values[before],
        isFailing: layer === failing,
        isGuessed: isGuessed && layer === 'datetime',
        isUnknown: layer === 'mapping' && !(target in row.layers.mapping),
      };
    }),
    messages: ownErrors.map(({ message }) => message),
  };
}

/** The column's values are under its name, or under `COLUMN as field` where another field wants something else of it. */
function laneOf(row: PreviewedRow, mapping: FieldMapping, all: readonly FieldMapping[]): string {
  const { source_field: source } = mapping;
  const format = JSON.stringify(mapping.format);
  const alike = all.filter(
    (other) => other.source_field === source && other.type === mapping.type && JSON.stringify(other.format) === format,
  );
  const key = [mapping, ...alike]
    .map((other) => `${source} as ${other.target_field}`)
    .find((name) => name in row.layers.string);
  return key ?? source;
}

function errorsOf(row: PreviewedRow, { source_field: source, target_field: target }: FieldMapping) {
  return row.errors.filter(({ stage, field }) => (stage === 'normalize' ? field === source : field === target));
}

function findFailing(values: Readonly<Record<LayerName, Value>>, errors: PreviewedRow['errors']): LayerName | null {
  const [first] = errors;
  if (first === undefined) return null;
  if (first.stage !== 'normalize') return 'mapping';
  const at = LAYERS.findIndex(
    (layer, index) => index > 0 && values[layer] === null && values[LAYERS[index - 1] ?? 'raw'] !== null,
  );
  return LAYERS[at] ?? 'type_coercion';
}

/** Rows that fail by target field; an error of a column counts for every field that reads it. */
export function countFailures(
  rows: readonly PreviewedRow[],
  mappings: readonly FieldMapping[],
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    if (row.errors.length === 0) continue;
    for (const mapping of mappings) {
      const { target_field: target } = mapping;
      if (errorsOf(row, mapping).length > 0) counts.set(target, (counts.get(target) ?? 0) + 1);
    }
  }
  return counts;
}

export function hasProblem(row: PreviewedRow): boolean {
  return row.errors.length > 0;
}

/** Whether the row has something to look at in this field: it fails, or its date was guessed. */
export function needsLook(row: PreviewedRow, mapping: FieldMapping, all: readonly FieldMapping[]): boolean {
  return errorsOf(row, mapping).length > 0 || row.guessed.includes(laneOf(row, mapping, all));
}
