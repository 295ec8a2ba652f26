import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApiDescription, ExecuteRequest, RowPage } from '../../../engine/clients/apismith-client.ts';
import { EngineError } from '../../../engine/failures/engine-error.ts';
import type { RawRow } from '../../../engine/record/shapes.ts';
import {
  fetchPages,
  incompleteness,
  watermarkOf,
  type FetchedPage,
  type FetchNeeds,
  type ReadPosition,
} from '../../../engine/stages/1-fetch.ts';

interface Source {
  rows: readonly RawRow[];
  readonly keyset: boolean;
  readonly total?: boolean;
  readonly asOf?: string;
  readonly ceiling?: string;
  /** The server never gives more rows a page. */
  readonly largestPage?: number;
}

function apiOf(source: Pick<Source, 'keyset'>, keyColumns: readonly string[] = ['ID']): ApiDescription {
  return {
    uid: 'u1',
    description: null,
    slug: 'parts',
    name: 'Parts',
    connector: 'erp',
    columns: [],
    keyColumns: [...keyColumns],
    rowversionColumn: 'RV',
    sourceTimeZone: 'UTC',
    capabilities: { total: true, keyset: source.keyset, asOf: false },
  };
}

/** Answers as a gateway does, from `source.rows` as they are at that moment; keeps the requests. */
function gatewayOf(source: Source) {
  const requests: ExecuteRequest[] = [];
  const executeApi: FetchNeeds['client']['executeApi'] = (_slug, request) => {
    requests.push(request);
    const size = Math.min(request.pageSize ?? 100, source.largestPage ?? Number.POSITIVE_INFINITY);
    const sorted =
      request.orderBy?.[0] === '-RV' ? source.rows.toSorted((a, b) => Number(b['RV']) - Number(a['RV'])) : source.rows;
    const start = request.cursor === undefined ? ((request.page ?? 1) - 1) * size : Number(request.cursor);
    const items = sorted.slice(start, start + size);
    const hasMore = start + size < sorted.length;
    const page: RowPage = {
      items,
      pageSize: size,
      page: request.page ?? null,
      total: source.total === false ? null : sorted.length,
      hasMore,
      nextCursor: source.keyset && hasMore ? String(start + size) : null,
      asOf: source.asOf ?? null,
      rowversionCeiling: source.ceiling ?? null,
      bytes: 0,
    };
    return Promise.resolve(page);
  };
  return { requests, client: { executeApi } };
}

function needsOf(client: FetchNeeds['client'], more: Partial<FetchNeeds> = {}): FetchNeeds {
  return {
    client,
    api: apiOf({ keyset: true }),
    filters: [],
    pageSize: 10,
    rowversion: null,
    start: null,
    exactText: false,
    waitOutOutage: (error) => Promise.reject(error),
    outageOver: () => undefined,
    signal: new AbortController().signal,
    ...more,
  };
}

const rowsUpTo = (count: number): readonly RawRow[] =>
  Array.from({ length: count }, (_, index) => ({ ID: `K${String(index).padStart(4, '0')}`, RV: index + 1 }));

async function read(needs: FetchNeeds): Promise<readonly FetchedPage[]> {
  const pages: FetchedPage[] = [];
  for await (const page of fetchPages(needs)) pages.push(page);
  return pages;
}

const RV = { field: 'RV', kind: 'number' } as const;

