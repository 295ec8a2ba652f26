import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../../sandbox/create-sandbox.ts';
import { hashesOf, type RecordBody, recordBody } from './records.ts';
import { SIGN_OUT, signInAndOut, talkTo } from './talk-to.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox({ synthetic: { rows: 500 } });
});
afterAll(() => sandbox.close());

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
