// What the sandbox knows about one published ERP query: its columns and how a row looks in them, what ScheduleHub must
// hold for it, whose child it is, how it can change and how it can be bad.

import type { ColumnType } from '../../engine/contract/entity.ts';
import type { RejectCode, Stage } from '../../engine/failures/codes.ts';
import { createRandom, type Random } from '../exact/random.ts';
import type { Cell } from './cell.ts';
import { createDirt, type Dirt } from './dirt.ts';

export const SOURCE_TIME_ZONE = 'Europe/Stockholm';

export const DEFECT_KINDS = [
  'unparsable_number',
  'impossible_date',
  'text_too_long',
  'missing_required',
  'null_business_key',
  'bad_enum',
  'duplicate_key',
  'orphan',
  'target_only',
] as const;
/** How a row is truly bad. */
export type DefectKind = (typeof DEFECT_KINDS)[number];

/** What must become of a row that is bad in that way. */
export const DEFECT_FATES: Readonly<
  Record<
    DefectKind,
    { readonly fate: 'failed' | 'waiting' | 'duplicate'; readonly stage?: Stage; readonly code: RejectCode }
  >
> = {
  unparsable_number: { fate: 'failed', stage: 'normalize', code: 'not_a_number' },
  impossible_date: { fate: 'failed', stage: 'normalize', code: 'impossible_date' },
  text_too_long: { fate: 'failed', stage: 'map', code: 'length' },
  missing_required: { fate: 'failed', stage: 'map', code: 'required' },
  null_business_key: { fate: 'failed', stage: 'identity', code: 'business_key_missing' },
  bad_enum: { fate: 'failed', stage: 'map', code: 'enum' },
  duplicate_key: { fate: 'duplicate', code: 'duplicate_in_batch' },
  orphan: { fate: 'waiting', stage: 'resolve', code: 'parent_missing' },
  target_only: { fate: 'failed', stage: 'ingest', code: 'rejected_by_target' },
};

/** Decimals as plain decimal text, dates and times as ScheduleHub holds them. */
export type TargetValue = string | boolean | null;
export type TargetData = Readonly<Record<string, TargetValue>>;

export interface Capabilities {
  readonly total: boolean;
  readonly keyset: boolean;
  readonly as_of: boolean;
}

/** A column as APISmith describes it. */
export interface ColumnDescription {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  readonly length: number | null;
  readonly precision: number | null;
  readonly scale: number | null;
  readonly comment: string | null;
}

/** Every row is known by a number of its own; the rest is the API's. */
export interface Truth {
  readonly id: number;
}

export interface ColumnSpec<T> extends ColumnDescription {
  /** `version` counts the changes of the whole API; only the row version column uses it. */
  readonly show: (truth: T, dirt: Dirt, version: number) => Cell;
}

/** A reference of a row to a parent record, by the parent's business key. */
export interface ParentKey {
  readonly entity: string;
  readonly key: readonly string[];
}

export interface ErpApiSpec<T extends Truth> {
  readonly slug: string;
  readonly entity: string;
  readonly name: string;
  readonly description: string;
  readonly columns: readonly ColumnSpec<T>[];
  readonly keyColumns: readonly string[];
  readonly rowversionColumn: string;
  readonly capabilities: Capabilities;
  readonly businessKey: readonly string[];
  /** The clean record as ScheduleHub must hold it. */
  readonly toTarget: (truth: T) => TargetData;
  readonly toParents: (truth: T) => readonly ParentKey[];
  /** Rows the tests rely on, which are never made bad. */
  readonly isProtected?: (truth: T) => boolean;
  /** Columns that replace the clean ones, for the kinds that show in one cell. */
  readonly spoiltCells: Partial<Record<DefectKind, (truth: T) => Readonly<Record<string, Cell>>>>;
  /** Another truth, for the kinds that are bad as a whole. */
  readonly spoiltTruths: Partial<Record<DefectKind, (truth: T) => T>>;
  /** The same record with at least one mapped value changed; good stays good. */
  readonly change: (truth: T, random: Random) => T;
  /** A new record like the given one, under the new id and a new business key. */
  readonly renew: (like: T, id: number) => T;
}

