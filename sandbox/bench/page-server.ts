// APISmith for benchmarks: keeps the contract, serves rows that were rendered before as bytes of a file. It parses no
// row: a page is one read of the file into the answer's buffer. Rows are filtered by row version or by key only.

import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { SYNTHETIC_COLUMNS } from '../apismith/synthetic-rows.ts';
import { column, SOURCE_TIME_ZONE, type ColumnDescription } from '../erp-data/erp-api.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { json } from '../http/router.ts';
import { STOCK } from './datasets.ts';
import { startLeanServer, type LeanServer } from './lean-server.ts';
import type { RowFile } from './row-file.ts';

const CONNECTOR = { uid: '0b5e7c1e-0000-8000-8000-000000000001', slug: 'oracle-erp', name: 'Prepared rows' };
const AS_OF = 'SCN-1';
const EXECUTE = /^\/apis\/([^/]+)\/execute$/;
const CAPABILITIES = { total: true, keyset: true, as_of: true };

const byVersion = z.object({ field: z.literal('ROWVERSION'), op: z.enum(['gt', 'ge']), value: z.number().min(0) });
const byKey = z.object({ field: z.enum(['PART_ID', 'STOCK_ID']), op: z.literal('in'), value: z.array(z.number()) });
type Filter = z.output<typeof byVersion> | z.output<typeof byKey>;

const executeSchema = z.object({
  page: z.int().min(1).default(1),
  page_size: z.int().min(1).max(10_000).default(1000),
  cursor: z.string().nullish(),
  as_of: z.literal(AS_OF).nullish(),
  filters: z
    .array(z.union([byVersion, byKey]))
    .max(1)
    .default([]),
  fields: z.undefined().optional(),
  order_by: z.array(z.string()).max(1).optional(),
});

/** What is read of one API: all its rows, or those that a filter lets through. */
interface Selection {
  readonly total: number;
  /** Pieces of the file that make up rows `from` to `to` of the selection. */
  piecesOf(from: number, to: number): readonly { readonly from: number; readonly to: number }[];
}

interface ServedApi {
  readonly slug: string;
  readonly file: RowFile;
  readonly columns: readonly ColumnDescription[];
  readonly key: string;
  /** By filter, as JSON: the pages of a read ask for the same. */
  readonly selections: Map<string, Selection>;
}

export async function startPageServer(files: readonly RowFile[], port = 0): Promise<LeanServer> {
  const apis = new Map(files.map((file) => [file.facts.slug, toServedApi(file)]));
  const find = (slug: string | undefined): ServedApi => {
    const api = apis.get(slug ?? '');
    if (api === undefined) throw new HttpProblem(404, 'unknown_api', `There is no API ${JSON.stringify(slug)}.`);
    return api;
  };
  const list = (items: readonly unknown[]): unknown => ({ items, page: 1, page_size: 50, total: items.length });
  return startLeanServer({
    name: 'bench-apismith',
    port,
    maxBodyBytes: 64 * 1024,
    answer: ({ method, path, body }) => {
      if (method !== 'POST') return null;
      const slug = EXECUTE.exec(path)?.[1];
      return slug === undefined ? null : execute(find(slug), body);
    },
    routes: [
      {
        method: 'GET',
        pattern: '/connectors',
        handle: () => json(list([{ ...CONNECTOR, kind: 'files', status: 'up' }])),
      },
      { method: 'GET', pattern: '/apis', handle: () => json(list([...apis.values()].map(describe))) },
      { method: 'GET', pattern: '/apis/{slug}', handle: ({ params }) => json(describe(find(params['slug']))) },
    ],
  });
}

function toServedApi(file: RowFile): ServedApi {
  const { slug } = file.facts;
  return {
    slug,
    file,
    columns: slug === STOCK ? STOCK_COLUMNS : SYNTHETIC_COLUMNS,
    key: slug === STOCK ? 'STOCK_ID' : 'PART_ID',
    selections: new Map(),
  };
}

function select({ file, selections }: ServedApi, filter: Filter | undefined): Selection {
  if (filter === undefined) return { total: file.facts.rows, piecesOf: (from, to) => [{ from, to }] };
  const name = JSON.stringify(filter);
  let selection = selections.get(name);
  if (selection === undefined) {
    const rows = filter.op === 'in' ? findKeys(file, filter.value) : findVersions(file, filter);
    selection = {
      total: rows.length,
      piecesOf: (from, to) => rows.slice(from, to).map((row) => ({ from: row, to: row + 1 })),
    };
    // One is enough: a read asks for page after page with the same filter.
    selections.clear();
    selections.set(name, selection);
  }
  return selection;
}

