import { describe, expect, it, onTestFinished } from 'vitest';
import { createApismithClient } from '../../../engine/clients/apismith-client.ts';
import type { ApismithClient, RowPage } from '../../../engine/clients/apismith-client.ts';
import { createTestOptions, errorOf, PASSWORD } from './client-options.ts';
import type { TestOptions } from './client-options.ts';
import { sendJson, sendProblem, sendText, startTestServer, tokenPair } from './test-server.ts';
import type { Handle, TestServer, TestServerOptions } from './test-server.ts';

async function start(
  handle: Handle,
  more: Omit<TestServerOptions, 'handle'> = {},
): Promise<{ client: ApismithClient; server: TestServer; options: TestOptions }> {
  const server = await startTestServer({ handle, ...more });
  const options = createTestOptions(server.baseUrl);
  const client = createApismithClient(options);
  onTestFinished(client.close);
  return { client, server, options };
}

const page = (items: readonly unknown[], more: Record<string, unknown> = {}): Record<string, unknown> => ({
  items,
  page_size: 100,
  has_more: false,
  ...more,
});

describe('pages of rows', () => {
  it('come with every digit, and with the envelope in the names of the program', async () => {
    const body =
      '{"items":[{"ID":9007199254740993,"PRICE":1.100000000000000000001,"NAME":"Ünit","OK":true,"X":null}],' +
      '"page":1,"page_size":100,"total":1,"has_more":true,"next_cursor":"c1","as_of":"s1","rowversion_ceiling":90071992547409931}';
    const { client, server } = await start((_request, response) => sendText(response, { body }));
    expect(await client.executeApi('parts', { pageSize: 100 })).toEqual({
      items: [{ ID: '9007199254740993', PRICE: '1.100000000000000000001', NAME: 'Ünit', OK: true, X: null }],
      page: 1,
      pageSize: 100,
      total: 1,
      hasMore: true,
      nextCursor: 'c1',
      asOf: 's1',
      rowversionCeiling: '90071992547409931',
      bytes: Buffer.byteLength(body),
    } satisfies RowPage);
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/apis/parts/execute' });
    expect(server.requests[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'accept-encoding': 'identity',
      authorization: `Bearer ${String(tokenPair('login-1')['access_token'])}`,
    });
  });

  it('keep the digits of every number where exact text is asked for, the envelope included', async () => {
    const body =
      '{"items":[{"V":1.10}],"page":1,"page_size":100.0,"total":1,"has_more":false,"rowversion_ceiling":7.50}';
    const { client } = await start((_request, response) => sendText(response, { body: body.replace('100.0', '100') }));
    expect(await client.executeApi('parts', {}, { exactText: true })).toMatchObject({
      items: [{ V: '1.10' }],
      pageSize: 100,
      rowversionCeiling: '7.50',
    });
  });

  it('are asked for with exact numbers as JSON number tokens', async () => {
    const { client, server } = await start((_request, response) => sendJson(response, page([])));
    await client.executeApi('a/b c', {
      cursor: 'c"1',
      pageSize: 10,
      asOf: 's',
      filters: [
        { field: 'ID', op: 'gt', value: { exactNumber: '9007199254740993' } },
        { field: 'ID', op: 'in', value: ['x', 1, true, { exactNumber: '-1.50' }] },
        { field: 'N"', op: 'is_null' },
      ],
      fields: ['ID'],
      orderBy: ['-ID'],
    });
    expect(server.requests[0]?.path).toBe('/apis/a%2Fb%20c/execute');
    expect(server.requests[0]?.body).toBe(
      '{"cursor":"c\\"1","page_size":10,"as_of":"s","filters":[{"field":"ID","op":"gt","value":9007199254740993},' +
        '{"field":"ID","op":"in","value":["x",1,true,-1.50]},{"field":"N\\"","op":"is_null"}],"fields":["ID"],"order_by":["-ID"]}',
    );
  });

  it.each([{ exactNumber: '1]}' }, { exactNumber: '01' }, Number.NaN])(
    'are not asked for with %j as a number',
    async (value) => {
      const { client, server } = await start((_request, response) => sendJson(response, page([])));
      const request = { filters: [{ field: 'ID', op: 'eq' as const, value }] };
      await expect(client.executeApi('parts', request)).rejects.toMatchObject({ kind: 'usage' });
      expect(server.requests).toHaveLength(0);
    },
  );

  const whole = JSON.stringify(page([{ A: 1 }]));
  const broken: readonly (readonly [string, Handle])[] = [
    [
      'cut off before the announced length',
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
        response.write(whole, () => response.destroy());
      },
    ],
    [
      'cut off in the middle of a chunked body',
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write(whole.slice(0, 20), () => response.destroy());
      },
    ],
    ['half of its JSON', (_request, response) => sendText(response, { body: whole.slice(0, 20) })],
    ['a page of HTML', (_request, response) => sendText(response, { type: 'text/html', body: '<html>login</html>' })],
    ['an empty body', (_request, response) => sendText(response, { body: '' })],
    ['no items', (_request, response) => sendJson(response, { page_size: 1, has_more: false })],
    ['items that are no rows', (_request, response) => sendJson(response, page([{ A: 1 }, [1]]))],
    ['no end marker', (_request, response) => sendJson(response, { items: [], page_size: 1 })],
    ['another page than the one asked for', (_request, response) => sendJson(response, page([], { page: 2 }))],
    [
      'bytes that are not UTF-8',
      (_request, response) => {
        response.end(Buffer.concat([Buffer.from('{"items":[{"A":"'), Buffer.from([0xff]), Buffer.from('"}]}')]));
      },
    ],
  ];

  it.each(broken)('are fetched again after %s', async (_name, breakIt) => {
    const { client, server } = await start(async (request, response, nth) => {
      if (nth < 3) return breakIt(request, response, nth);
      return sendText(response, { body: whole });
    });
    expect((await client.executeApi('parts', {})).items).toEqual([{ A: 1 }]);
    expect(server.requests).toHaveLength(3);
    expect(new Set(server.requests.map((request) => request.body)).size).toBe(1);
  });

  it.each(broken)('fail by name after three answers with %s', async (_name, breakIt) => {
    const { client, server } = await start(breakIt);
    const error = await errorOf(client.executeApi('parts', { page: 1 }));
    expect(error).toMatchObject({
      kind: 'bad_answer',
      transient: true,
      details: { api: 'parts', page: 1, cursor: null, tries: 3 },
    });
    expect(String(error)).toContain(`Reading parts, page 1 (APISmith at ${server.host})`);
    expect(server.requests).toHaveLength(3);
  });

  it('name the cursor when they fail', async () => {
    const { client } = await start(broken[2]![1]);
    expect(await errorOf(client.executeApi('parts', { cursor: 'abc' }))).toMatchObject({
      message: expect.stringContaining('the page after cursor abc'),
      details: { page: null, cursor: 'abc' },
    });
  });
});

