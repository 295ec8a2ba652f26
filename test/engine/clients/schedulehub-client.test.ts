import { describe, expect, it, onTestFinished } from 'vitest';
import { createScheduleHubClient } from '../../../engine/clients/schedulehub-client.ts';
import type { OutgoingRecord, ScheduleHubClient } from '../../../engine/clients/schedulehub-client.ts';
import { createTestOptions, errorOf } from './client-options.ts';
import type { TestOptions } from './client-options.ts';
import { sendJson, sendProblem, sendText, startTestServer } from './test-server.ts';
import type { Handle, TestServer } from './test-server.ts';

const KEY = '01927c5e-0000-7000-8000-000000000001';
const UID = '01927c5e-0000-7000-8000-0000000000aa';

async function start(handle: Handle): Promise<{ client: ScheduleHubClient; server: TestServer; options: TestOptions }> {
  const server = await startTestServer({ handle });
  const options = createTestOptions(server.baseUrl);
  const client = createScheduleHubClient(options);
  onTestFinished(client.close);
  return { client, server, options };
}

function record(nth: number, uid?: string): OutgoingRecord {
  return {
    bkHash: nth.toString(16).padStart(32, '0'),
    dataHash: nth.toString(16).padStart(64, '0'),
    rowversion: '9007199254740993',
    reference: 'site="S1" | item_number=PN-7',
    dataJson: '{"price":1.50,"weight":"1.100000000000000000001"}',
    uid,
  };
}
const RECORDS = [record(1), record(2)];

function stored(nth: number, more: Record<string, unknown> = {}): Record<string, unknown> {
  const { bkHash, dataHash, rowversion, reference } = record(nth);
  return { uid: UID, bk_hash: bkHash, data_hash: dataHash, rowversion, reference, data: { price: 1.5 }, ...more };
}

function results(status: string, records: readonly { readonly bkHash: string }[] = RECORDS): Record<string, unknown> {
  return {
    success_count: records.length,
    failure_count: 0,
    results: records.map(({ bkHash }) => ({ bk_hash: bkHash, uid: UID, status })),
  };
}

const insertTwo = (client: ScheduleHubClient, signal?: AbortSignal) =>
  client.batchInsert('part', RECORDS, { idempotencyKey: KEY, signal });

