// An entity compiled once into functions that work on a row at a time: layers 1-4, layer 5 and identity.
// Which layer reads what (column type down, field type across; "4 date" = layer 4 gives a calendar day):
//   column \ field     string            integer, decimal   boolean       date          datetime
//   text, RAW          2                 2, 3               2, cast       2, 4 date     2, 4 UTC
//   NUMBER, FLOAT      3, plain digits   3                  3, 1/0        3, 4 date     3, 4 UTC     (20251208)
//   DATE, TIMESTAMP    4 as written      4, cast: fault     4, cast       4 date        4 UTC
//   BOOLEAN            "true"/"false"    fault `type`       1             fault `type`  fault `type`
// "As written": a text without a time of day stays a date, any other becomes UTC. The cast after the chain reads texts by
// layers 2-4 again, so that a chain may make a number or date of what is none yet (its lane then passes such texts on).

import type { Column, Entity } from '../contract/entity.ts';
import { EngineError } from '../failures/engine-error.ts';
import { reject, type Reject } from '../failures/reject.ts';
import { parseRowversion, rowversionKind, type RowversionKind, type RowversionReading } from '../record/rowversion.ts';
import type { DataHash, MappedData, NormalizedRow, RawRow, Value } from '../record/shapes.ts';
import { compileChain, compileField, messageOf, type CompiledChain, type MappedField } from './5-field-mapping.ts';
import { checkEntity } from './check-entity.ts';
import { compileShortcut, type Shortcut, type ShortcutNeeds } from './compile-shortcut.ts';
import { compileIdentity, type Identification, type RecordKey } from './identity.ts';
import { compileLanes, type Lane, type Lanes } from './lanes.ts';
import { isFault } from './outcome.ts';
import { createTimeZone, type TimeZone } from './time-zone.ts';

export interface PlanOptions {
  /** IANA zone of values without an offset. */
  readonly timeZone: string;
  /** Column of the row version; null where the source has none. */
  readonly rowversionField: string | null;
  /** Its Oracle type; null: as described among the columns. */
  readonly rowversionType: string | null;
}
export interface Mapped {
  readonly data: MappedData;
  readonly rejects: readonly Reject[];
}

/** A compiled entity. Rows go normalize → map → identify; each step gives all rejects of the row, not only the first. */
export interface Plan {
  /** The lanes of layers 1-4, for the preview. */
  readonly lanes: readonly Lane[];
  /** Some field has an expression: use `mapAsync`; `map` throws. */
  readonly isAsync: boolean;
  /** Layers 1-4 on the columns that the mapping reads; one that is missing in the row counts as null. */
  normalize(row: RawRow): { readonly normalized: NormalizedRow; readonly rejects: readonly Reject[] };
  /** Layer 5. Fields that are rejected are null in `data`. */
  map(normalized: NormalizedRow, row: RawRow): Mapped;
  mapAsync(normalized: NormalizedRow, row: RawRow): Promise<Mapped>;
  identify(data: MappedData, row: RawRow): Identification;
  /** Hash and reference of mapped data; null when a business-key field is null. */
  businessKeyOf(data: MappedData): RecordKey | null;
  /** The same for a row that failed, from whatever it reached; null when its key is not intact. */
  keyOf(normalized: NormalizedRow, row: RawRow, data: MappedData | null): RecordKey | null;
  /** The data hash that this mapping gives to data held elsewhere. */
  hashOf(data: Readonly<Record<string, Value>>): DataHash;
  /** The row version's own text; null when the row has none that can be read. */
  rowversionOf(row: RawRow): string | null;
  /** A new short way for clean rows; null where a field reads other columns than its own, or is async. */
  createShortcut(needs: ShortcutNeeds): Shortcut | null;
}

/** Compiles an entity. Throws EngineError `usage` naming the field and the rule of a mapping that cannot work. */
export function compilePlan(entity: Entity, columns: readonly Column[], options: PlanOptions): Plan {
  checkEntity(entity);
  const zone = createTimeZone(options.timeZone);
  const chains = entity.mappings.map((mapping) => inField(entity, mapping.target_field, () => compileChain(mapping)));
  const compiled = compileLanes(entity.mappings, columns, {
    zone,
    furtherNames: chains.flatMap((chain) => chain.names),
  });
  const fields = compileFields(entity, { chains, lanes: compiled, zone });
  const keyFields = fields.filter((field) => entity.business_key.includes(field.target));
  const rowversionOf = compileRowversion(columns, options);
  const identity = compileIdentity(entity, rowversionOf);
  const isAsync = fields.some((field) => field.isAsync);
  const needed = neededLanes(compiled, chains);

  const map = (normalized: NormalizedRow): Mapped => {
    if (isAsync)
      throw new EngineError('usage', `Entity ${entity.name} has expressions: its rows are mapped with mapAsync.`);
    return mapFields(fields, normalized);
  };

  return {
    lanes: compiled.lanes,
    isAsync,
    normalize: (row) => normalizeRow(needed, row),
    map,
    mapAsync: async (normalized) => (isAsync ? mapFieldsAsync(fields, normalized) : map(normalized)),
    identify: identity.identify,
    businessKeyOf: identity.keyOf,
    keyOf: (normalized, _row, data) => {
      if (data !== null) return identity.keyOf(data);
      return keyFields.some((field) => field.isAsync) ? null : identity.keyOf(mapFields(keyFields, normalized).data);
    },
    hashOf: identity.hashOf,
    rowversionOf: (row) => {
      const reading = rowversionOf(row);
      return reading?.ok === true ? reading.text : null;
    },
    createShortcut: (needs) => {
      const lanes = compiled.ofMappings.map(({ key }) => compiled.lanes.find((lane) => lane.key === key));
      const pairs = fields.flatMap((field, index) => {
        const lane = lanes[index];
        return lane === undefined ? [] : [{ field, lane }];
      });
      const isPlain = isAsync || pairs.length < fields.length || chains.some((chain) => chain.names.length > 0);
      if (isPlain) return null;
      const column = options.rowversionField;
      const rowversion = column === null ? null : { column, kind: versionKind(columns, options), read: rowversionOf };
      const excluded = entity.delta.exclude_from_hash;
      return compileShortcut({ fields: pairs, businessKey: entity.business_key, excluded, rowversion }, needs);
    },
  };
}

