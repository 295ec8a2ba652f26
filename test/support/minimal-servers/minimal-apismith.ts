// A second APISmith, written from its OpenAPI document alone: tables in memory, every capability on or off.

import { compareNumbers, numberOf, readJson, textOf, writeJson, type Cell, type NumberToken } from './exact-numbers.ts';
import {
  extras,
  newUid,
  ok,
  optional,
  Problem,
  startHttpService,
  type Call,
  type HttpService,
  type Manners,
  type Reply,
} from './http-service.ts';

export type Row = Readonly<Record<string, Cell>>;

export interface SourceColumn {
  readonly name: string;
  readonly type: string;
  readonly length?: number;
  readonly precision?: number;
  readonly scale?: number;
}

/** One published query; tests change its members at will between calls. */
export interface SourceTable {
  slug: string;
  columns: readonly SourceColumn[];
  keyColumns: readonly string[];
  rowversionColumn: string | null;
  timeZone: string | null;
  rows: readonly Row[];
  capabilities: { total: boolean; keyset: boolean; as_of: boolean };
  /** Whether pages carry rowversion_ceiling; a text overrides the highest committed version. */
  ceiling: boolean | string;
  /** Pages are never larger than this, whatever is asked for. */
  largestPage: number;
}

export interface MinimalApismith extends HttpService {
  readonly tables: Map<string, SourceTable>;
  /** Every execute call: slug and body as sent. */
  readonly calls: { readonly slug: string; readonly body: ExecuteBody }[];
  /** Answers every execute call with this problem while set. */
  fail: Problem | null;
  /** Runs before each execute call is answered: the moment in which others write. */
  onExecute: ((call: { readonly slug: string; readonly body: ExecuteBody; readonly nth: number }) => void) | null;
}

export interface ExecuteBody {
  readonly page?: Cell;
  readonly page_size?: Cell;
  readonly cursor?: string | null;
  readonly as_of?: string | null;
  readonly filters?: readonly {
    readonly field: string;
    readonly op: string;
    readonly value?: Cell | readonly Cell[];
  }[];
  readonly order_by?: readonly string[];
}

export async function startMinimalApismith(manners: () => Manners): Promise<MinimalApismith> {
  const tables = new Map<string, SourceTable>();
  const snapshots = new Map<string, readonly Row[]>();
  const self: Omit<MinimalApismith, keyof HttpService> = { tables, calls: [], fail: null, onExecute: null };
  const tableOf = (slug: string | undefined): SourceTable => {
    const table = tables.get(slug ?? '');
    if (table === undefined) throw new Problem(404, 'unknown_api', `There is no API ${slug}.`);
    return table;
  };
  const service = await startHttpService(manners, (call) => {
    const [head, slug, action] = call.path;
    if (head === 'apis' && slug !== undefined && action === undefined) return ok(describe(tableOf(slug), manners()));
    if (head === 'apis' && slug === undefined) return listApis([...tables.values()], manners());
    if (head === 'connectors') return ok({ items: [], page: 1, page_size: 50, total: 0 });
    if (action !== 'execute') throw new Problem(404, 'unknown_path', 'No such path.');
    return execute(call, slug ?? '');
  });

  function execute(call: Call, slug: string): Reply {
    const body = call.json() as ExecuteBody;
    self.calls.push({ slug, body });
    self.onExecute?.({ slug, body, nth: self.calls.length });
    if (self.fail !== null) throw self.fail;
    const table = tableOf(slug);
    const known = body.as_of === undefined || body.as_of === null ? undefined : snapshots.get(body.as_of);
    if (known === undefined && body.as_of) throw new Problem(400, 'unknown_as_of', 'This snapshot is gone.');
    const asOf = table.capabilities.as_of ? (body.as_of ?? `snap-${snapshots.size + 1}`) : null;
    const rows = known ?? [...table.rows];
    if (asOf !== null) snapshots.set(asOf, rows);
    return ok(pageOf({ table, body, rows, asOf, manners: manners() }));
  }

  return Object.assign(self, service);
}

function describe(table: SourceTable, manners: Manners): unknown {
  const columns = table.columns.map(({ name, type, ...size }) => ({
    name,
    type,
    nullable: true,
    ...(manners.optional === 'sent' ? { length: null, precision: null, scale: null, comment: null } : {}),
    ...size,
    ...extras(manners),
  }));
  const own = optional(manners, { description: `Rows of ${table.slug}` });
  return {
    uid: newUid(manners),
    slug: table.slug,
    name: table.slug,
    connector: 'erp',
    ...own,
    columns,
    key_columns: table.keyColumns,
    ...nullable(manners, 'rowversion_column', table.rowversionColumn),
    ...nullable(manners, 'source_time_zone', table.timeZone),
    capabilities: { ...table.capabilities, ...extras(manners) },
    ...extras(manners),
  };
}

function listApis(tables: readonly SourceTable[], manners: Manners): Reply {
  const items = tables.map((table) => describe(table, manners));
  return ok({ items, page: 1, page_size: 50, total: items.length });
}

interface PageWork {
  readonly table: SourceTable;
  readonly body: ExecuteBody;
  readonly rows: readonly Row[];
  readonly asOf: string | null;
  readonly manners: Manners;
}

