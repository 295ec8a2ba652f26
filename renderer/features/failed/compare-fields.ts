// One record as a table of its fields: as it was read, normalized, mapped; with the field at fault and what changed. Pure.

import type { Entity } from '../../../engine/contract/entity.ts';
import type { Stage } from '../../../engine/contract/stage.ts';
import type { FailedDetails } from './failed-types.ts';

export type StageColumn = 'raw' | 'normalized' | 'mapped';

/** A value as it is shown: no value and an empty text are different things. */
export type Cell =
  | { readonly kind: 'absent' }
  | { readonly kind: 'null' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'text' | 'number' | 'boolean' | 'other'; readonly text: string };

export interface FieldRow {
  readonly id: string;
  /** Column of the ERP; null for a target field that no column of this row feeds. */
  readonly column: string | null;
  /** Field of ScheduleHub; null where no mapping takes the column. */
  readonly field: string | null;
  readonly isKey: boolean;
  readonly raw: Cell;
  /** The operator's edit; null where there is none. */
  readonly edited: Cell | null;
  readonly normalized: Cell;
  readonly mapped: Cell;
  readonly changes: { readonly normalized: boolean; readonly mapped: boolean };
  readonly errors: readonly string[];
  /** The cell that is at fault. */
  readonly guilty: StageColumn | null;
}

export interface FieldTable {
  readonly rows: readonly FieldRow[];
  /** How far the record got. */
  readonly reached: { readonly normalized: boolean; readonly mapped: boolean };
}

type Values = Readonly<Record<string, unknown>>;
type RecordStages = Pick<FailedDetails, 'raw' | 'normalized' | 'mapped' | 'patch' | 'errors'>;
type Mapping = Pick<Entity, 'business_key'> & {
  readonly mappings: readonly Pick<Entity['mappings'][number], 'source_field' | 'target_field'>[];
};

export function toCell(value: unknown): Cell {
  if (value === undefined) return { kind: 'absent' };
  if (value === null) return { kind: 'null' };
  if (value === '') return { kind: 'empty' };
  if (typeof value === 'string') return { kind: 'text', text: value };
  if (typeof value === 'number' || typeof value === 'boolean') {
    return { kind: typeof value === 'number' ? 'number' : 'boolean', text: String(value) };
  }
  return { kind: 'other', text: JSON.stringify(value) };
}

/** The flat object of a stage; empty where the record did not get that far. */
export function toValues(stage: unknown): Values {
  // Safe: an object that is no array has text keys and values of any kind.
  return typeof stage === 'object' && stage !== null && !Array.isArray(stage) ? (stage as Values) : {};
}

/** `mapping` is null where the entity is no longer there: columns and fields then stand one by one. */
export function compareFields(record: RecordStages, mapping: Mapping | null): FieldTable {
  const [raw, patch] = [toValues(record.raw), toValues(record.patch)];
  const [normalized, mapped] = [toValues(record.normalized), toValues(record.mapped)];
  const reached = { normalized: record.normalized !== null, mapped: record.mapped !== null };
  const fieldsOf = Map.groupBy(mapping?.mappings ?? [], (one) => one.source_field);
  const keyFields = mapping?.business_key ?? [];
  const columns = unique([...Object.keys(raw), ...Object.keys(normalized), ...fieldsOf.keys()]);
  const fed = new Set((mapping?.mappings ?? []).map((one) => one.target_field));
  const pairs: readonly (readonly [string | null, string | null])[] = [
    ...columns.flatMap((column): readonly (readonly [string, string | null])[] => {
      const fields = fieldsOf.get(column) ?? [];
      return fields.length === 0 ? [[column, null]] : fields.map(({ target_field: field }) => [column, field]);
    }),
    ...Object.keys(mapped)
      .filter((field) => !fed.has(field))
      .map((field): readonly [null, string] => [null, field]),
  ];
  const rows = pairs.map(([column, field]): FieldRow => {
    const cells = {
      raw: toCell(column === null ? undefined : raw[column]),
      normalized: toCell(column === null ? undefined : normalized[column]),
      mapped: toCell(field === null ? undefined : mapped[field]),
    };
    const edited = column !== null && Object.hasOwn(patch, column) ? toCell(patch[column]) : null;
    const errors = record.errors.filter((error) => isAbout(error, column, field));
    return {
      id: `${column ?? ''} ${field ?? ''}`,
      column,
      field,
      isKey: field !== null && keyFields.includes(field),
      ...cells,
      edited,
      changes: {
        normalized: cells.normalized.kind !== 'absent' && !isSame(cells.raw, cells.normalized),
        mapped: cells.mapped.kind !== 'absent' && column !== null && !isSame(cells.normalized, cells.mapped),
      },
      errors: errors.map(({ message }) => message),
      guilty: errors[0] === undefined ? null : guiltyCell(errors[0].stage, cells),
    };
  });
  return { rows, reached };
}

/** Rejects name a column up to `validate`, a target field from `map` on. */
const BEFORE_MAP: ReadonlySet<Stage> = new Set<Stage>(['fetch', 'normalize', 'validate']);

function isAbout(error: RecordStages['errors'][number], column: string | null, field: string | null): boolean {
  if (error.field === null) return false;
  return BEFORE_MAP.has(error.stage) ? error.field === column : error.field === field;
}

/** The last cell there is before the stage that refused. */
function guiltyCell(stage: Stage, cells: Readonly<Record<StageColumn, Cell>>): StageColumn {
  const isThere = (column: StageColumn): boolean => cells[column].kind !== 'absent';
  if (stage === 'fetch' || stage === 'normalize') return 'raw';
  if (!BEFORE_MAP.has(stage) && isThere('mapped')) return 'mapped';
  return isThere('normalized') ? 'normalized' : 'raw';
}

function isSame(one: Cell, other: Cell): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}

/** Columns of the ERP that feed the business key: they cannot be edited. */
export function keyColumns(mapping: Mapping | null): ReadonlySet<string> {
  if (mapping === null) return new Set();
  const { business_key: key, mappings } = mapping;
  return new Set(mappings.filter((one) => key.includes(one.target_field)).map((one) => one.source_field));
}
