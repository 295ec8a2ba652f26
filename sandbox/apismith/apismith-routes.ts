// The paths of apismith.openapi.yaml below /api/v1, but for health and tokens.

import { createHash } from 'node:crypto';
import { HttpProblem } from '../http/http-problem.ts';
import { json, type Answer, type Route } from '../http/router.ts';
import type { StatsCounter } from '../http/stats.ts';
import { SOURCE_TIME_ZONE } from '../erp-data/erp-api.ts';
import { executeApi } from './execute.ts';
import type { SourceApi } from './source-api.ts';

const CONNECTOR_SLUG = 'oracle-erp';
const MAX_LIST_PAGE = 100;

/** The same name has the same uid on every start. */
function uidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function readCount(
  query: URLSearchParams,
  name: string,
  { otherwise, max }: { readonly otherwise: number; readonly max: number },
): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > max) {
    throw new HttpProblem(400, `invalid_${name}`, `${name} must be a whole number from 1 to ${max}.`);
  }
  return value;
}

function list(query: URLSearchParams, items: readonly unknown[]): Answer {
  const page = readCount(query, 'page', { otherwise: 1, max: 1_000_000 });
  const pageSize = readCount(query, 'page_size', { otherwise: 50, max: MAX_LIST_PAGE });
  return json({
    items: items.slice((page - 1) * pageSize, page * pageSize),
    page,
    page_size: pageSize,
    total: items.length,
  });
}

function describe(api: SourceApi): unknown {
  return {
    uid: uidOf(api.slug),
    slug: api.slug,
    name: api.name,
    connector: CONNECTOR_SLUG,
    description: api.description,
    columns: api.columns,
    key_columns: api.keyColumns,
    rowversion_column: api.rowversionColumn,
    source_time_zone: SOURCE_TIME_ZONE,
    capabilities: api.capabilities,
  };
}

export function createApismithRoutes(apis: readonly SourceApi[], stats: StatsCounter): Route[] {
  const find = (slug: string | undefined): SourceApi => {
    const api = apis.find((one) => one.slug === slug);
    if (api === undefined) throw new HttpProblem(404, 'unknown_api', `There is no API ${JSON.stringify(slug)}.`);
    return api;
  };
  const connector = {
    uid: uidOf(CONNECTOR_SLUG),
    slug: CONNECTOR_SLUG,
    name: 'Oracle ERP (sandbox)',
    kind: 'oracle',
    status: 'up',
  };
  return [
    { method: 'GET', pattern: '/connectors', handle: ({ query }) => list(query, [connector]) },
    {
      method: 'GET',
      pattern: '/apis',
      handle: ({ query }) => {
        const wanted = query.get('connector') ?? CONNECTOR_SLUG;
        return list(query, wanted === CONNECTOR_SLUG ? apis.map(describe) : []);
      },
    },
    { method: 'GET', pattern: '/apis/{slug}', handle: ({ params }) => json(describe(find(params['slug']))) },
    {
      method: 'POST',
      pattern: '/apis/{slug}/execute',
      handle: ({ params, body, faults }) => {
        const answer = executeApi(find(params['slug']), body, faults);
        stats.add({ rows_served: answer.rowCount });
        return { status: 200, body: answer.body };
      },
    },
  ];
}