describe('reading all pages', () => {
  async function collect(client: ApismithClient): Promise<unknown[]> {
    const items: unknown[] = [];
    for await (const rows of client.executeApiAllPages('parts', { pageSize: 1 })) items.push(...rows.items);
    return items;
  }

  it('follows the cursor and sends as_of back', async () => {
    const { client, server } = await start((request, response) => {
      const { cursor } = JSON.parse(request.body) as { cursor?: string };
      if (cursor === undefined)
        return sendJson(response, page([{ A: 1 }], { has_more: true, next_cursor: 'c1', as_of: 's' }));
      if (cursor === 'c1') return sendJson(response, page([], { has_more: true, next_cursor: 'c2' }));
      return sendJson(response, page([{ A: 2 }]));
    });
    expect(await collect(client)).toEqual([{ A: 1 }, { A: 2 }]);
    expect(server.requests.map((request) => JSON.parse(request.body) as unknown)).toEqual([
      { page: 1, page_size: 1 },
      { cursor: 'c1', page_size: 1, as_of: 's' },
      { cursor: 'c2', page_size: 1, as_of: 's' },
    ]);
  });

  it('counts pages where the API gives no cursor', async () => {
    const { client } = await start((request, response) => {
      const asked = (JSON.parse(request.body) as { page: number }).page;
      sendJson(response, page([{ A: asked }], { page: asked, has_more: asked < 3 }));
    });
    expect(await collect(client)).toEqual([{ A: 1 }, { A: 2 }, { A: 3 }]);
  });

  it.each([
    ['the cursor stands still', page([{ A: 1 }], { has_more: true, next_cursor: 'c1' })],
    ['the cursor is lost', page([{ A: 1 }], { has_more: true })],
  ])('fails when %s', async (_name, later) => {
    const { client } = await start((_request, response, nth) =>
      sendJson(response, nth === 1 ? page([{ A: 1 }], { has_more: true, next_cursor: 'c1' }) : later),
    );
    expect(await errorOf(collect(client))).toMatchObject({
      kind: 'bad_answer',
      details: { api: 'parts', cursor: 'c1' },
    });
  });

  it('fails when an empty page says that more follow', async () => {
    const { client } = await start((_request, response) => sendJson(response, page([], { has_more: true })));
    expect(await errorOf(collect(client))).toMatchObject({ kind: 'bad_answer' });
  });
});