describe('batches', () => {
  it('carry the key, and the ready JSON of the data as it is', async () => {
    const { client, server } = await start((_request, response) => sendJson(response, results('created')));
    await insertTwo(client);
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/entities/part/records/batch-insert' });
    expect(server.requests[0]?.headers['idempotency-key']).toBe(KEY);
    const first =
      `{"bk_hash":"${RECORDS[0]?.bkHash}","data_hash":"${RECORDS[0]?.dataHash}","rowversion":"9007199254740993",` +
      '"reference":"site=\\"S1\\" | item_number=PN-7","data":{"price":1.50,"weight":"1.100000000000000000001"}}';
    expect(server.requests[0]?.body).toContain(`{"records":[${first},`);
    expect(JSON.parse(server.requests[0]?.body ?? '')).toHaveProperty('records.length', 2);
  });

  it('send uids with updates and deletes', async () => {
    const { client, server } = await start((request, response) =>
      sendJson(response, results(request.path.endsWith('update') ? 'updated' : 'deleted', [record(1)])),
    );
    await client.batchUpdate('part', [record(1, UID)], { idempotencyKey: KEY });
    await client.batchDelete('part', [{ uid: UID, bkHash: record(1).bkHash }], { idempotencyKey: KEY });
    const sent = server.requests.map((request) => JSON.parse(request.body) as { records: unknown[] });
    expect(sent[0]?.records[0]).toMatchObject({ uid: UID, bk_hash: record(1).bkHash });
    expect(sent[1]?.records).toEqual([{ uid: UID, bk_hash: record(1).bkHash }]);
  });

  it('give the fate of every record in the order sent', async () => {
    const answer = {
      success_count: 1,
      failure_count: 1,
      results: [
        { bk_hash: RECORDS[0]?.bkHash, status: 'exists', uid: UID },
        { bk_hash: RECORDS[1]?.bkHash, status: 'failed', uid: null, error: { code: 'range', message: 'Too big.' } },
      ],
    };
    const { client } = await start((_request, response) => sendJson(response, answer));
    expect(await insertTwo(client)).toEqual({
      results: [
        { bkHash: RECORDS[0]?.bkHash, status: 'exists', uid: UID, error: null },
        {
          bkHash: RECORDS[1]?.bkHash,
          status: 'failed',
          uid: null,
          error: { code: 'range', message: 'Too big.', field: null },
        },
      ],
    });
  });

  const lost: readonly (readonly [string, Handle])[] = [
    ['a reset after the work was done', (_request, response) => response.destroy()],
    [
      'half an answer',
      (_request, response) => {
        response.writeHead(200, { 'content-length': 5000 });
        response.write('{"results":[', () => response.destroy());
      },
    ],
    ['an answer that is not JSON', (_request, response) => sendText(response, { type: 'text/html', body: '<p>' })],
    ['too few results', (_request, response) => sendJson(response, results('created', [record(1)]))],
    [
      'results in another order',
      (_request, response) => sendJson(response, results('created', [record(2), record(1)])),
    ],
    ['a fate that an insert cannot have', (_request, response) => sendJson(response, results('deleted'))],
    ['503', (_request, response) => sendProblem(response, 503)],
  ];

  it.each(lost)('are sent again with the same key and the same bytes after %s', async (_name, loseIt) => {
    const { client, server } = await start(async (request, response, nth) => {
      if (nth === 1) return loseIt(request, response, nth);
      return sendJson(response, results('created'));
    });
    expect((await insertTwo(client)).results).toHaveLength(2);
    expect(server.requests).toHaveLength(2);
    expect(server.requests[1]?.body).toBe(server.requests[0]?.body);
    expect(server.requests.map((request) => request.headers['idempotency-key'])).toEqual([KEY, KEY]);
  });

  it.each(lost)('have an unknown outcome after %s every time', async (_name, loseIt) => {
    const { client, server } = await start(loseIt);
    expect(await errorOf(insertTwo(client))).toMatchObject({
      transient: true,
      details: { outcome: 'unknown', entity: 'part', records: 2, tries: 3 },
    });
    expect(server.requests).toHaveLength(3);
  });

  it('have an unknown outcome after a time-out, and are sent again with the same key first', async () => {
    const { client, server, options } = await start(() => undefined);
    const failed = errorOf(insertTwo(client));
    for (const nth of [1, 2, 3]) {
      await server.arrived(nth);
      options.clock.advance(120_000);
    }
    expect(await failed).toMatchObject({ kind: 'unavailable', details: { outcome: 'unknown' } });
    expect(String(await failed)).toContain('no whole answer within 120 s, 3 times');
    expect(new Set(server.requests.map((request) => request.headers['idempotency-key']))).toEqual(new Set([KEY]));
  });

  it.each([400, 413, 422])('are refused whole with %i without a second try: nothing was applied', async (status) => {
    const { client, server } = await start((_request, response) =>
      sendProblem(response, status, { code: 'too_large' }),
    );
    expect(await errorOf(insertTwo(client))).toMatchObject({
      kind: 'refused',
      transient: false,
      details: { status, code: 'too_large', outcome: 'not_applied' },
    });
    expect(server.requests).toHaveLength(1);
  });

  it('are not applied when the refusal comes to the second try of the same bytes', async () => {
    const { client } = await start((_request, response, nth) => {
      if (nth === 1) return response.destroy();
      return sendProblem(response, 413);
    });
    expect(await errorOf(insertTwo(client))).toMatchObject({ kind: 'refused', details: { outcome: 'not_applied' } });
  });

  it('conflict, and are not halved, when their key went with other bytes before', async () => {
    const { client } = await start((_request, response) =>
      sendProblem(response, 422, { code: 'idempotency_mismatch' }),
    );
    expect(await errorOf(insertTwo(client))).toMatchObject({ kind: 'conflict', details: { outcome: 'unknown' } });
  });

  it.each([
    [429, 'unavailable', 'not_applied'],
    [500, 'unavailable', 'unknown'],
    [502, 'unavailable', 'unknown'],
    [403, 'auth', 'not_applied'],
    [404, 'not_found', 'not_applied'],
    [405, 'bad_answer', 'not_applied'],
    [308, 'bad_answer', 'not_applied'],
  ])('end at status %i as %s, %s', async (status, kind, outcome) => {
    const { client } = await start((_request, response) => sendProblem(response, status));
    expect(await errorOf(insertTwo(client))).toMatchObject({ kind, details: { status, outcome } });
  });

  it('were certainly not applied when nobody accepts the connection', async () => {
    const server = await startTestServer();
    const options = createTestOptions(server.baseUrl.replace(/:\d+/, ':9'));
    const client = createScheduleHubClient(options);
    onTestFinished(client.close);
    const error = await errorOf(insertTwo(client));
    expect(error).toMatchObject({ kind: 'unavailable', transient: true, details: { outcome: 'not_applied' } });
    expect(String(error)).toContain('Start ScheduleHub, or check the address of ScheduleHub');
  });

  it('stop at once when the caller stops, with the outcome they have', async () => {
    const { client, server } = await start(() => undefined);
    const stop = new AbortController();
    const failed = errorOf(insertTwo(client, stop.signal));
    await server.arrived(1);
    stop.abort();
    expect(await failed).toMatchObject({ kind: 'stopped', details: { outcome: 'unknown' } });
    expect(await errorOf(insertTwo(client, stop.signal))).toMatchObject({
      kind: 'stopped',
      details: { outcome: 'not_applied' },
    });
    expect(server.requests).toHaveLength(1);
  });

  it('send nothing for no records and refuse more than a thousand', async () => {
    const { client, server } = await start((_request, response) => sendJson(response, results('created')));
    expect(await client.batchInsert('part', [], { idempotencyKey: KEY })).toEqual({ results: [] });
    expect(await client.getBatchByBkHashes('part', [])).toEqual([]);
    const many = Array.from({ length: 1001 }, (_, nth) => record(nth));
    await expect(client.batchInsert('part', many, { idempotencyKey: KEY })).rejects.toMatchObject({ kind: 'usage' });
    await expect(client.batchUpdate('part', RECORDS, { idempotencyKey: KEY })).rejects.toMatchObject({ kind: 'usage' });
    expect(server.requests).toHaveLength(0);
  });
});

