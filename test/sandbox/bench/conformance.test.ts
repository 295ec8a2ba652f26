// The benchmark's servers keep the contracts as far as a sync asks for them.

import { randomUUID } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startPageServer } from '../../../sandbox/bench/page-server.ts';
import { startReceiver, type Receiver } from '../../../sandbox/bench/receiver.ts';
import { hashesOf, recordBody } from '../records.ts';
import { SIGN_OUT, signInAndOut, talkTo } from '../talk-to.ts';
import { preparedRows } from './prepared-rows.ts';

interface Page {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly has_more: boolean;
  readonly total: number;
  readonly next_cursor: string | null;
  readonly as_of: string;
  readonly rowversion_ceiling: number;
}

async function startPages() {
  const server = await startPageServer([preparedRows('changed', 2000), preparedRows('stock', 40)]);
  onTestFinished(() => server.close());
  const talk = await talkTo('apismith', server);
  const read = async (body: object, slug = 'synthetic_parts'): Promise<Page> =>
    (await talk.ask(200, 'POST /apis/{slug}/execute', { params: { slug }, body })) as Page;
  return { server, read, ...talk };
}

describe('the page server', () => {
  it('answers as APISmith does, success and problem', async () => {
    const { server, read, ...talk } = await startPages();
    const { ask } = talk;
    await signInAndOut(talk, server);
    await ask(200, 'GET /connectors');
    await ask(200, 'GET /apis');
    await ask(401, 'GET /apis', SIGN_OUT);
    for (const slug of ['synthetic_parts', 'synthetic_stock']) {
      await ask(200, 'GET /apis/{slug}', { params: { slug } });
      expect((await read({}, slug)).items.length).toBeGreaterThan(0);
    }
    await ask(404, 'GET /apis/{slug}', { params: { slug: 'nothing' } });
    await ask(404, 'POST /apis/{slug}/execute', { params: { slug: 'nothing' } });
    const params = { slug: 'synthetic_parts' };
    await ask(401, 'POST /apis/{slug}/execute', { params, ...SIGN_OUT });
    for (const body of [
      '{"page":',
      { page: 0 },
      { page_size: 10_001 },
      { cursor: 'bm9uZQ' },
      { as_of: 'SCN-9' },
      { fields: ['PART_ID'] },
      { order_by: ['SITE'] },
      { filters: [{ field: 'SITE', op: 'eq', value: 'S1' }] },
    ]) {
      await ask(400, 'POST /apis/{slug}/execute', { params, body });
    }
    // It never lacks a system behind it.
    expect(talk.contract.unseen()).toEqual(['POST /apis/{slug}/execute 429', 'POST /apis/{slug}/execute 503']);
  });

  it('gives every row once, in the order of its key, by cursor and by page', async () => {
    const { read } = await startPages();
    const byCursor: unknown[] = [];
    let cursor: string | null = null;
    do {
      const page: Page = await read({ page_size: 300, cursor, as_of: 'SCN-1', order_by: ['PART_ID'] });
      byCursor.push(...page.items);
      cursor = page.next_cursor;
      expect(page.has_more).toBe(cursor !== null);
    } while (cursor !== null);
    const byPage: unknown[] = [];
    for (let page = 1; page <= 7; page += 1) byPage.push(...(await read({ page, page_size: 300 })).items);
    const keys = byCursor.map((row) => (row as { PART_ID: number }).PART_ID);

    expect(keys).toHaveLength(2000);
    expect(keys).toEqual([...new Set(keys)].sort((one, other) => one - other));
    expect(byPage).toEqual(byCursor);
    expect(await read({ page: 8, page_size: 300 })).toMatchObject({ items: [], has_more: false, total: 2000 });
  });

  it('filters by row version and by key', async () => {
    const { read } = await startPages();
    const newer = await read({ page_size: 15, filters: [{ field: 'ROWVERSION', op: 'gt', value: 2000 }] });
    expect(newer).toMatchObject({ total: 22, has_more: true, rowversion_ceiling: 2022 });
    const filters = [{ field: 'ROWVERSION', op: 'gt', value: 2000 }];
    const rest = await read({ page_size: 15, cursor: newer.next_cursor, filters });
    const versions = [...newer.items, ...rest.items].map((row) => row['ROWVERSION']);
    expect(versions).toEqual(Array.from({ length: 22 }, (_, at) => 2001 + at));
    // Row 501 is gone.
    const some = await read({ filters: [{ field: 'PART_ID', op: 'in', value: [2001, 501, 7] }] });
    expect(some.items.map((row) => row['PART_ID'])).toEqual([7, 2001]);
  });

  it('refuses a cursor of another filter', async () => {
    const { read, ask } = await startPages();
    const { next_cursor: cursor } = await read({ page_size: 10 });
    const filters = [{ field: 'ROWVERSION', op: 'gt', value: 2000 }];
    await ask(400, 'POST /apis/{slug}/execute', { params: { slug: 'synthetic_parts' }, body: { cursor, filters } });
  });
});

interface Answered {
  readonly results: readonly { readonly uid: string; readonly status: string; readonly error?: { code: string } }[];
}

const records = '/entities/{entity}/records';
const params = { entity: 'synthetic_part' };

async function startHub() {
  const server: Receiver = await startReceiver();
  onTestFinished(() => server.close());
  const talk = await talkTo('schedulehub', server);
  const batch = async (action: string, list: readonly object[], headers = {}): Promise<Answered> =>
    (await talk.ask(200, `POST ${records}/batch-${action}`, { params, body: { records: list }, headers })) as Answered;
  return { server, batch, ...talk };
}

