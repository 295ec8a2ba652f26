// A published query over stored rows: filters, order and cursors as SQL on the sort keys.

import { NULL_KEY } from '../erp-data/cell.ts';
import type { Capabilities, ErpApi } from '../erp-data/erp-api.ts';
import { JsonObject, parseExactJson } from '../exact/exact-json.ts';
import type { RowSelection, RowStore } from './row-store.ts';
import type { Filter, OrderTerm, PageRequest, SourceApi } from './source-api.ts';

const COMPARISONS = { eq: '=', ne: '<>', gt: '>', ge: '>=', lt: '<', le: '<=' } as const;

interface Condition {
  readonly sql: string;
  readonly values: readonly string[];
}

function toCondition(filter: Filter): Condition {
  const column = `k${filter.column}`;
  switch (filter.op) {
    case 'is_null':
      return { sql: `${column} = ?`, values: [NULL_KEY] };
    case 'not_null':
      return { sql: `${column} <> ?`, values: [NULL_KEY] };
    case 'in':
      return { sql: `${column} in (${filter.keys.map(() => '?').join(', ')})`, values: filter.keys };
    default:
      // As in SQL, a comparison is never true for NULL.
      return {
        sql: `${column} ${COMPARISONS[filter.op]} ? and ${column} <> ?`,
        values: [filter.keys[0] ?? '', NULL_KEY],
      };
  }
}

/** `(a > ?) or (a = ? and b > ?) or …`: a row-value comparison that allows mixed directions. */
function toSeek(order: readonly OrderTerm[], after: readonly string[]): Condition {
  const values: string[] = [];
  const cases = order.map((term, at) => {
    const equal = order.slice(0, at).map((before, beforeAt) => {
      values.push(after[beforeAt] ?? '');
      return `k${before.column} = ?`;
    });
    values.push(after[at] ?? '');
    return `(${[...equal, `k${term.column} ${term.isDescending ? '<' : '>'} ?`].join(' and ')})`;
  });
  return { sql: `(${cases.join(' or ')})`, values };
}

function toSelection(api: ErpApi, request: PageRequest, order: readonly OrderTerm[]): RowSelection {
  const conditions = request.filters.map(toCondition);
  if (request.after !== null) conditions.push(toSeek(order, request.after));
  return {
    api,
    snapshot: request.snapshot,
    where: conditions.map((condition) => condition.sql),
    values: conditions.flatMap((condition) => condition.values),
  };
}

export function createStoredApi(api: ErpApi, rows: RowStore, capabilities: () => Capabilities): SourceApi {
  const keyTerms = api.keyColumns.map((name): OrderTerm => ({
    column: api.columns.findIndex((column) => column.name === name),
    isDescending: false,
  }));
  // The key columns end every order, so that it is total and a cursor never skips or repeats.
  const totalOrder = (order: readonly OrderTerm[]): OrderTerm[] => [
    ...order,
    ...keyTerms.filter((term) => !order.some((other) => other.column === term.column)),
  ];
  return {
    slug: api.slug,
    name: api.name,
    description: api.description,
    columns: api.columns,
    keyColumns: api.keyColumns,
    rowversionColumn: api.rowversionColumn,
    get capabilities() {
      return capabilities();
    },
    currentSnapshot: () => rows.currentSnapshot(),
    count: (request) => rows.count(toSelection(api, { ...request, after: null }, [])),
    readPage: (request) => {
      const order = totalOrder(request.order);
      const orderBy = order.map((term) => `k${term.column}${term.isDescending ? ' desc' : ''}`).join(', ');
      return rows
        .select(toSelection(api, request, order), { orderBy, limit: request.limit + 1, offset: request.offset })
        .map((row) => ({ json: row.json, position: order.map((term) => row.sortKeys[term.column] ?? '') }));
    },
    ceiling: (snapshot) => {
      const json = rows.findCeiling(api, snapshot);
      const row = json === null ? null : parseExactJson(json);
      return row instanceof JsonObject ? (row.get(api.rowversionColumn) ?? null) : null;
    },
  };
}