function pageOf({ table, body, rows, asOf, manners }: PageWork): unknown {
  const size = Math.min(toCount(body.page_size, 1000), table.largestPage, 10_000);
  if (size < 1) throw new Problem(400, 'bad_page_size', 'page_size must be at least 1.');
  const order = body.order_by ?? table.keyColumns;
  const compare = comparatorOf(table, order);
  const matching = rows.filter((row) => (body.filters ?? []).every((filter) => matches(table, row, filter)));
  const sorted = order.length === 0 ? matching : matching.toSorted(compare);
  const start = body.cursor ? afterCursor(sorted, body.cursor, compare) : (toCount(body.page, 1) - 1) * size;
  const items = sorted.slice(start, start + size);
  const hasMore = start + size < sorted.length;
  const last = items.at(-1);
  const { total, keyset } = table.capabilities;
  return {
    items,
    // An integer in the contract: sent or left out, never null.
    ...(body.cursor || manners.optional !== 'sent' ? {} : { page: Math.floor(start / size) + 1 }),
    page_size: size,
    ...nullable(manners, 'total', total ? sorted.length : null),
    has_more: hasMore,
    ...nullable(manners, 'next_cursor', keyset && hasMore && last !== undefined ? toCursor(last, start + size) : null),
    ...nullable(manners, 'as_of', asOf),
    ...ceilingOf(table, rows),
    ...extras(manners),
  };
}

/** A member that has no value: null, or not there at all. */
function nullable(manners: Manners, name: string, value: string | number | null): Record<string, unknown> {
  return value === null && manners.optional === 'left_out' ? {} : { [name]: value };
}

function toCount(cell: Cell | undefined, fallback: number): number {
  return cell === undefined || cell === null ? fallback : Number(textOf(cell));
}

/** The row itself and its place: rows without a key are found by place. */
function toCursor(row: Row, place: number): string {
  return Buffer.from(writeJson({ place, row })).toString('base64url');
}

function afterCursor(sorted: readonly Row[], cursor: string, compare: (a: Row, b: Row) => number): number {
  const { place, row } = readJson(Buffer.from(cursor, 'base64url').toString()) as { place: NumberToken; row: Row };
  const next = sorted.findIndex((candidate) => compare(candidate, row) > 0);
  const isOrdered = sorted.every((candidate, index) => index === 0 || compare(sorted[index - 1]!, candidate) < 0);
  if (!isOrdered) return Number(textOf(place));
  return next === -1 ? sorted.length : next;
}

/** As Oracle orders: numbers by value, everything else by its text, nulls last, and first when descending. */
function comparatorOf(table: SourceTable, order: readonly string[]): (a: Row, b: Row) => number {
  return (a, b) => {
    for (const entry of order) {
      const isDescending = entry.startsWith('-');
      const name = isDescending ? entry.slice(1) : entry;
      const result = compareCells(typeOf(table, name), a[name] ?? null, b[name] ?? null);
      if (result !== 0) return isDescending ? -result : result;
    }
    return 0;
  };
}

function compareCells(type: string, a: Cell, b: Cell): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (type === 'NUMBER' || type === 'FLOAT') return compareNumbers(textOf(a), textOf(b));
  const [left, right] = [textOf(a), textOf(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function typeOf(table: SourceTable, name: string): string {
  const column = table.columns.find((one) => one.name === name);
  if (column === undefined) throw new Problem(400, 'unknown_field', `There is no column ${name}.`);
  return column.type;
}

function matches(table: SourceTable, row: Row, filter: NonNullable<ExecuteBody['filters']>[number]): boolean {
  const type = typeOf(table, filter.field);
  const cell = row[filter.field] ?? null;
  if (filter.op === 'is_null') return cell === null;
  if (filter.op === 'not_null') return cell !== null;
  if (cell === null || filter.value === undefined) return false;
  if (filter.op === 'in') return toList(filter.value).some((value) => compareCells(type, cell, value) === 0);
  const [value] = toList(filter.value);
  const order = compareCells(type, cell, value ?? null);
  switch (filter.op) {
    case 'eq':
      return order === 0;
    case 'ne':
      return order !== 0;
    case 'gt':
      return order > 0;
    case 'ge':
      return order >= 0;
    case 'lt':
      return order < 0;
    case 'le':
      return order <= 0;
    default:
      throw new Problem(400, 'unknown_op', `There is no operator ${filter.op}.`);
  }
}

function toList(value: Cell | readonly Cell[]): readonly Cell[] {
  return Array.isArray(value) ? (value as readonly Cell[]) : [value as Cell];
}

function ceilingOf(table: SourceTable, rows: readonly Row[]): Record<string, unknown> {
  const { rowversionColumn: column, ceiling } = table;
  if (column === null || ceiling === false) return {};
  if (typeof ceiling === 'string') {
    return { rowversion_ceiling: typeOf(table, column) === 'NUMBER' ? numberOf(ceiling) : ceiling };
  }
  const cells = rows.map((row) => row[column] ?? null).filter((cell) => cell !== null);
  const highest = cells.toSorted((a, b) => compareCells(typeOf(table, column), a, b)).at(-1) ?? null;
  return { rowversion_ceiling: highest };
}