/** A column that no field reads cannot spoil a row: it is neither cleaned nor judged. */
function neededLanes(lanes: Lanes, chains: readonly CompiledChain[]): readonly Lane[] {
  const keys = new Set(lanes.ofMappings.map((mapping) => mapping.key));
  const names = new Set(chains.flatMap((chain) => chain.names));
  return lanes.lanes.filter((lane) => keys.has(lane.key) || names.has(lane.column));
}

function normalizeRow(
  lanes: readonly Lane[],
  row: RawRow,
): { readonly normalized: NormalizedRow; readonly rejects: readonly Reject[] } {
  const normalized: Record<string, Value> = {};
  const rejects: Reject[] = [];
  for (const lane of lanes) {
    const raw = row[lane.column];
    // A function is what `row` inherits under a column's name such as `constructor`.
    const outcome = raw === undefined || raw === null || typeof raw === 'function' ? null : lane.run(raw);
    if (isFault(outcome)) {
      // Two lanes of a column may stumble over the same thing: it is told once.
      if (!rejects.some((known) => known.field === lane.column && known.code === outcome.code)) {
        rejects.push(reject('normalize', outcome.code, lane.column, outcome.message));
      }
      normalized[lane.key] = null;
    } else {
      normalized[lane.key] = outcome;
    }
  }
  return { normalized: normalized as NormalizedRow, rejects }; // all four layers ran: this is what the brand says
}

function mapFields(fields: readonly MappedField[], normalized: NormalizedRow): Mapped {
  const data: Record<string, Value> = {};
  const rejects: Reject[] = [];
  for (const field of fields) data[field.target] = field.map(normalized, rejects);
  return { data: data as MappedData, rejects }; // every target field has its value: this is what the brand says
}

async function mapFieldsAsync(fields: readonly MappedField[], normalized: NormalizedRow): Promise<Mapped> {
  const data: Record<string, Value> = {};
  const rejects: Reject[] = [];
  for (const field of fields) {
    data[field.target] = field.isAsync ? await field.mapAsync(normalized, rejects) : field.map(normalized, rejects);
  }
  return { data: data as MappedData, rejects }; // as in mapFields
}

function compileFields(
  entity: Entity,
  parts: { readonly chains: readonly CompiledChain[]; readonly lanes: Lanes; readonly zone: TimeZone },
): readonly MappedField[] {
  return entity.mappings.map((mapping, index) => {
    const chain = parts.chains[index] ?? { steps: [], names: [] };
    const lane = parts.lanes.ofMappings[index] ?? { key: mapping.source_field, isTyped: false };
    return inField(entity, mapping.target_field, () => compileField(mapping, chain, { zone: parts.zone, ...lane }));
  });
}

function versionKind(columns: readonly Column[], options: PlanOptions): RowversionKind {
  const described = columns.find((column) => column.name === options.rowversionField);
  return rowversionKind(options.rowversionType ?? described?.type ?? 'VARCHAR2');
}

function compileRowversion(columns: readonly Column[], options: PlanOptions) {
  const field = options.rowversionField;
  if (field === null) return () => null;
  const kind = versionKind(columns, options);
  return (row: RawRow): RowversionReading | null => {
    const raw = row[field];
    if (raw === undefined || raw === null || raw === '') return null;
    const reading = parseRowversion(kind, raw);
    return reading.ok ? reading : { ok: false, reject: { ...reading.reject, field } };
  };
}

function inField<Result>(entity: Entity, target: string, compile: () => Result): Result {
  try {
    return compile();
  } catch (error) {
    const message = `Entity ${entity.name}, field ${target}: ${messageOf(error)}.`;
    throw new EngineError('usage', message, { details: { entity: entity.name, field: target }, cause: error });
  }
}