describe('lists and descriptions', () => {
  const api = {
    uid: 'u',
    slug: 'parts',
    name: 'Parts',
    connector: 'erp',
    columns: [{ name: 'PART_NO', type: 'VARCHAR2', nullable: false, length: 25 }],
    key_columns: ['PART_NO'],
    rowversion_column: 'ROWVERSION',
    capabilities: { total: true, keyset: true, as_of: false },
    a_later_addition: 1,
  };

  it('are read with what the contract leaves out as null', async () => {
    const { client, server } = await start((request, response) => {
      if (request.path.startsWith('/connectors')) {
        const items = [{ uid: 'u', slug: 'erp', name: 'ERP', kind: 'oracle', status: 'up' }];
        return sendJson(response, { items, page: 2, page_size: 10, total: 11 });
      }
      if (request.path.startsWith('/apis?'))
        return sendJson(response, { items: [api], page: 1, page_size: 50, total: 1 });
      return sendJson(response, api);
    });
    const described = {
      uid: 'u',
      slug: 'parts',
      name: 'Parts',
      connector: 'erp',
      description: null,
      columns: [
        { name: 'PART_NO', type: 'VARCHAR2', nullable: false, length: 25, precision: null, scale: null, comment: null },
      ],
      keyColumns: ['PART_NO'],
      rowversionColumn: 'ROWVERSION',
      sourceTimeZone: null,
      capabilities: { total: true, keyset: true, asOf: false },
    };
    expect(await client.listConnectors({ page: 2, pageSize: 10 })).toEqual({
      items: [{ uid: 'u', slug: 'erp', name: 'ERP', kind: 'oracle', status: 'up' }],
      page: 2,
      pageSize: 10,
      total: 11,
    });
    expect(await client.listApis({ connector: 'e&p' })).toEqual({
      items: [described],
      page: 1,
      pageSize: 50,
      total: 1,
    });
    expect(await client.getApiBySlug('parts')).toEqual(described);
    expect(server.requests.map((request) => request.path)).toEqual([
      '/connectors?page=2&page_size=10',
      '/apis?page=1&page_size=50&connector=e%26p',
      '/apis/parts',
    ]);
  });

  it('are refused with the field when they do not keep the contract', async () => {
    const { client } = await start((_request, response) => sendJson(response, { ...api, key_columns: 'PART_NO' }));
    expect(await errorOf(client.getApiBySlug('parts'))).toMatchObject({
      kind: 'bad_answer',
      message: expect.stringContaining('key_columns'),
    });
  });

  it('tell a name that is not there from an address that is wrong', async () => {
    const { client } = await start((request, response) => {
      if (request.path === '/apis/nope')
        return sendProblem(response, 404, { code: 'unknown_api', detail: 'No API nope.' });
      return sendText(response, { status: 404, type: 'text/html', body: '<h1>Not found</h1>' });
    });
    const unknown = await errorOf(client.getApiBySlug('nope'));
    expect(unknown).toMatchObject({ kind: 'not_found', details: { code: 'unknown_api', status: 404 } });
    expect(String(unknown)).toContain('"No API nope."');
    expect(String(await errorOf(client.getApiBySlug('x')))).toContain(
      'the address of APISmith ends in the path of the API',
    );
  });
});