function findVersions(file: RowFile, { op, value }: z.output<typeof byVersion>): readonly number[] {
  const lowest = op === 'gt' ? value + 1 : value;
  const rows: number[] = [];
  for (let row = 0; row < file.facts.rows; row += 1) if (file.versionOf(row) >= lowest) rows.push(row);
  return rows;
}

function findKeys(file: RowFile, keys: readonly number[]): readonly number[] {
  return keys
    .map((key) => file.find(key))
    .filter((row) => row >= 0)
    .sort((one, other) => one - other);
}

function execute(api: ServedApi, body: Buffer): Buffer {
  const { page, page_size: size, cursor, filters, order_by: order } = readRequest(body);
  if (order !== undefined && order[0] !== api.key) {
    throw new HttpProblem(400, 'unsupported_order', `${api.slug} can only be read by ${api.key}.`);
  }
  const mark = crc32(JSON.stringify(filters)).toString(16);
  const selection = select(api, filters[0]);
  const from = Math.min(selection.total, cursor === null ? (page - 1) * size : readCursor(cursor, mark));
  const to = Math.min(selection.total, from + size);
  const hasMore = to < selection.total;
  const next = hasMore ? JSON.stringify(writeCursor(to, mark)) : 'null';
  const tail = Buffer.from(
    `],"page_size":${size},"has_more":${hasMore},${cursor === null ? `"page":${page},` : ''}` +
      `"total":${selection.total},"next_cursor":${next},"as_of":"${AS_OF}",` +
      `"rowversion_ceiling":${api.file.facts.highestVersion}}`,
  );
  return writePage(api.file, to > from ? selection.piecesOf(from, to) : [], tail);
}

const HEAD = Buffer.from('{"items":[');

function writePage(file: RowFile, pieces: ReturnType<Selection['piecesOf']>, tail: Buffer): Buffer {
  const bytes = pieces.reduce((sum, { from, to }) => sum + file.bytesOf(from, to) + 1, 0);
  const page = Buffer.allocUnsafe(HEAD.length + bytes + tail.length);
  let at = HEAD.copy(page);
  for (const [index, piece] of pieces.entries()) {
    if (index > 0) at += page.write(',', at);
    at += file.read(piece, page, at);
  }
  at += tail.copy(page, at);
  return page.subarray(0, at);
}

function readRequest(body: Buffer): z.output<typeof executeSchema> & { readonly cursor: string | null } {
  let value: unknown;
  try {
    value = JSON.parse(body.length === 0 ? '{}' : body.toString('utf8'));
  } catch (error) {
    throw new HttpProblem(400, 'invalid_json', `The body is not JSON: ${String(error)}`);
  }
  const parsed = executeSchema.safeParse(value);
  if (!parsed.success) throw new HttpProblem(400, 'invalid_request', z.prettifyError(parsed.error));
  return { ...parsed.data, cursor: parsed.data.cursor ?? null };
}

/** Ties a cursor to the filter it belongs to. */
function writeCursor(row: number, mark: string): string {
  return Buffer.from(`${mark}:${row}`).toString('base64url');
}

function readCursor(cursor: string, mark: string): number {
  const [filter, row] = Buffer.from(cursor, 'base64url').toString().split(':');
  if (filter === mark && row !== undefined && /^\d{1,12}$/.test(row)) return Number(row);
  throw new HttpProblem(400, 'invalid_cursor', 'The cursor is not one of this query.');
}

const STOCK_ONLY: readonly ColumnDescription[] = [
  column('STOCK_ID', { type: 'NUMBER', precision: 10, scale: 0, nullable: false }, noCell),
  column('BIN', { type: 'VARCHAR2', length: 10, nullable: false }, noCell),
].map(({ show: _show, ...described }) => described);

const STOCK_COLUMNS: readonly ColumnDescription[] = [
  ...STOCK_ONLY,
  ...SYNTHETIC_COLUMNS.filter(({ name }) => name !== 'PART_ID' && name !== 'PART_NAME'),
];

/** These rows are rendered elsewhere: only the description of their columns is wanted. */
function noCell(): never {
  throw new TypeError('The rows of this API are prepared as bytes.');
}

function describe(api: ServedApi): unknown {
  return {
    uid: api.slug === STOCK ? '0b5e7c1e-0000-8000-8000-000000000003' : '0b5e7c1e-0000-8000-8000-000000000002',
    slug: api.slug,
    name: api.slug,
    connector: CONNECTOR.slug,
    description: 'Rows rendered before the run, for benchmarks.',
    columns: api.columns,
    key_columns: [api.key],
    rowversion_column: 'ROWVERSION',
    source_time_zone: SOURCE_TIME_ZONE,
    capabilities: CAPABILITIES,
  };
}
