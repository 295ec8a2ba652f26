// POST /apis/{slug}/execute: checks the request, reads one page, writes it with every digit.

import { createHash } from 'node:crypto';
import type { ColumnDescription } from '../erp-data/erp-api.ts';
import { JsonNumber, JsonObject, parseExactJson, stringifyExact, type JsonValue } from '../exact/exact-json.ts';
import type { Fault } from '../http/faults.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { toFilterKey } from './filter-value.ts';
import type { Filter, OrderTerm, PageRequest, PageRow, SourceApi } from './source-api.ts';

const MAX_PAGE_SIZE = 10_000;
const DEFAULT_PAGE_SIZE = 1000;
const FILTER_OPS: readonly Filter['op'][] = ['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'in', 'is_null', 'not_null'];

export interface ExecuteAnswer {
  readonly body: string;
  readonly rowCount: number;
}

function bad(code: string, detail: string): HttpProblem {
  return new HttpProblem(400, code, detail);
}

function readObject(body: string): JsonObject {
  let value: JsonValue;
  try {
    value = parseExactJson(body.trim() === '' ? '{}' : body);
  } catch (error) {
    throw bad('invalid_json', `The body is not JSON: ${String(error)}`);
  }
  if (!(value instanceof JsonObject)) throw bad('invalid_request', 'The body must be a JSON object.');
  return value;
}

function readInteger(
  object: JsonObject,
  name: string,
  range: { readonly max: number; readonly otherwise: number },
): number {
  const value = object.get(name);
  if (value === undefined) return range.otherwise;
  const number = value instanceof JsonNumber ? Number(value.text) : Number.NaN;
  if (!Number.isInteger(number) || number < 1 || number > range.max) {
    throw bad(`invalid_${name}`, `${name} must be a whole number from 1 to ${range.max}.`);
  }
  return number;
}

function readText(object: JsonObject, name: string): string | null {
  const value = object.get(name) ?? null;
  if (value !== null && typeof value !== 'string') throw bad(`invalid_${name}`, `${name} must be a string or null.`);
  return value;
}

function readList(object: JsonObject, name: string): readonly JsonValue[] | null {
  const value = object.get(name) ?? null;
  if (value !== null && !Array.isArray(value)) throw bad(`invalid_${name}`, `${name} must be an array.`);
  return value;
}

function findColumn(api: SourceApi, name: JsonValue | undefined): number {
  const at = api.columns.findIndex((column) => column.name === name);
  if (at < 0) throw bad('unknown_field', `${api.slug} has no column ${JSON.stringify(name ?? null)}.`);
  return at;
}

function readFilter(api: SourceApi, value: JsonValue): Filter {
  if (!(value instanceof JsonObject)) throw bad('invalid_filter', 'A filter is an object with field, op and value.');
  const at = findColumn(api, value.get('field'));
  const op = FILTER_OPS.find((known) => known === value.get('op'));
  if (op === undefined) throw bad('invalid_filter', `op must be one of ${FILTER_OPS.join(', ')}.`);
  if (op === 'is_null' || op === 'not_null') return { column: at, op, keys: [] };
  const given = value.get('value');
  const operands = op === 'in' ? given : [given ?? null];
  if (!Array.isArray(operands)) throw bad('invalid_filter', 'in takes an array as its value.');
  // The column was found by its position.
  const column = api.columns[at] as ColumnDescription;
  const keys = operands.map((operand) => {
    const key = toFilterKey(column, operand);
    if (key === null) {
      throw bad(
        'invalid_filter',
        `${stringifyExact(operand)} cannot be compared with ${column.name} (${column.type}).`,
      );
    }
    return key;
  });
  return { column: at, op, keys };
}

function readOrder(api: SourceApi, terms: readonly JsonValue[] | null): OrderTerm[] {
  return (terms ?? api.keyColumns).map((term) => {
    if (typeof term !== 'string') throw bad('invalid_order_by', 'order_by holds column names.');
    const isDescending = term.startsWith('-');
    return { column: findColumn(api, isDescending ? term.slice(1) : term), isDescending };
  });
}

function readSnapshot(api: SourceApi, asOf: string | null): number {
  const current = api.currentSnapshot();
  if (asOf === null) return current;
  if (!api.capabilities.as_of) throw bad('as_of_unsupported', `${api.slug} cannot read snapshots.`);
  const snapshot = Number(/^SCN-(\d{1,15})$/.exec(asOf)?.[1] ?? Number.NaN);
  if (!(snapshot >= 1 && snapshot <= current)) throw bad('invalid_as_of', `There is no snapshot ${asOf}.`);
  return snapshot;
}

/** Ties a cursor to the query that gave it. */
function queryMark(filters: readonly Filter[], order: readonly OrderTerm[]): string {
  return createHash('sha256')
    .update(JSON.stringify([filters, order]))
    .digest('base64url')
    .slice(0, 12);
}

function readCursor(api: SourceApi, cursor: string | null, mark: string): readonly string[] | null {
  if (cursor === null) return null;
  if (!api.capabilities.keyset) throw bad('cursor_unsupported', `${api.slug} is read by page, not by cursor.`);
  try {
    const [cursorMark, ...position] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as string[]; // checked below
    if (cursorMark === mark && position.every((part) => typeof part === 'string')) return position;
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
  }
  throw bad('invalid_cursor', 'The cursor is not one of this query.');
}

/** The row with the wanted columns only, in the order wanted. */
function pickFields(json: string, fields: readonly string[]): string {
  const row = parseExactJson(json);
  if (!(row instanceof JsonObject)) return json;
  return `{${fields.map((name) => `${JSON.stringify(name)}:${stringifyExact(row.get(name) ?? null)}`).join(',')}}`;
}

/** In page mode, what a moving or repeating table does to the rows to skip. */
function disturbOffset(offset: number, limit: number, faults: readonly Fault[]): number {
  let moved = offset;
  for (const fault of faults) {
    if (fault.kind === 'duplicate_page' && offset >= limit) moved -= limit;
    if (fault.kind === 'moved_page' && offset > 0) moved = Math.max(0, moved + fault.rows);
  }
  return moved;
}

export function executeApi(api: SourceApi, body: string, faults: readonly Fault[]): ExecuteAnswer {
  const input = readObject(body);
  const page = readInteger(input, 'page', { max: 1_000_000_000, otherwise: 1 });
  const limit = readInteger(input, 'page_size', { max: MAX_PAGE_SIZE, otherwise: DEFAULT_PAGE_SIZE });
  const filters = (readList(input, 'filters') ?? []).map((filter) => readFilter(api, filter));
  const order = readOrder(api, readList(input, 'order_by'));
  const fields = readList(input, 'fields')?.map((name) => api.columns[findColumn(api, name)]?.name ?? '');
  const mark = queryMark(filters, order);
  const cursor = readText(input, 'cursor');
  const after = readCursor(api, cursor, mark);
  const snapshot = readSnapshot(api, readText(input, 'as_of'));
  const offset = after === null ? disturbOffset((page - 1) * limit, limit, faults) : 0;
  const request: PageRequest = { filters, order, limit, offset, after, snapshot };

  const isEmptied = faults.some((fault) => fault.kind === 'empty_page');
  const found = isEmptied ? [] : api.readPage(request);
  const rows = found.slice(0, limit);
  const hasMore = isEmptied || found.length > limit;
  const members = [
    `"items":[${rows.map((row) => (fields === undefined ? row.json : pickFields(row.json, fields))).join(',')}]`,
    `"page_size":${limit}`,
    `"has_more":${hasMore}`,
  ];
  if (after === null) members.push(`"page":${page}`);
  if (api.capabilities.total) {
    const wrong = faults.reduce((sum, fault) => sum + (fault.kind === 'wrong_total' ? fault.by : 0), 0);
    members.push(`"total":${api.count(request) + wrong}`);
  }
  if (api.capabilities.keyset) {
    members.push(`"next_cursor":${JSON.stringify(hasMore ? nextCursor(mark, rows.at(-1), cursor) : null)}`);
  }
  if (api.capabilities.as_of) members.push(`"as_of":"SCN-${snapshot}"`);
  members.push(`"rowversion_ceiling":${stringifyExact(api.ceiling(snapshot))}`);
  return { body: `{${members.join(',')}}`, rowCount: rows.length };
}

/** Where to go on; an empty page that claims more sends the caller to where it is. */
function nextCursor(mark: string, last: PageRow | undefined, sent: string | null): string | null {
  if (last === undefined) return sent;
  return Buffer.from(JSON.stringify([mark, ...last.position])).toString('base64url');
}
