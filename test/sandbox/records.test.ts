import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../../sandbox/create-sandbox.ts';
import { hashesOf, recordBody, type RecordBody } from './records.ts';
import { connect, type ClientOfServer } from './sandbox-client.ts';

interface BatchResult {
  readonly success_count: number;
  readonly failure_count: number;
  readonly results: readonly {
    readonly bk_hash: string;
    readonly uid: string | null;
    readonly status: string;
    readonly error: { readonly code: string; readonly field: string | null } | null;
  }[];
}

let now = Date.UTC(2026, 0, 1);
let sandbox: Sandbox;
let hub: ClientOfServer;
beforeAll(async () => {
  sandbox = await createSandbox({ synthetic: { rows: 10 }, now: () => now, tokenTtlSeconds: 1_000_000 });
  hub = await connect(sandbox.schedulehub);
});
afterAll(() => sandbox.close());

let nextRecord = 1000;
const fresh = (changes?: Readonly<Record<string, unknown>>): RecordBody => recordBody(nextRecord++, changes);
const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  hub.call('POST', `/entities/${path}`, { body, headers });
async function batch(path: string, records: readonly object[]): Promise<BatchResult> {
  return (await post(path, { records })).body as BatchResult; // BatchResult, which the conformance test checks
}
async function insertError(changes: Readonly<Record<string, unknown>>) {
  const [result] = (await batch('synthetic_part/records/batch-insert', [fresh(changes)])).results;
  return result?.error === null || result === undefined ? null : [result.error.code, result.error.field];
}
const count = async (entity: string): Promise<number> => {
  const { body } = await hub.call('GET', `/entities/${entity}`);
  return (body as { record_count: number }).record_count; // Entity, which the conformance test checks
};

describe('data', () => {
  test.each([
    '9007199254740993',
    '"9007199254740993"',
    '0.123456789012345678901234567890',
    '1e3',
    '-0.0',
    '1.50',
    '"1.50"',
  ])('returns %s exactly as it was sent', async (number) => {
    const record = fresh();
    const data = JSON.stringify(record.data).replace('"price":12.5', `"price":${number}`);
    const body = JSON.stringify({ ...record, data: 'DATA' }).replace('"DATA"', data);
    const isNegative = number.startsWith('-');
    const answer = await post('synthetic_part/records', body);
    const read = await hub.call('GET', `/entities/synthetic_part/records/by-bk-hash/${record.bk_hash}`);
    expect([answer.status, isNegative || read.text.includes(`"data":${data}}`)]).toEqual([201, true]);
  });

  test('is empty in batch-get unless it is asked for', async () => {
    const record = fresh();
    await post('synthetic_part/records', record);
    const get = async (with_data: boolean) => {
      const { body } = await post('synthetic_part/records/batch-get', { bk_hashes: [record.bk_hash], with_data });
      return (body as { records: { data: unknown }[] }).records[0]?.data; // RecordPage-like, checked for conformance
    };
    expect([await get(false), await get(true)]).toEqual([{}, record.data]);
  });
});

describe('fields are checked', () => {
  test.each([
    [{ name: null }, ['required', 'name']],
    [{ name: 7 }, ['type', 'name']],
    [{ name: 'x'.repeat(61) }, ['max_length', 'name']],
    [{ name: '😀'.repeat(60) }, null],
    [{ quantity: -1 }, ['range', 'quantity']],
    [{ quantity: 1.5 }, ['type', 'quantity']],
    [{ quantity: '12' }, null],
    [{ quantity: 'twelve' }, ['type', 'quantity']],
    [{ price: '-0.0000000000000000000001' }, ['range', 'price']],
    [{ is_active: 'yes' }, ['type', 'is_active']],
    [{ released: '2025-02-29' }, ['type', 'released']],
    [{ released: '2025-02-28T00:00:00Z' }, ['type', 'released']],
    [{ modified_at: '2025-02-28 10:00:00' }, ['type', 'modified_at']],
    [{ modified_at: '2025-02-30T10:00:00Z' }, ['type', 'modified_at']],
    [{ modified_at: '2025-02-28T10:00:00.123456789+01:00' }, null],
    [{ colour: 'red' }, ['unknown_field', 'colour']],
  ])('%j gives %j', async (changes, expected) => {
    expect(await insertError(changes)).toEqual(expected);
  });
});

describe('batches', () => {
  test('answer one result per record in the order sent, and change only what they say', async () => {
    const [first, second, third] = [fresh(), fresh(), fresh()];
    const before = await count('synthetic_part');
    const records = [first, { ...second, data: { ...second.data, name: null } }, first, third];
    const answer = await batch('synthetic_part/records/batch-insert', records);
    expect(answer.results.map((result) => result.status)).toEqual(['created', 'failed', 'exists', 'created']);
    expect(answer.results.map((result) => result.bk_hash)).toEqual(records.map((record) => record.bk_hash));
    expect([answer.success_count, answer.failure_count]).toEqual([2, 2]);
    expect(answer.results[2]?.uid).toBe(answer.results[0]?.uid);
    expect(await count('synthetic_part')).toBe(before + 2);

    const uid = answer.results[0]?.uid ?? '';
    const updates = await batch('synthetic_part/records/batch-update', [
      { ...first, uid, data: { ...first.data, quantity: 99 } },
      { ...third, uid },
      { ...second, uid: randomUUID() },
    ]);
    expect(updates.results.map((result) => result.error?.code ?? result.status)).toEqual([
      'updated',
      'conflict',
      'not_found',
    ]);
    const deletes = await batch('synthetic_part/records/batch-delete', [
      { uid, bk_hash: third.bk_hash },
      { uid, bk_hash: first.bk_hash },
      { uid, bk_hash: first.bk_hash },
    ]);
    expect(deletes.results.map((result) => result.error?.code ?? result.status)).toEqual([
      'conflict',
      'deleted',
      'not_found',
    ]);
    expect(await count('synthetic_part')).toBe(before + 1);
  });

  test('list every record once, ordered by bk_hash', async () => {
    await batch(
      'synthetic_part/records/batch-insert',
      Array.from({ length: 30 }, () => fresh()),
    );
    const hashes: string[] = [];
    for (let cursor = ''; ; cursor = hashes.at(-1) ?? '') {
      const query = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await hub.call('GET', `/entities/synthetic_part/records?page_size=7${query}`);
      const page = body as { records: { bk_hash: string }[]; has_more: boolean }; // RecordPage
      hashes.push(...page.records.map((record) => record.bk_hash));
      if (!page.has_more) break;
    }
    expect(hashes).toEqual([...new Set(hashes)].sort());
    expect(hashes.length).toBe(await count('synthetic_part'));
  });
});