describe('looking up records', () => {
  it('finds many by hash, with their data, every digit of it', async () => {
    const body = JSON.stringify({ records: [stored(1)] }).replace('1.5', '1.100000000000000000001');
    const { client, server } = await start((_request, response) => sendText(response, { body }));
    const hashes = RECORDS.map(({ bkHash }) => bkHash);
    expect(await client.getBatchByBkHashes('part', hashes, { withData: true })).toEqual([
      {
        uid: UID,
        bkHash: record(1).bkHash,
        dataHash: record(1).dataHash,
        rowversion: '9007199254740993',
        reference: record(1).reference,
        data: { price: '1.100000000000000000001' },
      },
    ]);
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({ bk_hashes: hashes, with_data: true });
  });

  it.each([
    ['left out', undefined],
    ['sent empty', {}],
  ])('finds many without data, be it %s', async (_name, data) => {
    const records = [stored(1, { data, rowversion: undefined, reference: null })];
    const { client } = await start((_request, response) => sendJson(response, { records }));
    expect(await client.getBatchByBkHashes('part', [record(1).bkHash])).toEqual([
      {
        uid: UID,
        bkHash: record(1).bkHash,
        dataHash: record(1).dataHash,
        rowversion: null,
        reference: null,
        data: null,
      },
    ]);
  });

  it.each([
    ['was not asked for', [stored(3)]],
    ['comes twice', [stored(1), stored(1)]],
    ['has no hash', [stored(1, { data_hash: 'x' })]],
    ['has data that is not flat', [stored(1, { data: { a: { b: 1 } } })]],
    ['has no data', [stored(1, { data: undefined })]],
  ])('refuses an answer in which a record %s', async (_name, records) => {
    const { client } = await start((_request, response) => sendJson(response, { records }));
    const lookUp = client.getBatchByBkHashes('part', [record(1).bkHash], { withData: true });
    expect(await errorOf(lookUp)).toMatchObject({ kind: 'bad_answer' });
  });

  it('gives null for a record that is not there, but fails for an entity or a path that is not', async () => {
    const { client } = await start((request, response) => {
      if (request.path.startsWith('/entities/part/')) return sendProblem(response, 404, { code: 'unknown_record' });
      if (request.path.startsWith('/entities/nope/')) return sendProblem(response, 404, { code: 'unknown_entity' });
      return sendText(response, { status: 404, type: 'text/html', body: '<h1>404</h1>' });
    });
    expect(await client.getByBkHash('part', record(1).bkHash)).toBeNull();
    for (const entity of ['nope', 'elsewhere']) {
      expect(await errorOf(client.getByBkHash(entity, record(1).bkHash))).toMatchObject({ kind: 'not_found' });
      expect(await errorOf(client.delete(entity, UID))).toMatchObject({ kind: 'not_found' });
    }
  });

  it('pages through records by the last hash', async () => {
    const { client, server } = await start((_request, response, nth) =>
      sendJson(response, { records: [stored(nth)], has_more: nth === 1, total: 2 }),
    );
    const first = await client.listRecords('part', { pageSize: 1 });
    expect(first).toMatchObject({ hasMore: true, nextCursor: record(1).bkHash, total: 2 });
    expect(await client.listRecords('part', { pageSize: 1, cursor: first.nextCursor })).toMatchObject({
      nextCursor: null,
    });
    expect(server.requests[1]?.path).toBe(`/entities/part/records?page_size=1&cursor=${record(1).bkHash}`);
  });

  it('refuses an empty page that says more follow', async () => {
    const { client } = await start((_request, response) => sendJson(response, { records: [], has_more: true }));
    expect(await errorOf(client.listRecords('part'))).toMatchObject({ kind: 'bad_answer' });
  });
});

