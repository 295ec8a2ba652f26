import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LedgerEntry } from '../../sandbox/control/ledger.ts';
import { createSandbox, type Sandbox } from '../../sandbox/create-sandbox.ts';
import { ERP_APIS } from '../../sandbox/erp-data/erp-apis.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox();
});
afterAll(() => sandbox.close());

type Delivered = ReadonlyMap<string, NonNullable<LedgerEntry['data']>>;
/** What ScheduleHub must hold of an entity, by business key. */
function deliveredOf(ledger: readonly LedgerEntry[], entity: string): Delivered {
  const rows = ledger.filter((entry) => entry.entity === entity && entry.fate === 'delivered');
  return new Map(rows.map((entry) => [JSON.stringify(entry.key), entry.data ?? {}]));
}

function difference(before: Delivered, after: Delivered) {
  const isOther = (key: string): boolean => JSON.stringify(before.get(key)) !== JSON.stringify(after.get(key));
  return {
    inserted: [...after.keys()].filter((key) => !before.has(key)).sort(),
    updated: [...after.keys()].filter((key) => before.has(key) && isOther(key)).sort(),
    deleted: [...before.keys()].filter((key) => !after.has(key)).sort(),
  };
}

describe.each(ERP_APIS.map((api) => [api.slug, api.entity] as const))('changes of %s', (slug, entity) => {
  test.each([1, 2, 3])('reach exactly the reported operations in ScheduleHub, round %i', (seed) => {
    const before = sandbox.control.ledger();
    const deletes = slug === 'products' || slug === 'purchase_orders' ? 0 : 4;
    const report = sandbox.control.change({ api: slug, updates: 150, inserts: 7, deletes, seed });
    const after = sandbox.control.ledger();
    const found = difference(deliveredOf(before, entity), deliveredOf(after, entity));
    const reported = (op: string): string[] =>
      report.changes
        .filter((change) => change.op === op)
        .map((change) => JSON.stringify(change.key))
        .sort();
    expect(report.expected).toEqual({ inserted: 7, updated: 150, deleted: deletes });
    expect(found).toEqual({ inserted: reported('insert'), updated: reported('update'), deleted: reported('delete') });
    expect(report.changes.filter((change) => change.op === 'update' && change.fields.length === 0)).toEqual([]);
    // Nothing else in the plant is touched: no other entity, and no good row turns bad.
    for (const other of ERP_APIS.filter((one) => one.entity !== entity)) {
      const same = difference(deliveredOf(before, other.entity), deliveredOf(after, other.entity));
      expect(same).toEqual({ inserted: [], updated: [], deleted: [] });
    }
    const isBad = (entry: LedgerEntry): boolean => entry.fate !== 'delivered';
    expect(after.filter(isBad)).toEqual(before.filter(isBad));
  });
});

test('the same seed changes the same rows in the same way, in another sandbox', async () => {
  const run = async () => {
    const other = await createSandbox({ seed: 3 });
    const report = other.control.change({ api: 'purchase_order_lines', updates: 5, inserts: 2, deletes: 2, seed: 9 });
    const ledger = other.control.ledger();
    await other.close();
    return { report, ledger };
  };
  expect(await run()).toEqual(await run());
});

test('an order can go with all its lines', () => {
  const report = sandbox.control.change({ api: 'purchase_orders', deletes: 3, delete_from: 'with_children', seed: 4 });
  const orders = report.changes.filter((change) => change.entity === 'purchase_order');
  const lines = report.changes.filter((change) => change.entity === 'purchase_order_line');
  expect([orders.length, lines.length > 3]).toEqual([3, true]);
  const left = sandbox.control.ledger().filter((entry) => entry.fate === 'waiting' && entry.kind === null);
  const gone = orders.map((change) => change.key['ledger_no']);
  expect(left.filter((entry) => gone.includes(entry.key?.['order_ledger_no']))).toEqual([]);
});

test('more changes than there are rows are refused, and nothing changes', () => {
  const before = sandbox.control.ledger('products');
  expect(() => sandbox.control.change({ api: 'products', updates: 100_000 })).toThrow(/Only \d+ rows can be updated/);
  expect(() => sandbox.control.change({ api: 'nothing', updates: 1 })).toThrow(/no API "nothing"/);
  expect(sandbox.control.ledger('products')).toEqual(before);
});