describe('reading the pages of an API', () => {
  const shapes = fc.record({
    count: fc.nat({ max: 60 }),
    pageSize: fc.integer({ min: 1, max: 25 }),
    largestPage: fc.integer({ min: 1, max: 25 }),
    keyset: fc.boolean(),
    total: fc.boolean(),
    asOf: fc.option(fc.constant('2025-01-01T00:00:00Z'), { nil: undefined }),
  });

  it('gives every row once, in order, and marks the last page only', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, async ({ count, pageSize, asOf, ...source }) => {
        const rows = rowsUpTo(count);
        const { client, requests } = gatewayOf({ rows, ...source, ...(asOf === undefined ? {} : { asOf }) });
        const api = apiOf(source);
        const pages = await read(needsOf(client, { pageSize, api }));
        expect(pages.flatMap(({ records }) => records.map(({ raw }) => raw))).toEqual(rows);
        expect(pages.map(({ isLast }) => isLast)).toEqual(pages.map((_, index) => index === pages.length - 1));
        expect(pages.map(({ pageNo }) => pageNo)).toEqual(pages.map((_, index) => index + 1));
        const end = pages.at(-1)!.next;
        expect([end.rowsRead, end.isComplete, end.movedRows, incompleteness(end, api)]).toEqual([count, true, 0, null]);
        // The snapshot that the first page names is asked for from then on.
        expect(requests.slice(1).every((request) => request.asOf === asOf)).toBe(true);
      }),
      { seed: 1 },
    );
  });

  it('goes on from the position of any page with exactly the rows that are left', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.nat(), async ({ count, pageSize, asOf: _asOf, ...source }, stop) => {
        const rows = rowsUpTo(count);
        const { client } = gatewayOf({ rows, ...source });
        const needs = needsOf(client, { pageSize, api: apiOf(source), rowversion: RV });
        const whole = await read(needs);
        const at = whole[stop % whole.length]!;
        // As it comes back from the store.
        const start = JSON.parse(JSON.stringify(at.next)) as ReadPosition;
        const rest = await read({ ...needs, start });
        expect(rest.flatMap(({ records }) => records.map(({ raw }) => raw))).toEqual(rows.slice(at.next.rowsRead));
        expect(rest.at(-1)?.next ?? start).toEqual(whole.at(-1)!.next);
      }),
      { seed: 1 },
    );
  });

  it('names each row by its key columns and asks for their order', async () => {
    const { client, requests } = gatewayOf({ rows: rowsUpTo(1), keyset: true });
    const [page] = await read(needsOf(client, { filters: [{ field: 'SITE', op: 'eq', value: 'S1' }] }));
    expect(page?.records.map(({ sourceKey }) => sourceKey)).toEqual(['["K0000"]']);
    expect(requests).toEqual([
      { pageSize: 10, page: 1, filters: [{ field: 'SITE', op: 'eq', value: 'S1' }], orderBy: ['ID'] },
    ]);
  });

  it('asks for no order where the API names no key columns', async () => {
    const { client, requests } = gatewayOf({ rows: rowsUpTo(1), keyset: true });
    const [page] = await read(needsOf(client, { api: apiOf({ keyset: true }, []) }));
    expect([requests[0]?.orderBy, page?.records[0]?.sourceKey]).toEqual([undefined, '{"ID":"K0000","RV":1}']);
  });

  it('counts rows that moved to the next page while it was read', async () => {
    const source: Source = { rows: rowsUpTo(20), keyset: false };
    const { client } = gatewayOf(source);
    const api = apiOf(source);
    const pages: FetchedPage[] = [];
    for await (const page of fetchPages(needsOf(client, { api }))) {
      pages.push(page);
      if (page.pageNo === 1) source.rows = [{ ID: 'A', RV: 99 }, ...source.rows];
    }
    const end = pages.at(-1)!.next;
    expect([end.movedRows, end.rowsRead]).toEqual([1, 21]);
    expect(incompleteness(end, api)).toBe('1 rows moved between pages while they were read');
  });
});

describe('a gateway that breaks its contract', () => {
  const broken: RowPage = {
    items: [],
    pageSize: 10,
    page: 1,
    total: null,
    hasMore: true,
    nextCursor: 'c1',
    asOf: null,
    rowversionCeiling: null,
    bytes: 0,
  };
  const items = rowsUpTo(2);

  it.each([
    ['an empty page that says more follow', [broken], /page 1 is empty but says that more follow/],
    [
      'no cursor where cursors were promised',
      [{ ...broken, items, nextCursor: null }],
      /page 1 does not say where the next one begins.*the position stays/,
    ],
    [
      'a cursor that does not move',
      [
        { ...broken, items },
        { ...broken, items },
      ],
      /page 2 says that the next one begins where it began itself.*the position stays/,
    ],
  ])('by %s ends the read with the position kept', async (_what, answers, message) => {
    const left = [...answers];
    const client: FetchNeeds['client'] = { executeApi: () => Promise.resolve(left.shift()!) };
    const reading = read(needsOf(client));
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toMatchObject({ kind: 'bad_answer' });
  });
});

describe('a gateway that does not answer', () => {
  it('is asked again after a wait, for the same page', async () => {
    const { client, requests } = gatewayOf({ rows: rowsUpTo(25), keyset: true });
    const told: string[] = [];
    let failures = 3;
    const shaky: FetchNeeds['client'] = {
      executeApi: (slug, request, options) => {
        if (requests.length === 1 && failures > 0) {
          failures -= 1;
          return Promise.reject(new EngineError('unavailable', 'no answer'));
        }
        return client.executeApi(slug, request, options);
      },
    };
    const pages = await read(
      needsOf(shaky, {
        waitOutOutage: (error) => {
          told.push(error.kind);
          return Promise.resolve();
        },
        outageOver: () => told.push('over'),
      }),
    );
    expect(pages.flatMap(({ records }) => records)).toHaveLength(25);
    expect(told).toEqual(['over', 'unavailable', 'unavailable', 'unavailable', 'over', 'over']);
  });

  it.each(['auth', 'not_found', 'refused', 'bad_answer', 'stopped'] as const)(
    'is not waited for after %s',
    async (kind) => {
      const client: FetchNeeds['client'] = { executeApi: () => Promise.reject(new EngineError(kind, 'as it is')) };
      const waitOutOutage = () => Promise.reject(new Error('waited'));
      await expect(read(needsOf(client, { waitOutOutage }))).rejects.toMatchObject({ kind, message: 'as it is' });
    },
  );
});

