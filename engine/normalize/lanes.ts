// Which layers a column goes through. A column has one lane, or several where its fields want different things of it.
// The column's own type decides first; only text columns (and numbers asked for as dates) follow the field's type.

import type { Column, FieldMapping } from '../contract/entity.ts';
import type { RawValue } from '../record/shapes.ts';
import { createTypeCoercion, familyOf, type ColumnFamily, type TypeCoercion } from './1-type-coercion.ts';
import { cleanString } from './2-string.ts';
import { createNumericReader, type NumberFormat, type NumericReader } from './3-numeric.ts';
import { createDateReader, type DateReader, type DateResult } from './4-datetime.ts';
import { isFault, type Outcome } from './outcome.ts';
import type { TimeZone } from './time-zone.ts';

/** What one lane does after coercion and cleaning; equal wants share a lane. */
interface Wants {
  readonly family: ColumnFamily;
  readonly numeric: NumberFormat | null;
  readonly datetime: { readonly monthFirst: boolean; readonly allowGuess: boolean; readonly result: DateResult } | null;
  /** The field's chain may still make a number or date of the text: what layers 3 and 4 cannot read passes on. */
  readonly isLenient: boolean;
}

export interface Lane {
  readonly column: string;
  /** Name of the value in the normalized row: the column, or `COLUMN as target_field` for its further lanes. */
  readonly key: string;
  readonly coerce: TypeCoercion;
  readonly numeric: NumericReader | null;
  readonly datetime: DateReader | null;
  /** All layers in one go. */
  readonly run: (raw: NonNullable<RawValue>) => Outcome;
}

export interface Lanes {
  readonly lanes: readonly Lane[];
  /** For each mapping, in order: the key of its lane, and whether layer 4 has already given it the type it asks for. */
  readonly ofMappings: readonly { readonly key: string; readonly isTyped: boolean }[];
}

/** Steps that can turn a text that is no number or date yet into one. */
const RESHAPING: ReadonlySet<string> = new Set([
  'replace',
  'substring',
  'remove_special_chars',
  'strip_whitespace',
  'template',
  'lookup',
  'constant',
  'expression',
]);

/** Compiles the lanes of all `columns`, of mapped columns that are not among them (as text), and of `furtherNames`. */
export function compileLanes(
  mappings: readonly FieldMapping[],
  columns: readonly Column[],
  needs: { readonly zone: TimeZone; readonly furtherNames: readonly string[] },
): Lanes {
  const families = new Map(columns.map((column) => [column.name, familyOf(column.type)]));
  for (const name of [...mappings.map((mapping) => mapping.source_field), ...needs.furtherNames]) {
    // An expression may spell any name; this one no row can hold.
    if (!families.has(name) && name !== '__proto__') families.set(name, 'text');
  }
  const lanes: Lane[] = [];
  const keys = new Map<FieldMapping, { readonly key: string; readonly isTyped: boolean }>();
  for (const [column, family] of families) {
    const known = new Map<string, string>();
    for (const mapping of mappings.filter((one) => one.source_field === column)) {
      const wants = wantsOf(family, mapping);
      const identity = JSON.stringify(wants);
      const key = known.get(identity) ?? (known.size === 0 ? column : `${column} as ${mapping.target_field}`);
      if (!known.has(identity)) lanes.push(compileLane({ column, key }, wants, needs.zone));
      known.set(identity, key);
      keys.set(mapping, { key, isTyped: wants.datetime?.result === mapping.type && !wants.isLenient });
    }
    if (known.size === 0) lanes.push(compileLane({ column, key: column }, wantsOf(family, null), needs.zone));
  }
  // Every mapping's column is among the families, so every mapping has its key.
  return {
    lanes,
    ofMappings: mappings.map((mapping) => keys.get(mapping) ?? { key: mapping.source_field, isTyped: false }),
  };
}

function wantsOf(family: ColumnFamily, mapping: FieldMapping | null): Wants {
  const type = mapping?.type ?? 'string';
  const format = mapping?.format;
  const asDate = type === 'date' || type === 'datetime' ? type : null;
  const asNumber = type === 'integer' || type === 'decimal';
  const followsField = family === 'text' || family === 'raw';
  const datetime = (result: DateResult) => ({
    monthFirst: format?.month_first ?? false,
    allowGuess: format?.allow_guess ?? true,
    result,
  });
  return {
    family,
    numeric:
      family === 'number' || (followsField && asNumber)
        ? { decimal_comma: format?.decimal_comma ?? false, percent: format?.percent ?? false }
        : null,
    datetime:
      family === 'date'
        ? datetime(asDate ?? 'as_written')
        : asDate !== null && (followsField || family === 'number')
          ? datetime(asDate)
          : null,
    isLenient:
      ((asNumber && followsField) || (asDate !== null && (followsField || family === 'number'))) &&
      (mapping?.transformations ?? []).some((step) => RESHAPING.has(typeof step === 'string' ? step : step.op)),
  };
}

function compileLane(names: Pick<Lane, 'column' | 'key'>, wants: Wants, zone: TimeZone): Lane {
  const coerce = createTypeCoercion(wants.family, { decimalComma: wants.numeric?.decimal_comma ?? false });
  const strictNumeric = wants.numeric === null ? null : createNumericReader(wants.numeric);
  const strictDate = wants.datetime === null ? null : createDateReader({ zone, ...wants.datetime });
  // A NUMBER column must hold numbers whatever its fields do with them.
  const numeric =
    strictNumeric !== null && wants.isLenient && wants.family !== 'number' ? lenient(strictNumeric) : strictNumeric;
  const datetime =
    strictDate !== null && wants.isLenient
      ? { read: lenient(strictDate.read), isGuess: strictDate.isGuess }
      : strictDate;
  return { ...names, coerce, numeric, datetime, run: compose(coerce, numeric, datetime?.read ?? null) };
}

type Layer = (value: string | number | boolean) => Outcome;

function lenient(layer: Layer): Layer {
  return (value) => {
    const outcome = layer(value);
    return isFault(outcome) ? value : outcome;
  };
}

/** One closure per lane: values stop at the first layer that makes them null or turns them away. */
function compose(coerce: TypeCoercion, numeric: Layer | null, datetime: Layer | null): Lane['run'] {
  return (raw) => {
    let value = coerce(raw);
    if (typeof value === 'string') value = cleanString(value);
    if (numeric !== null && value !== null && !isFault(value)) value = numeric(value);
    if (datetime !== null && value !== null && !isFault(value)) value = datetime(value);
    return value;
  };
}
