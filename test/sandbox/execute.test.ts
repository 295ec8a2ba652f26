import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../../sandbox/create-sandbox.ts';
import { stringifyExact } from '../../sandbox/exact/exact-json.ts';
import { connect, exactItems, type ClientOfServer } from './sandbox-client.ts';

interface Page {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly has_more: boolean;
  readonly next_cursor?: string | null;
  readonly total?: number | null;
  readonly as_of?: string | null;
}

let sandbox: Sandbox;
let apismith: ClientOfServer;
beforeAll(async () => {
  sandbox = await createSandbox({ synthetic: { rows: 2500 } });
  apismith = await connect(sandbox.apismith);
});
afterAll(() => sandbox.close());

const execute = (slug: string, body: object) => apismith.call('POST', `/apis/${slug}/execute`, { body });
async function readPage(slug: string, body: object): Promise<Page> {
  return (await execute(slug, body)).body as Page; // RowPage, which the conformance test checks
}
/** The values of one column, with all digits. */
async function readColumn(slug: string, name: string, body: object): Promise<string[]> {
  const { text } = await execute(slug, { fields: [name], page_size: 10_000, ...body });
  return exactItems(text).map((item) => stringifyExact(item.get(name) ?? null));
}
async function readAll(slug: string, body: object, between: (page: Page) => void = () => {}): Promise<Page['items']> {
  const items: Page['items'][number][] = [];
  let position: object = {};
  for (let number = 1; ; number++) {
    const page = await readPage(slug, { ...body, ...position });
    items.push(...page.items);
    if (!page.has_more) return items;
    position = typeof page.next_cursor !== 'string' ? { page: number + 1 } : { cursor: page.next_cursor };
    if (typeof page.as_of === 'string') position = { ...position, as_of: page.as_of };
    between(page);
  }
}

describe('numbers', () => {
  test('come with all their digits: neighbours beyond 2^53 stay two', async () => {
    const filters = [{ field: 'PO_HEADER_ID', op: 'in', value: [2000, 2001] }];
    expect(await readColumn('purchase_orders', 'LEDGER_NO', { filters })).toEqual([
      '9007199254740992',
      '9007199254740993',
    ]);
  });

  test('beyond 2^53 are told apart by filters, written as number or as text', async () => {
    const body = (value: string) =>
      `{"filters":[{"field":"LEDGER_NO","op":"eq","value":${value}}],"fields":["LEDGER_NO"]}`;
    for (const value of ['9007199254740993', '"9007199254740993"', '9007199254740993.0']) {
      const answer = await apismith.call('POST', '/apis/purchase_orders/execute', { body: body(value) });
      expect(exactItems(answer.text).map((item) => item.text)).toEqual(['{"LEDGER_NO":9007199254740993}']);
    }
  });

  test('of NUMBER(38,18) keep 18 places', async () => {
    const costs = await readColumn('products', 'STANDARD_COST', {});
    expect(costs.filter((cost) => /^\d+\.\d{18}$/.test(cost)).length).toBe(costs.length);
  });
});

describe('filters', () => {
  const count = async (slug: string, ...filters: object[]) => (await readPage(slug, { filters, page_size: 1 })).total;

  test('compare numbers as numbers, not as texts', async () => {
    const ids = await readColumn('products', 'PRODUCT_ID', { filters: [{ field: 'PRODUCT_ID', op: 'le', value: 10 }] });
    expect(ids).toEqual(['1', '2', '3', '4']);
  });

  test('split the rows without remainder', async () => {
    const total = await count('products');
    const filter = (field: string, op: string, value?: unknown) => ({ field, op, value });
    for (const [field, value] of [
      ['STANDARD_COST', '13.08'],
      ['SELL_START', '2022-05-30'],
      ['LAST_MODIFIED', '2025-02-07T09:02:00Z'],
      ['PRODUCT_LINE', 'R'],
      ['ROWGUID', '80000000000000000000000000000000'],
    ] as const) {
      const parts = [
        await count('products', filter(field, 'lt', value)),
        await count('products', filter(field, 'ge', value)),
        await count('products', filter(field, 'is_null')),
      ].map(Number);
      expect([field, parts[0]! + parts[1]! + parts[2]!]).toEqual([field, total]);
      expect([field, parts[0]! > 0 && parts[1]! > 0]).toEqual([field, true]);
      const equal = Number(await count('products', filter(field, 'eq', value)));
      const others = Number(await count('products', filter(field, 'ne', value)));
      expect(equal + others).toBe(await count('products', filter(field, 'not_null')));
    }
  });

  test('read a local time in the zone of the source', async () => {
    // 10:01:36 in Stockholm in winter is 09:01:36 UTC.
    const after = { field: 'LAST_MODIFIED', op: 'gt' };
    const local = await count('products', { ...after, value: '2025-02-07 10:02:00' });
    expect(await count('products', { ...after, value: '2025-02-07T09:02:00Z' })).toBe(local);
    expect(await count('products', { ...after, value: '2025-02-07T11:02:00+02:00' })).toBe(local);
    expect(await count('products', { ...after, value: '2025-02-07T10:02:00Z' })).not.toBe(local);
  });

  test('are joined with AND', async () => {
    const filters = [
      { field: 'FINISHED_GOODS', op: 'eq', value: true },
      { field: 'MAKE_FLAG', op: 'eq', value: 'Y' },
    ];
    const rows = (await readPage('products', { filters, page_size: 1000 })).items;
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every((row) => row['FINISHED_GOODS'] === true && row['MAKE_FLAG'] === 'Y')).toBe(true);
  });
});