export interface RenderedRow {
  readonly json: string;
  /** One sort key per column, in order. */
  readonly sortKeys: readonly string[];
  /** JSON of the key columns' values. */
  readonly sourceKey: string;
}

/** An ERP API with its kind of truth hidden: truths travel as the JSON text that the row store keeps. */
export interface ErpApi extends Omit<
  ErpApiSpec<never>,
  'columns' | 'toTarget' | 'toParents' | 'isProtected' | 'spoiltCells' | 'spoiltTruths' | 'change' | 'renew'
> {
  readonly columns: readonly ColumnDescription[];
  readonly defectKinds: readonly DefectKind[];
  isProtected(truth: string): boolean;
  /** How the row looks; the same arguments give the same row. */
  render(row: {
    readonly truth: string;
    readonly defect: DefectKind | null;
    readonly version: number;
    readonly seed: number;
  }): RenderedRow;
  toTarget(truth: string): TargetData;
  toParents(truth: string): readonly ParentKey[];
  idOf(truth: string): number;
  spoil(truth: string, kind: DefectKind): string;
  change(truth: string, random: Random): string;
  renew(like: string, id: number): string;
  /** The same business key under another id. */
  copy(truth: string, id: number): string;
}

export function defineErpApi<T extends Truth>(spec: ErpApiSpec<T>): ErpApi {
  // Truths are only ever written by this API's own functions and its loader.
  const parse = (truth: string): T => JSON.parse(truth) as T;
  // Callers ask several things of one row after another.
  let last: { readonly text: string; readonly value: T } | null = null;
  const read = (truth: string): T => {
    if (last?.text !== truth) last = { text: truth, value: parse(truth) };
    return last.value;
  };
  const write = (truth: T): string => JSON.stringify(truth);
  const keyAt = spec.keyColumns.map((key) => spec.columns.findIndex((column) => column.name === key));
  return {
    ...spec,
    columns: spec.columns.map(({ show: _show, ...description }) => description),
    defectKinds: DEFECT_KINDS.filter(
      (kind) => kind === 'duplicate_key' || kind in spec.spoiltCells || kind in spec.spoiltTruths,
    ),
    isProtected: (truth) => spec.isProtected?.(read(truth)) ?? false,
    render: ({ truth, defect, version, seed }) => {
      const value = read(truth);
      const dirt = createDirt(createRandom(`${seed}|${spec.slug}|${value.id}|${version}`));
      const spoilt = defect === null ? {} : (spec.spoiltCells[defect]?.(value) ?? {});
      const cells = spec.columns.map((column) => spoilt[column.name] ?? column.show(value, dirt, version));
      return {
        json: `{${spec.columns.map((column, at) => `${JSON.stringify(column.name)}:${cells[at]?.json ?? 'null'}`).join(',')}}`,
        sortKeys: cells.map((cell) => cell.sortKey),
        sourceKey: `{${spec.keyColumns.map((key, at) => `${JSON.stringify(key)}:${cells[keyAt[at] ?? -1]?.json ?? 'null'}`).join(',')}}`,
      };
    },
    toTarget: (truth) => spec.toTarget(read(truth)),
    toParents: (truth) => spec.toParents(read(truth)),
    idOf: (truth) => read(truth).id,
    spoil: (truth, kind) => write(spec.spoiltTruths[kind]?.(read(truth)) ?? read(truth)),
    change: (truth, random) => write(spec.change(read(truth), random)),
    renew: (like, id) => write(spec.renew(read(like), id)),
    copy: (truth, id) => write({ ...read(truth), id }),
  };
}

type Shape = Partial<Omit<ColumnDescription, 'name' | 'type'>> & Pick<ColumnDescription, 'type'>;

/** A nullable column unless the shape says otherwise. */
export function column<T>(name: string, shape: Shape, show: ColumnSpec<T>['show']): ColumnSpec<T> {
  return { name, nullable: true, length: null, precision: null, scale: null, comment: null, ...shape, show };
}