describe('the ceiling of a read', () => {
  it('is the one the gateway gives, without asking twice', async () => {
    const { client, requests } = gatewayOf({ rows: rowsUpTo(15), keyset: true, ceiling: '12' });
    const pages = await read(needsOf(client, { rowversion: RV }));
    const end = pages.at(-1)!.next;
    expect([end.ceiling, end.highest, watermarkOf(end, 'number')]).toEqual(['12', '15', '12']);
    expect(requests).toHaveLength(2);
  });

  it('is asked for before page 1 where the gateway gives neither ceiling nor snapshot', async () => {
    const source: Source = { rows: rowsUpTo(15), keyset: true };
    const { client, requests } = gatewayOf(source);
    const pages = await read(needsOf(client, { rowversion: RV, filters: [{ field: 'SITE', op: 'eq', value: 'S' }] }));
    expect(pages.at(-1)!.next.ceiling).toBe('15');
    expect(requests[1]).toEqual({
      page: 1,
      pageSize: 1,
      filters: [
        { field: 'SITE', op: 'eq', value: 'S' },
        { field: 'RV', op: 'not_null' },
      ],
      orderBy: ['-RV'],
    });
    expect(requests.map(({ page, cursor }) => cursor ?? page)).toEqual([1, 1, 1, '10']);
  });

  it('is not needed for a read of one page, of a snapshot, or without row versions', async () => {
    for (const [source, rowversion] of [
      [{ rows: rowsUpTo(5), keyset: true }, RV],
      [{ rows: rowsUpTo(15), keyset: true, asOf: '2025-01-01T00:00:00Z' }, RV],
      [{ rows: rowsUpTo(15), keyset: true }, null],
    ] as const) {
      const { client, requests } = gatewayOf(source);
      const pages = await read(needsOf(client, { rowversion }));
      expect([pages.at(-1)!.next.ceiling, requests.length]).toEqual([null, pages.length]);
    }
  });
});

const AT_END: ReadPosition = {
  cursor: null,
  page: 4,
  pageSize: 100,
  pagesRead: 3,
  rowsRead: 5000,
  asOf: null,
  ceiling: null,
  highest: null,
  firstTotal: 5000,
  lastTotal: 5000,
  movedRows: 0,
  isComplete: true,
};

describe('the watermark after a read', () => {
  it.each([
    ['nothing was read', 'number', null, '7', null],
    ['the source has no row version', null, '7', null, null],
    ['no ceiling is known', 'number', '7', null, '7'],
    ['the highest lies below the ceiling', 'number', '9', '10', '9'],
    ['a row was committed during the read', 'number', '10', '9', '9'],
    ['the versions are times', 'timestamp', '2025-03-01 10:00:01', '2025-03-01 10:00:00', '2025-03-01 10:00:00'],
    ['the versions are hex', 'hex', 'FF', '0x100', 'FF'],
  ] as const)('where %s', (_when, kind, highest, ceiling, expected) => {
    expect(watermarkOf({ ...AT_END, highest, ceiling }, kind)).toBe(expected);
  });

  it('is the highest version read, whatever the order of the rows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(fc.bigInt({ min: 0n, max: 10n ** 20n }))), async (versions) => {
        const rows = versions.map((version, index) => ({
          ID: String(index),
          RV: version === null ? null : String(version),
        }));
        const { client } = gatewayOf({ rows, keyset: true, asOf: 'now' });
        const pages = await read(needsOf(client, { rowversion: RV, pageSize: 3 }));
        const known = versions.filter((version) => version !== null);
        const highest = known.reduce((best, version) => (version > best ? version : best), -1n);
        const expected = known.length === 0 ? null : String(highest);
        expect(watermarkOf(pages.at(-1)!.next, 'number')).toBe(expected);
      }),
      { seed: 1, numRuns: 50 },
    );
  });
});

describe('the proof that a read was complete', () => {
  const TABLE: readonly (readonly [string, Partial<ReadPosition>, keyset: boolean, RegExp | null])[] = [
    ['a whole read', {}, true, null],
    ['a whole read by page number', {}, false, null],
    ['a read without totals', { firstTotal: null, lastTotal: null }, true, null],
    ['no end marker', { isComplete: false }, true, /did not reach the end marker/],
    ['rows that moved', { movedRows: 2 }, false, /2 rows moved between pages/],
    ['five rows too few of 5000 with cursors', { lastTotal: 5005 }, true, null],
    ['six rows too few of 5000 with cursors', { lastTotal: 5006 }, true, /counts 5006 rows but only 5000/],
    ['one row too few by page number', { firstTotal: 5001, lastTotal: 5001 }, false, /counts 5001 rows but only 5000/],
    ['one row too few of a snapshot', { lastTotal: 5001, asOf: 'then' }, true, /counts 5001 rows but 5000/],
    ['one row too many of a snapshot', { lastTotal: 4999, asOf: 'then' }, true, /counts 4999 rows but 5000/],
    ['a total that fell by page number', { lastTotal: 4999 }, false, /changed from 5000 to 4999/],
    ['a total that fell with cursors', { lastTotal: 4999 }, true, null],
  ];

  it.each(TABLE)('of %s', (_what, position, keyset, doubt) => {
    const found = incompleteness({ ...AT_END, ...position }, apiOf({ keyset }));
    if (doubt === null) expect(found).toBeNull();
    else expect(found).toMatch(doubt);
  });
});