describe('parents', () => {
  const line = (ledger: unknown, product: string, at: number) => ({
    ...hashesOf(at),
    data: {
      order_ledger_no: ledger,
      line_number: 1,
      product_number: product,
      due_date: '2025-01-01',
      ordered_quantity: 1,
      unit_price: 1,
      line_total: 1,
      received_quantity: 0,
      rejected_quantity: 0,
      is_closed: false,
      modified_at: '2025-01-01T00:00:00Z',
    },
  });
  const firstOf = (entity: string, n: number) =>
    sandbox.control
      .ledger()
      .filter((entry) => entry.entity === entity && entry.fate === 'delivered')
      .slice(0, n);

  test('must be there before their children, told apart beyond 2^53', async () => {
    const [product] = firstOf('product', 1);
    const order = sandbox.control
      .ledger('purchase_orders')
      .find((one) => one.key?.['ledger_no'] === '9007199254740993');
    const number = product?.key?.['product_number'] ?? '';
    const insert = async (record: object) => {
      const [result] = (await batch('purchase_order_line/records/batch-insert', [record])).results;
      return result?.error === null ? result.status : [result?.error?.code, result?.error?.field];
    };
    const toData = (entry: typeof product) => ({ ...hashesOf(5), data: entry?.data ?? {} });
    const typed = (data: Readonly<Record<string, unknown>>) => data;
    expect(await insert(line('9007199254740993', number, 1))).toEqual(['parent_missing', 'order_ledger_no']);
    const orderAnswer = await batch('purchase_order/records/batch-insert', [
      { ...toData(order), data: typed(order?.data ?? {}) },
    ]);
    expect(orderAnswer.results.map((result) => result.status)).toEqual(['created']);
    expect(await insert(line('9007199254740993', number, 1))).toEqual(['parent_missing', 'product_number']);
    const productAnswer = await batch('product/records/batch-insert', [toData(product)]);
    expect(productAnswer.results.map((result) => result.status)).toEqual(['created']);
    expect(await insert(line('9007199254740992', number, 2))).toEqual(['parent_missing', 'order_ledger_no']);
    expect(await insert(line('9007199254740993.0', number, 3))).toBe('created');
  });

  test('that are null are no parents: a component may stand without an assembly', async () => {
    const [product] = firstOf('product', 2).slice(1);
    await batch('product/records/batch-insert', [{ ...hashesOf(6), data: product?.data ?? {} }]);
    const component = {
      bill_number: 'BOM-1',
      assembly_number: null,
      component_number: product?.key?.['product_number'],
      valid_from: '2025-01-01',
      unit: 'EA',
      bom_level: 0,
      quantity: 1,
    };
    const answer = await batch('bom_component/records/batch-insert', [
      { ...hashesOf(7), data: component },
      { ...hashesOf(8), data: { ...component, assembly_number: 'ZZ-1' } },
    ]);
    expect(answer.results.map((result) => result.error?.field ?? result.status)).toEqual([
      'created',
      'assembly_number',
    ]);
  });
});

describe('Idempotency-Key', () => {
  const insert = (key: string, records: readonly object[]) =>
    post('synthetic_part/records/batch-insert', { records }, { 'idempotency-key': key });

  test('the same key with the same body answers the same and changes nothing', async () => {
    const [key, records] = [randomUUID(), [fresh(), fresh({ name: null })]];
    const first = await insert(key, records);
    const inserted = sandbox.control.stats().schedulehub.inserted;
    const second = await insert(key, records);
    expect(second.text).toBe(first.text);
    expect(sandbox.control.stats().schedulehub.inserted).toBe(inserted);
  });

  test('the same key with another body, or for another operation, is a mismatch', async () => {
    const [key, record] = [randomUUID(), fresh()];
    await insert(key, [record]);
    const other = await insert(key, [fresh()]);
    const elsewhere = await post(
      'synthetic_part/records/batch-delete',
      { records: [record] },
      { 'idempotency-key': key },
    );
    for (const answer of [other, elsewhere]) {
      expect(answer).toMatchObject({ status: 422, body: { code: 'idempotency_mismatch' } });
    }
  });

  test('is forgotten after 24 hours', async () => {
    const [key, record] = [randomUUID(), fresh()];
    await insert(key, [record]);
    now += 24 * 60 * 60 * 1000 + 1;
    expect((await insert(key, [record])).text).toContain('"exists"');
  });

  test('must be a UUID', async () => {
    expect((await insert('one', [fresh()])).status).toBe(400);
  });
});