describe('the receiver', () => {
  it('answers as ScheduleHub does, success and problem', async () => {
    const { server, batch, ...talk } = await startHub();
    const { ask } = talk;
    await signInAndOut(talk, server);
    await ask(200, 'GET /entities');
    await ask(200, 'GET /entities/{entity}', { params });
    await ask(404, 'GET /entities/{entity}', { params: { entity: 'nothing' } });

    const list = [1, 2, 3].map((at) => recordBody(at));
    const bad = recordBody(4, { name: null });
    expect((await batch('insert', list.slice(0, 1))).results[0]?.status).toBe('created');
    const { results } = await batch('insert', [...list, bad]);
    expect(results.map(({ status }) => status)).toEqual(['exists', 'created', 'created', 'failed']);
    const updates = list.map((record, at) => ({ ...record, uid: results[at]?.uid }));
    const unknown = { ...recordBody(9), uid: randomUUID() };
    const stranger = { ...recordBody(8), uid: results[0]?.uid };
    const updated = await batch('update', [...updates, unknown, stranger]);
    expect(updated.results.map(({ status }) => status)).toEqual([
      'updated',
      'updated',
      'updated',
      'not_found',
      'failed',
    ]);
    const deleted = await batch('delete', [...updates.slice(1), unknown]);
    expect(deleted.results.map(({ status }) => status)).toEqual(['deleted', 'deleted', 'not_found']);
    const found = await ask(200, `POST ${records}/batch-get`, {
      params,
      body: { bk_hashes: [hashesOf(1).bk_hash, hashesOf(2).bk_hash] },
    });
    expect(found).toMatchObject({ records: [{ ...hashesOf(1), uid: results[0]?.uid }] });
    expect(server.contents()['synthetic_part']?.count).toBe(1);

    const many = Array.from({ length: 1001 }, () => recordBody(1));
    await ask(413, `POST ${records}/batch-insert`, { params, body: { records: many } });
    await ask(413, `POST ${records}/batch-insert`, { params, body: ' '.repeat(17 * 1024 * 1024) });
    await ask(400, `POST ${records}/batch-insert`, { params, body: '{"records"' });
    for (const record of [
      { ...recordBody(5), data_hash: 'short' },
      { ...recordBody(5), bk_hash: recordBody(5).bk_hash.toUpperCase() },
      { ...recordBody(5), data: null },
      null,
    ]) {
      await ask(422, `POST ${records}/batch-insert`, { params, body: { records: [recordBody(6), record] } });
    }
    // The records before the one that is refused were not written either.
    expect(server.contents()['synthetic_part']?.count).toBe(1);
    // It keeps no data to give back, takes records in batches only, and never lacks time.
    expect(talk.contract.unseen()).toEqual([
      `GET ${records} 200`,
      `POST ${records} 201`,
      `POST ${records} 409`,
      `POST ${records} 422`,
      `PUT ${records}/{uid} 200`,
      `PUT ${records}/{uid} 404`,
      `PUT ${records}/{uid} 422`,
      `DELETE ${records}/{uid} 204`,
      `DELETE ${records}/{uid} 404`,
      `GET ${records}/by-bk-hash/{bk_hash} 200`,
      `GET ${records}/by-bk-hash/{bk_hash} 404`,
      `POST ${records}/batch-insert 429`,
      `POST ${records}/batch-insert 503`,
    ]);
  });

  it('answers the same for the same Idempotency-Key and changes nothing; refuses it with another request', async () => {
    const { server, batch, ask } = await startHub();
    const headers = { 'idempotency-key': randomUUID() };
    const list = [recordBody(1), recordBody(2, { quantity: true })];
    const first = await batch('insert', list, headers);
    expect(first.results.map(({ status }) => status)).toEqual(['created', 'failed']);
    await batch('delete', [{ ...recordBody(1), uid: first.results[0]?.uid }]);

    expect(await batch('insert', list, headers)).toEqual(first);
    expect(server.contents()['synthetic_part']?.count).toBe(0);
    const other = { params, body: { records: [recordBody(3)] }, headers };
    await ask(422, `POST ${records}/batch-insert`, other);
    await ask(400, `POST ${records}/batch-insert`, { ...other, headers: { 'idempotency-key': 'one' } });
  });

  it('takes a child only where its parent is', async () => {
    const { server, batch, ask } = await startHub();
    const pages = await startPageServer([preparedRows('base', 1), preparedRows('stock', 8)]);
    onTestFinished(() => pages.close());
    const { toPlainRecord } = await import('../../../sandbox/bench/plain-part.ts');
    const talk = await talkTo('apismith', pages);
    const rowsOf = async (slug: string): Promise<readonly object[]> => {
      const page = await talk.ask(200, 'POST /apis/{slug}/execute', { params: { slug } });
      return (page as { items: Parameters<typeof toPlainRecord>[0][] }).items.map(toPlainRecord);
    };
    await batch('insert', await rowsOf('synthetic_parts'));
    const stock = { params: { entity: 'synthetic_stock' }, body: { records: await rowsOf('synthetic_stock') } };
    const { results } = (await ask(200, `POST ${records}/batch-insert`, stock)) as Answered;

    // Four bins of the part that is there, four of one that is not.
    expect(results.map(({ status, error }) => error?.code ?? status)).toEqual([
      ...Array<string>(4).fill('created'),
      ...Array<string>(4).fill('parent_missing'),
    ]);
    expect(server.contents()['synthetic_stock']?.count).toBe(4);
  });
});
