import { describe, expect, it } from 'vitest';
import type { ExecuteRequest, RowPage } from '../../../engine/clients/apismith-client.ts';
import type { SyncType } from '../../../engine/contract/batch.ts';
import { entitySchema } from '../../../engine/contract/entity.ts';
import { EngineError } from '../../../engine/failures/engine-error.ts';
import type { RunParts } from '../../../engine/pipeline/run-parts.ts';
import type { Run } from '../../../engine/pipeline/run.ts';
import { sourcePages } from '../../../engine/pipeline/source-pages.ts';
import type { ReadPosition } from '../../../engine/stages/1-fetch.ts';

interface Words {
  readonly answer?: (request: ExecuteRequest) => Partial<RowPage>;
  readonly position?: ReadPosition | null;
  readonly syncType?: SyncType;
  readonly rowversion?: Run['rowversion'];
  readonly watermark?: string | null;
  readonly delta?: { readonly overlap_seconds?: number; readonly overlap_versions?: number };
}

const ONE_PAGE: RowPage = {
  items: [{ ID: 'P1' }],
  pageSize: 10,
  page: 1,
  total: 1,
  hasMore: false,
  nextCursor: null,
  asOf: null,
  rowversionCeiling: null,
  bytes: 0,
};

/** Reads everything; tells what was asked for and what the run was told. */
async function read(words: Words = {}) {
  const requests: ExecuteRequest[] = [];
  const told: string[] = [];
  const entity = entitySchema.parse({
    name: 'part',
    source: { api: 'parts', filters: [{ field: 'SITE', op: 'eq', value: 'S1' }] },
    business_key: ['id'],
    delta: words.delta ?? {},
    mappings: [{ source_field: 'ID', target_field: 'id' }],
  });
  const run = {
    entity,
    batch: { syncType: words.syncType ?? 'full' },
    apismith: {
      executeApi: (_slug: string, request: ExecuteRequest) => {
        requests.push(request);
        return Promise.resolve().then(() => ({ ...ONE_PAGE, ...words.answer?.(request) }));
      },
    },
    api: { slug: 'parts', keyColumns: ['ID'], capabilities: { keyset: true } },
    rowversion: words.rowversion ?? null,
    settings: { pages_ahead: 2 },
    control: { outageOver: () => undefined, signal: new AbortController().signal },
  } as unknown as Run;
  const parts = {
    tracker: { position: () => words.position ?? null },
    warn: (message: string) => told.push(message),
    startReadOver: () => told.push('started over'),
  } as unknown as RunParts;
  const totals: (number | null)[] = [];
  const keys: string[] = [];
  const pages = sourcePages({
    run,
    parts,
    watermark: words.watermark ?? null,
    pageSize: 10,
    onTotal: (total) => totals.push(total),
  });
  const failure = await (async () => {
    for await (const page of pages) keys.push(...page.records.map(({ sourceKey }) => sourceKey));
    return null;
  })().catch((error: unknown) => error);
  return { requests, told, totals, keys, failure };
}

const AT_C3: ReadPosition = {
  cursor: 'c3',
  page: 4,
  pageSize: 10,
  pagesRead: 3,
  rowsRead: 30,
  asOf: null,
  ceiling: null,
  highest: null,
  firstTotal: 31,
  lastTotal: 31,
  movedRows: 0,
  isComplete: false,
};

const filterOf = (request: ExecuteRequest | undefined, field: string) =>
  request?.filters?.find((filter) => filter.field === field);

describe('the pages of a source', () => {
  it('go on from the place where the run stopped', async () => {
    const { requests, keys, told } = await read({ position: AT_C3 });
    expect([requests[0]?.cursor, keys, told]).toEqual(['c3', ['["P1"]'], []]);
  });

  it.each(['refused', 'not_found'] as const)('start over where the gateway answers the place with %s', async (kind) => {
    const { requests, keys, told, failure } = await read({
      position: AT_C3,
      answer: (request) => {
        if (request.cursor !== undefined) throw new EngineError(kind, 'no such cursor');
        return {};
      },
    });
    expect([failure, keys, requests.map(({ cursor, page }) => cursor ?? page)]).toEqual([null, ['["P1"]'], ['c3', 1]]);
    expect(told).toEqual([expect.stringMatching(/no longer knew where the run had stopped/), 'started over']);
  });

  it.each([
    ['the first page is refused', null, 'refused'],
    ['the gateway does not take the credentials', AT_C3, 'auth'],
    ['a page breaks the contract', AT_C3, 'bad_answer'],
  ] as const)('end with the error where %s', async (_when, position, kind) => {
    const { failure, told } = await read({
      position,
      answer: () => {
        throw new EngineError(kind, 'as it is');
      },
    });
    expect([failure, told]).toEqual([expect.objectContaining({ kind, message: 'as it is' }), []]);
  });

  it('do not start over in the middle of a read: rows already taken would be read twice', async () => {
    const { failure, keys, told } = await read({
      position: AT_C3,
      answer: (request) => {
        if (request.cursor === 'c4') throw new EngineError('refused', 'no such cursor');
        return { hasMore: true, nextCursor: 'c4' };
      },
    });
    expect([failure, keys, told]).toEqual([expect.objectContaining({ kind: 'refused' }), ['["P1"]'], []]);
  });

  it('tell how many rows there are', async () => {
    expect((await read()).totals).toEqual([1]);
  });
});

describe('the filter of an incremental read', () => {
  const number: Run['rowversion'] = { field: 'RV', kind: 'number' };
  const time: Run['rowversion'] = { field: 'RV', kind: 'timestamp' };

  it.each([
    ['number, digit for digit', number, '9007199254740993', {}, { exactNumber: '9007199254740993' }],
    ['number less the overlap', number, '1000', { overlap_versions: 100 }, { exactNumber: '900' }],
    ['time less the overlap', time, '2025-03-01 10:05:00.000001', {}, '2025-03-01 10:00:00.000001'],
    ['time without overlap', time, '2025-03-01 10:05:00', { overlap_seconds: 0 }, '2025-03-01 10:05:00'],
  ] as const)('begins above the %s', async (_what, rowversion, watermark, delta, value) => {
    const { requests } = await read({ syncType: 'incremental', rowversion, watermark, delta });
    expect(filterOf(requests[0], 'RV')).toEqual({ field: 'RV', op: 'gt', value });
    expect(filterOf(requests[0], 'SITE')).toEqual({ field: 'SITE', op: 'eq', value: 'S1' });
  });

  it.each([
    ['a full read', 'full', number, '7'],
    ['a first run', 'incremental', number, null],
    ['a source without row versions', 'incremental', null, '7'],
  ] as const)('is left out of %s', async (_what, syncType, rowversion, watermark) => {
    const { requests } = await read({ syncType, rowversion, watermark });
    expect(requests[0]?.filters).toEqual([{ field: 'SITE', op: 'eq', value: 'S1' }]);
  });
});
