import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createSandbox, type Sandbox, type SandboxServer } from '../../sandbox/create-sandbox.ts';
import { hashesOf, type RecordBody, recordBody } from './records.ts';
import { connect, type CallOptions, type RawAnswer } from './sandbox-client.ts';

interface Operation {
  readonly responses: Readonly<Record<string, unknown>>;
}
interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const METHODS = ['get', 'post', 'put', 'delete'];
const pointer = (...parts: string[]): string =>
  parts.map((part) => `/${encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('');

/** One OpenAPI file: checks answers against it and remembers which documented answers it has seen. */
function createContract(name: string) {
  const file = new URL(`../../sandbox/contracts/${name}.openapi.yaml`, import.meta.url);
  const document = parse(readFileSync(file, 'utf8')) as OpenApi; // the contract's own shape, read only as far as here
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, name);
  const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
    METHODS.flatMap((method) =>
      Object.keys(operations[method]?.responses ?? {}).map((status) => `${method.toUpperCase()} ${path} ${status}`),
    ),
  );
  const seen = new Set<string>();
  const problems = (reference: string, value: unknown): unknown => {
    const validate = ajv.getSchema(`${name}#${reference}`);
    if (validate === undefined) throw new TypeError(`no schema at ${reference}`);
    return validate(value) === true ? null : validate.errors;
  };
  const schemaOf = (method: string, path: string, status: number): string | null => {
    const response = document.paths[path]?.[method.toLowerCase()]?.responses[String(status)];
    const text = JSON.stringify(response ?? {});
    if (text.includes('#/components/responses/Problem')) return pointer('components', 'schemas', 'Problem');
    if (text.includes('#/components/responses/Batch')) return pointer('components', 'schemas', 'BatchResult');
    if (!text.includes('application/json')) return null;
    const at = [
      'paths',
      path,
      method.toLowerCase(),
      'responses',
      String(status),
      'content',
      'application/json',
      'schema',
    ];
    return pointer(...at);
  };
  return {
    unseen: () => documented.filter((one) => !seen.has(one)),
    check: (method: string, path: string, answer: RawAnswer): void => {
      seen.add(`${method} ${path} ${answer.status}`);
      if (answer.status >= 400) {
        expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
        expect(problems(pointer('components', 'schemas', 'Problem'), answer.body)).toBeNull();
      }
      const schema = schemaOf(method, path, answer.status);
      if (schema !== null) expect(problems(schema, answer.body)).toBeNull();
    },
  };
}

interface Talk {
  readonly contract: ReturnType<typeof createContract>;
  /** Calls with the path's parameters filled in, checks the answer against the contract, and expects the status. */
  readonly ask: (expected: number, request: string, options?: CallOptions & { params?: object }) => Promise<unknown>;
}

async function talkTo(name: string, server: SandboxServer): Promise<Talk> {
  const contract = createContract(name);
  const client = await connect(server);
  return {
    contract,
    ask: async (expected, request, { params = {}, ...options } = {}) => {
      const [method = '', template = ''] = request.split(' ');
      const [path = '', query] = template.split('?');
      const filled = Object.entries(params).reduce(
        (text, [key, value]) => text.replace(`{${key}}`, String(value)),
        path,
      );
      const answer = await client.call(method, query === undefined ? filled : `${filled}?${query}`, options);
      expect({ status: answer.status, text: answer.text.slice(0, 300) }).toMatchObject({ status: expected });
      contract.check(method, path, answer);
      return answer.body;
    },
  };
}

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ synthetic: { rows: 500 } });
});
afterAll(() => sandbox.close());

const SIGN_OUT = { headers: { authorization: '' } };

/** The three paths that both contracts share. */
async function signInAndOut({ ask }: Talk, { username, password }: SandboxServer): Promise<void> {
  await ask(200, 'GET /health', SIGN_OUT);
  await ask(401, 'POST /auth/login', { body: { username, password: 'wrong' } });
  await ask(400, 'POST /auth/login', { body: '{"username":' });
  const pair = await ask(200, 'POST /auth/login', { body: { username, password } });
  const { refresh_token } = pair as { refresh_token: string }; // checked against the contract just now
  await ask(200, 'POST /auth/refresh', { body: { refresh_token } });
  await ask(401, 'POST /auth/refresh', { body: { refresh_token } });
}