describe('order', () => {
  test('follows order_by with - for descending, then the key', async () => {
    const body = { order_by: ['-REORDER_POINT', 'PRODUCT_ID'], fields: ['REORDER_POINT', 'PRODUCT_ID'] };
    const rows = await readAll('products', { ...body, page_size: 100 });
    const pairs = rows.map((row) => [Number(row['REORDER_POINT']), Number(row['PRODUCT_ID'])] as const);
    const sorted = pairs.toSorted((a, b) => b[0] - a[0] || a[1] - b[1]);
    expect(pairs).toEqual(sorted);
    expect(new Set(pairs.map((pair) => pair[1])).size).toBe(506);
  });
});

describe.each([
  'products',
  'bill_of_materials',
  'purchase_orders',
  'purchase_order_lines',
  'inventory',
  'synthetic_parts',
])('pages of %s', (slug) => {
  test('join up to all rows, each once', async () => {
    const rows = await readAll(slug, { page_size: 700 });
    const live = slug === 'synthetic_parts' ? 2500 : sandbox.control.ledger(slug).length;
    expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(live);
    expect(rows.length).toBe(live);
  });
});

describe('snapshots', () => {
  test.each(['bill_of_materials', 'purchase_order_lines', 'synthetic_parts'])(
    'of %s stay as they were while rows change between the pages',
    async (slug) => {
      const before = await readAll(slug, { page_size: 10_000 });
      const during = await readAll(slug, { page_size: 800 }, () => {
        sandbox.control.change({ api: slug, updates: 20, inserts: 5, deletes: 5, seed: Math.trunc(before.length) });
      });
      expect(during).toEqual(before);
      expect(await readAll(slug, { page_size: 10_000 })).not.toEqual(before);
    },
  );

  test('are not offered, nor taken, where the API cannot read them', async () => {
    expect(await readPage('purchase_orders', {})).not.toHaveProperty('as_of');
    expect((await execute('purchase_orders', { as_of: 'SCN-1' })).status).toBe(400);
  });

  test('without one, a cursor neither skips nor repeats a row that stays', async () => {
    sandbox.control.setCapabilities('purchase_order_lines', { as_of: false });
    const keyOf = (row: Page['items'][number]): string => JSON.stringify([row['PO_HEADER_ID'], row['PO_LINE_ID']]);
    const before = new Set((await readAll('purchase_order_lines', { page_size: 10_000 })).map(keyOf));
    let seed = 100;
    const during = await readAll('purchase_order_lines', { page_size: 1500 }, () => {
      sandbox.control.change({ api: 'purchase_order_lines', deletes: 30, seed: seed++ });
    });
    const after = (await readAll('purchase_order_lines', { page_size: 10_000 })).map(keyOf);
    sandbox.control.setCapabilities('purchase_order_lines', { as_of: true });
    const read = during.map(keyOf);
    expect(new Set(read).size).toBe(read.length);
    expect(after.filter((key) => before.has(key) && !read.includes(key))).toEqual([]);
  });
});

describe('capabilities', () => {
  test('can be switched off and on for all APIs', async () => {
    sandbox.control.setCapabilities('*', { total: false, keyset: false, as_of: false });
    const page = await readPage('products', { page_size: 10 });
    expect(Object.keys(page).sort()).toEqual(['has_more', 'items', 'page', 'page_size', 'rowversion_ceiling']);
    const cursor = await execute('products', { cursor: 'x' });
    expect(cursor.status).toBe(400);
    sandbox.control.setCapabilities('*', { total: true, keyset: true, as_of: true });
    expect(await readPage('inventory', { page_size: 10 })).toMatchObject({ total: expect.any(Number) as number });
  });

  test('the ceiling is the highest row version, with all its digits', async () => {
    for (const [slug, column] of [
      ['purchase_order_lines', 'ROWVERSION'],
      ['purchase_orders', 'ROW_VERSION_HEX'],
      ['bill_of_materials', 'LAST_UPDATED'],
      ['synthetic_parts', 'ROWVERSION'],
    ] as const) {
      sandbox.control.change({ api: slug, updates: 3, seed: 5 });
      const { text } = await execute(slug, { page_size: 1 });
      const ceiling = /"rowversion_ceiling":("[^"]*"|\d+)/.exec(text)?.[1];
      const versions = await readColumn(slug, column, {});
      expect(ceiling).toBe(versions.toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1)).at(-1));
    }
  });
});
