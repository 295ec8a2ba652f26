// The client of the APISmith gateway: what ERP queries there are, and their rows page by page, with every digit.
// Promises whole pages only: a page that is cut off or not JSON is fetched again, then fails; it is never taken for a short one.

import { EngineError } from '../failures/engine-error.ts';
import { apiPageSchema, apiSchema, connectorPageSchema, readPageOfRows } from './apismith-answers.ts';
import type { ApiDescription, Connector, ListPage, RowPage } from './apismith-answers.ts';
import { writeExecuteBody } from './execute-body.ts';
import type { ExecuteRequest } from './execute-body.ts';
import { APISMITH } from './http/client-options.ts';
import type { ClientOptions } from './http/client-options.ts';
import type { Answer } from './http/exchange.ts';
import { readAs } from './http/read-answer.ts';
import type { Reading } from './http/read-answer.ts';
import { createSystemConnection } from './http/system-connection.ts';

export type { ApiDescription, Connector, ListPage, PageHead, RowPage } from './apismith-answers.ts';
export type { ExecuteFilter, ExecuteRequest, FilterScalar } from './execute-body.ts';
export type { ClientOptions } from './http/client-options.ts';

/** `page` counts from 1, `pageSize` is at most 100. */
export interface ListRequest {
  readonly page?: number | undefined;
  readonly pageSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** `exactText`: every number of the rows comes as its own digits, not only those that a double cannot carry. */
export interface ExecuteOptions {
  readonly signal?: AbortSignal | undefined;
  readonly exactText?: boolean | undefined;
}

/** `askedPage` is the page number of the request, null when a cursor was sent. */
export type PageReader<T> = (answer: Answer, askedPage: number | null) => Reading<T> | Promise<Reading<T>>;

/** All methods throw EngineError only: auth, not_found, refused, unavailable (transient), bad_answer, stopped. */
export interface ApismithClient {
  readonly login: (signal?: AbortSignal) => Promise<void>;
  readonly health: (signal?: AbortSignal) => Promise<void>;
  readonly listConnectors: (request?: ListRequest) => Promise<ListPage<Connector>>;
  readonly listApis: (
    request?: ListRequest & { readonly connector?: string | undefined },
  ) => Promise<ListPage<ApiDescription>>;
  readonly getApiBySlug: (slug: string, signal?: AbortSignal) => Promise<ApiDescription>;
  /** One page. `bad_answer` is transient and names the page or cursor. */
  readonly executeApi: (slug: string, request: ExecuteRequest, options?: ExecuteOptions) => Promise<RowPage>;
  /** One page, read by the caller: its bytes may go to another thread. A reading that is not ok is a bad answer. */
  readonly executeApiAs: <T>(
    slug: string,
    request: ExecuteRequest,
    options: Pick<ExecuteOptions, 'signal'> & { readonly read: PageReader<T> },
  ) => Promise<T>;
  /** Page after page to the end marker, by cursor where the API gives one; sends `as_of` back. */
  readonly executeApiAllPages: (
    slug: string,
    request: ExecuteRequest,
    options?: ExecuteOptions,
  ) => AsyncIterable<RowPage>;
  /** Ends what is in flight and closes the connections. */
  readonly close: () => Promise<void>;
}

/** Creates the client; nothing is sent before the first call. Throws `usage` on an address that cannot work. */
export function createApismithClient(options: ClientOptions): ApismithClient {
  const connection = createSystemConnection(APISMITH, options);

  async function executeApiAs<T>(
    slug: string,
    request: ExecuteRequest,
    how: { readonly signal?: AbortSignal | undefined; readonly read: PageReader<T> },
  ): Promise<T> {
    const cursor = request.cursor ?? null;
    const page = cursor === null ? (request.page ?? 1) : null;
    return connection.call({
      doing: `reading ${slug}, ${page === null ? `the page after cursor ${shorten(cursor)}` : `page ${page}`}`,
      method: 'POST',
      path: `/apis/${encodeURIComponent(slug)}/execute`,
      body: writeExecuteBody(request),
      timeoutMs: connection.timeouts.executeMs,
      signal: how.signal,
      details: { api: slug, page, cursor },
      read: (answer) => how.read(answer, page),
    });
  }

  function executeApi(slug: string, request: ExecuteRequest, how: ExecuteOptions = {}): Promise<RowPage> {
    const read: PageReader<RowPage> = (answer, page) => readPageOfRows(answer, page, how);
    return executeApiAs(slug, request, { signal: how.signal, read });
  }

  return {
    login: connection.login,
    health: connection.health,
    listConnectors: ({ page = 1, pageSize = 50, signal } = {}) =>
      connection.call({
        doing: 'listing the connectors',
        method: 'GET',
        path: `/connectors?page=${page}&page_size=${pageSize}`,
        signal,
        read: readAs(connectorPageSchema),
      }),
    listApis: ({ connector, page = 1, pageSize = 50, signal } = {}) =>
      connection.call({
        doing: 'listing the APIs',
        method: 'GET',
        path: `/apis?page=${page}&page_size=${pageSize}${connector === undefined ? '' : `&connector=${encodeURIComponent(connector)}`}`,
        signal,
        read: readAs(apiPageSchema),
      }),
    getApiBySlug: (slug, signal) =>
      connection.call({
        doing: `looking up the API ${slug}`,
        method: 'GET',
        path: `/apis/${encodeURIComponent(slug)}`,
        signal,
        details: { api: slug },
        read: readAs(apiSchema),
      }),
    executeApi,
    executeApiAs,
    executeApiAllPages: (slug, request, how) => allPages((next) => executeApi(slug, next, how), slug, request),
    close: connection.close,
  };
}

async function* allPages(
  fetchPage: (request: ExecuteRequest) => Promise<RowPage>,
  slug: string,
  first: ExecuteRequest,
): AsyncGenerator<RowPage> {
  let request = first;
  for (;;) {
    const page = await fetchPage(request);
    yield page;
    if (!page.hasMore) return;
    request = { ...request, ...nextPosition(slug, request, page), asOf: request.asOf ?? page.asOf };
  }
}

/** A page that says more follow but does not lead on would end the read early, and absent rows look deleted. */
function nextPosition(slug: string, request: ExecuteRequest, page: RowPage): Pick<ExecuteRequest, 'cursor' | 'page'> {
  const lost = (what: string): EngineError =>
    new EngineError('bad_answer', `Reading ${slug}: ${what}. The read is not complete. Ask who runs APISmith.`, {
      transient: true,
      details: { api: slug, page: request.page ?? null, cursor: request.cursor ?? null },
    });
  const cursor = request.cursor ?? null;
  if (page.nextCursor !== null) {
    if (page.nextCursor === cursor) throw lost('the cursor does not move on');
    return { cursor: page.nextCursor };
  }
  if (cursor !== null) throw lost('a page says that more follow, but gives no cursor');
  if (page.items.length === 0) throw lost('an empty page says that more follow');
  return { page: (request.page ?? 1) + 1 };
}

function shorten(cursor: string | null): string {
  return cursor === null || cursor.length <= 40 ? `${cursor}` : `${cursor.slice(0, 40)}…`;
}