describe('APISmith', () => {
  test('answers every path as its contract says, success and problem', async () => {
    const talk = await talkTo('apismith', sandbox.apismith);
    const { ask } = talk;
    await signInAndOut(talk, sandbox.apismith);
    await ask(200, 'GET /connectors');
    await ask(400, 'GET /connectors?page_size=101');
    await ask(401, 'GET /connectors', SIGN_OUT);
    await ask(200, 'GET /apis?connector=oracle-erp&page=2&page_size=2');
    await ask(200, 'GET /apis?connector=sap');
    const slugs = sandbox.control.ledger().map((entry) => entry.api);
    for (const slug of [...new Set(slugs), 'synthetic_parts']) {
      const params = { slug };
      await ask(200, 'GET /apis/{slug}', { params });
      await ask(200, 'POST /apis/{slug}/execute', { params });
      await ask(200, 'POST /apis/{slug}/execute', { params, body: { page: 2, page_size: 100, filters: [] } });
      await ask(200, 'POST /apis/{slug}/execute', { params, body: { page: 999 } });
    }
    await ask(404, 'GET /apis/{slug}', { params: { slug: 'nothing' } });
    await ask(404, 'POST /apis/{slug}/execute', { params: { slug: 'nothing' } });
    await ask(404, 'GET /nowhere');
    await ask(405, 'DELETE /connectors');
    const params = { slug: 'products' };
    await ask(401, 'POST /apis/{slug}/execute', { params, ...SIGN_OUT });
    for (const body of [
      '{"page":',
      [],
      { page: 0 },
      { page_size: 10_001 },
      { page_size: '10' },
      { cursor: 'bm9uZQ' },
      { cursor: '%%%' },
      { as_of: 'SCN-999' },
      { fields: ['NOTHING'] },
      { order_by: ['NOTHING'] },
      { filters: [{ field: 'NOTHING', op: 'eq', value: 1 }] },
      { filters: [{ field: 'PRODUCT_ID', op: 'like', value: 1 }] },
      { filters: [{ field: 'PRODUCT_ID', op: 'eq', value: 'abc' }] },
      { filters: [{ field: 'PRODUCT_ID', op: 'in', value: 1 }] },
      { filters: [{ field: 'SELL_START', op: 'gt', value: 'yesterday' }] },
    ]) {
      await ask(400, 'POST /apis/{slug}/execute', { params, body });
    }
    sandbox.control.faults.set([
      { server: 'apismith', path: '/apis/*/execute', kind: 'rate_limited', next: 1, retry_after: 2 },
      { server: 'apismith', path: '/apis/*/execute', kind: 'unavailable', skip: 1, next: 1 },
    ]);
    await ask(429, 'POST /apis/{slug}/execute', { params });
    await ask(503, 'POST /apis/{slug}/execute', { params });
    sandbox.control.faults.clear();
    expect(talk.contract.unseen()).toEqual([]);
  });
});

describe('ScheduleHub', () => {
  test('answers every path as its contract says, success and problem', async () => {
    const talk = await talkTo('schedulehub', sandbox.schedulehub);
    const { ask } = talk;
    await signInAndOut(talk, sandbox.schedulehub);
    await ask(200, 'GET /entities');
    const params = { entity: 'synthetic_part' };
    await ask(200, 'GET /entities/{entity}', { params });
    await ask(404, 'GET /entities/{entity}', { params: { entity: 'nothing' } });

    const records = '/entities/{entity}/records';
    const first = await ask(201, `POST ${records}`, { params, body: recordBody(1) });
    const { uid } = first as { uid: string }; // checked against the contract just now
    await ask(409, `POST ${records}`, { params, body: recordBody(1) });
    await ask(422, `POST ${records}`, { params, body: recordBody(2, { quantity: 'many' }) });
    await ask(422, `POST ${records}`, { params, body: { ...recordBody(2), data_hash: 'short' } });
    await ask(400, `POST ${records}`, { params, body: '{"bk_hash"' });
    await ask(200, `PUT ${records}/{uid}`, { params: { ...params, uid }, body: recordBody(1, { quantity: 7 }) });
    await ask(422, `PUT ${records}/{uid}`, { params: { ...params, uid }, body: recordBody(1, { nothing: 7 }) });
    await ask(404, `PUT ${records}/{uid}`, { params: { ...params, uid: randomUUID() }, body: recordBody(1) });
    const { bk_hash } = recordBody(1);
    await ask(200, `GET ${records}/by-bk-hash/{bk_hash}`, { params: { ...params, bk_hash } });
    await ask(404, `GET ${records}/by-bk-hash/{bk_hash}`, { params: { ...params, ...hashesOf(9) } });
    await ask(200, `GET ${records}`, { params });
    await ask(200, `GET ${records}?page_size=1&cursor=${bk_hash}`, { params });
    await ask(400, `GET ${records}?page_size=1001`, { params });
    for (const with_data of [true, false]) {
      await ask(200, `POST ${records}/batch-get`, { params, body: { bk_hashes: [bk_hash], with_data } });
    }

    const batch = [1, 2, 3].map((at) => recordBody(at));
    const bad = recordBody(4, { name: null });
    const inserted = await ask(200, `POST ${records}/batch-insert`, { params, body: { records: [...batch, bad] } });
    const { results } = inserted as { results: { uid: string; status: string }[] }; // checked just now
    expect(results.map((result) => result.status)).toEqual(['exists', 'created', 'created', 'failed']);
    const withUid = (record: RecordBody, at: number) => ({ ...record, uid: results[at]?.uid ?? randomUUID() });
    const updates = [...batch.map(withUid), { ...bad, uid: randomUUID() }];
    await ask(200, `POST ${records}/batch-update`, { params, body: { records: updates } });
    await ask(200, `POST ${records}/batch-delete`, { params, body: { records: updates.slice(1) } });
    const many = Array.from({ length: 1001 }, () => recordBody(1));
    await ask(413, `POST ${records}/batch-insert`, { params, body: { records: many } });
    await ask(413, `POST ${records}/batch-insert`, { params, body: ' '.repeat(17 * 1024 * 1024) });

    await ask(204, `DELETE ${records}/{uid}`, { params: { ...params, uid } });
    await ask(404, `DELETE ${records}/{uid}`, { params: { ...params, uid } });
    sandbox.control.faults.set([
      { server: 'schedulehub', path: '*/batch-insert', kind: 'rate_limited', next: 1 },
      { server: 'schedulehub', path: '*/batch-insert', kind: 'unavailable', skip: 1, next: 1 },
    ]);
    await ask(429, `POST ${records}/batch-insert`, { params, body: { records: batch } });
    await ask(503, `POST ${records}/batch-insert`, { params, body: { records: batch } });
    sandbox.control.faults.clear();
    expect(talk.contract.unseen()).toEqual([]);
  });
});