describe('logging in', () => {
  const unauthorized: Handle = (_request, response) => sendProblem(response, 401, { code: 'token_expired' });

  it('happens by itself and once for fifty callers at once', async () => {
    const { client, server } = await start((_request, response) => sendJson(response, page([])));
    await Promise.all(Array.from({ length: 50 }, () => client.executeApi('parts', {})));
    expect(server.logins).toHaveLength(1);
    expect(server.requests).toHaveLength(50);
    expect(JSON.parse(server.logins[0]?.body ?? '')).toEqual({ username: 'planner', password: PASSWORD });
  });

  it('is refreshed once for fifty callers whose token dies at once', async () => {
    let valid = '';
    const { client, server } = await start(
      (request, response, nth) => {
        if (request.headers.authorization !== `Bearer ${valid}`) return unauthorized(request, response, nth);
        return sendJson(response, page([]));
      },
      {
        refresh: (_request, response, nth) => {
          const pair = tokenPair(`fresh-${nth}`);
          valid = String(pair['access_token']);
          sendJson(response, pair);
        },
      },
    );
    await client.login();
    await Promise.all(Array.from({ length: 50 }, () => client.executeApi('parts', {})));
    expect(server.logins).toHaveLength(1);
    expect(server.refreshes).toHaveLength(1);
    expect(JSON.parse(server.refreshes[0]?.body ?? '')).toEqual({ refresh_token: 'refresh-login-1' });
  });

  it('is refreshed before the token ends', async () => {
    const { client, server, options } = await start((_request, response) => sendJson(response, page([])));
    await client.executeApi('parts', {});
    options.clock.advance(3_575_000);
    await client.executeApi('parts', {});
    expect(server.refreshes).toHaveLength(1);
    expect(server.requests).toHaveLength(2);
  });

  it('falls back to the password when the refresh token is refused', async () => {
    const { client, server } = await start(
      (request, response, nth) => (nth === 1 ? unauthorized(request, response, nth) : sendJson(response, page([]))),
      { refresh: unauthorized },
    );
    await client.executeApi('parts', {});
    expect(server.refreshes).toHaveLength(1);
    expect(server.logins).toHaveLength(2);
  });

  it('asks again when the answer of a refresh was lost, and then logs in: a refresh token works once', async () => {
    const { client, server } = await start(
      (request, response, nth) => (nth === 1 ? unauthorized(request, response, nth) : sendJson(response, page([]))),
      {
        refresh: (request, response, nth) => {
          if (nth > 1) return unauthorized(request, response, nth);
          response.destroy();
        },
      },
    );
    await client.executeApi('parts', {});
    expect(server.refreshes).toHaveLength(2);
    expect(server.logins).toHaveLength(2);
  });

  it('ends as an auth error when a fresh token is refused too', async () => {
    const { client, server } = await start(unauthorized);
    expect(await errorOf(client.executeApi('parts', {}))).toMatchObject({ kind: 'auth', transient: false });
    expect(server.requests).toHaveLength(2);
    expect(server.refreshes).toHaveLength(1);
  });

  it('is one clear sentence without secrets when the password is wrong', async () => {
    const { client, server, options } = await start(unauthorized, {
      login: (_request, response) => sendProblem(response, 401, { detail: `No: see http://planner:pw@intranet/help` }),
    });
    const error = await errorOf(client.getApiBySlug('parts'));
    expect(error).toMatchObject({ kind: 'auth', details: { status: 401, api: 'parts', host: server.host } });
    expect(String(error)).toBe(
      `EngineError: Logging in (APISmith at ${server.host}): access was refused (401, "No: see http://intranet/help"). ` +
        'Check the user name and password.',
    );
    expect(options.lines.join()).not.toContain(PASSWORD);
  });

  it('says that a right is missing at 403, and does not refresh for it', async () => {
    const { client, server } = await start((_request, response) => sendProblem(response, 403));
    const error = await errorOf(client.executeApi('parts', {}));
    expect(error).toMatchObject({ kind: 'auth', message: expect.stringContaining('no right') });
    expect(server.refreshes).toHaveLength(0);
  });

  it('refuses tokens that could not stand in a header', async () => {
    const { client } = await start(unauthorized, {
      login: (_request, response) => sendJson(response, { ...tokenPair('x'), access_token: 'a\r\nx: y' }),
    });
    expect(await errorOf(client.login())).toMatchObject({ kind: 'bad_answer' });
  });

  it('never writes a token or password to the log', async () => {
    const { client, options } = await start((_request, response, nth) =>
      nth < 3 ? sendProblem(response, 503) : sendJson(response, page([])),
    );
    await client.executeApi('parts', {});
    expect(options.lines).toHaveLength(2);
    expect(options.lines.join()).not.toMatch(/s3cret|Bearer|refresh-|signature/);
  });
});