describe('single records', () => {
  it('are inserted, replaced and deleted', async () => {
    const { client, server } = await start((request, response) => {
      if (request.method === 'DELETE') return response.writeHead(204).end();
      return sendJson(response, stored(1), request.method === 'POST' ? 201 : 200);
    });
    expect(await client.insert('part', record(1))).toMatchObject({ uid: UID, data: { price: 1.5 } });
    expect(await client.update('part', record(1, UID))).toMatchObject({ uid: UID });
    expect(await client.delete('part', UID)).toBe('deleted');
    expect(server.requests.map((request) => `${request.method} ${request.path}`)).toEqual([
      'POST /entities/part/records',
      `PUT /entities/part/records/${UID}`,
      `DELETE /entities/part/records/${UID}`,
    ]);
    await expect(client.update('part', record(1))).rejects.toMatchObject({ kind: 'usage' });
  });

  it('conflict when somebody else has the key', async () => {
    const { client } = await start((_request, response) => sendProblem(response, 409, { code: 'conflict' }));
    expect(await errorOf(client.insert('part', record(1)))).toMatchObject({
      kind: 'conflict',
      details: { outcome: 'not_applied' },
    });
  });

  it('count as inserted when the first try had arrived after all', async () => {
    const { client } = await start((request, response, nth) => {
      if (nth === 1) return response.destroy();
      if (request.method === 'POST') return sendProblem(response, 409, { code: 'conflict' });
      return sendJson(response, stored(1));
    });
    expect(await client.insert('part', record(1))).toMatchObject({ uid: UID });
  });

  it('conflict when the record that stands there after a lost answer is another', async () => {
    const { client } = await start((request, response, nth) => {
      if (nth === 1) return response.destroy();
      if (request.method === 'POST') return sendProblem(response, 409, { code: 'conflict' });
      return sendJson(response, stored(1, { data_hash: record(7).dataHash }));
    });
    expect(await errorOf(client.insert('part', record(1)))).toMatchObject({ kind: 'conflict' });
  });

  it('count as deleted when the first try had arrived after all, else as not found', async () => {
    const { client } = await start((_request, response, nth) => {
      if (nth === 2) return response.destroy();
      return sendProblem(response, 404, { code: 'unknown_record' });
    });
    expect(await client.delete('part', UID)).toBe('not_found');
    expect(await client.delete('part', UID)).toBe('deleted');
  });
});

describe('entities', () => {
  const entity = {
    name: 'part',
    fields: [{ name: 'item_number', type: 'string', required: true, max_length: 25 }],
    parents: [{ entity: 'product' }],
    record_count: 3,
  };

  it('are listed and looked up with their fields', async () => {
    const { client } = await start((request, response) =>
      sendJson(response, request.path === '/entities' ? { items: [entity] } : entity),
    );
    const expected = {
      name: 'part',
      fields: [
        {
          name: 'item_number',
          type: 'string',
          isRequired: true,
          maxLength: 25,
          minimum: null,
          maximum: null,
          enum: null,
          description: null,
        },
      ],
      parents: [{ entity: 'product' }],
      recordCount: 3,
    };
    expect(await client.listEntities()).toEqual([expected]);
    expect(await client.getEntity('part')).toEqual(expected);
  });
});
