// Writes the body of an execute request. Numbers that a double cannot carry go out digit by digit, as JSON number tokens.

import { EngineError } from '../failures/engine-error.ts';

type FilterOp = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le' | 'in' | 'is_null' | 'not_null';

/** A number as decimal text, for NUMBER columns: `{ exactNumber: '9007199254740993' }`. */
export interface ExactNumber {
  readonly exactNumber: string;
}
export type FilterScalar = string | number | boolean | ExactNumber;

export interface ExecuteFilter {
  readonly field: string;
  readonly op: FilterOp;
  readonly value?: FilterScalar | readonly FilterScalar[] | undefined;
}

/** A request for one page; `page` (from 1) counts only without `cursor`. `orderBy`: `-` before the name for descending. */
export interface ExecuteRequest {
  readonly page?: number | undefined;
  readonly pageSize?: number | undefined;
  readonly cursor?: string | null | undefined;
  readonly asOf?: string | null | undefined;
  readonly filters?: readonly ExecuteFilter[] | undefined;
  readonly fields?: readonly string[] | undefined;
  readonly orderBy?: readonly string[] | undefined;
}

/** The request as JSON text; throws `usage` when a filter value is not a JSON scalar. */
export function writeExecuteBody(request: ExecuteRequest): string {
  const members: string[] = [];
  const add = (name: string, json: string): void => void members.push(`"${name}":${json}`);
  if (request.cursor !== undefined && request.cursor !== null) add('cursor', JSON.stringify(request.cursor));
  else add('page', JSON.stringify(request.page ?? 1));
  if (request.pageSize !== undefined) add('page_size', JSON.stringify(request.pageSize));
  if (request.asOf !== undefined && request.asOf !== null) add('as_of', JSON.stringify(request.asOf));
  if (request.filters !== undefined && request.filters.length > 0) {
    add('filters', `[${request.filters.map(writeFilter).join(',')}]`);
  }
  if (request.fields !== undefined) add('fields', JSON.stringify(request.fields));
  if (request.orderBy !== undefined) add('order_by', JSON.stringify(request.orderBy));
  return `{${members.join(',')}}`;
}

function writeFilter(filter: ExecuteFilter): string {
  const { field, op, value } = filter;
  const head = `{"field":${JSON.stringify(field)},"op":${JSON.stringify(op)}`;
  if (value === undefined) return `${head}}`;
  const written = isList(value)
    ? `[${value.map((item) => writeScalar(field, item)).join(',')}]`
    : writeScalar(field, value);
  return `${head},"value":${written}}`;
}

function isList(value: FilterScalar | readonly FilterScalar[]): value is readonly FilterScalar[] {
  return Array.isArray(value);
}

function writeScalar(field: string, value: FilterScalar): string {
  const isFine =
    typeof value === 'object'
      ? /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(value.exactNumber)
      : typeof value !== 'number' || Number.isFinite(value);
  if (!isFine) {
    throw new EngineError('usage', `The filter on ${field} has a value that is not a number. Correct the filter.`);
  }
  return typeof value === 'object' ? value.exactNumber : JSON.stringify(value);
}
