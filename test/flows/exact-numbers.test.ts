// Every digit from the gateway to ScheduleHub.

import { afterEach, describe, expect, it } from 'vitest';
import { numberOf } from '../support/minimal-servers/exact-numbers.ts';
import type { Flow } from './flow.ts';
import { addEntity, did, startFlow } from './flow.ts';

let flow: Flow;
afterEach(() => flow.close());

const start = async (rows: readonly (readonly [string, string])[]) => {
  flow = await startFlow();
  const table = flow.servers.addTable({
    slug: 'amounts',
    columns: [
      { name: 'ID', type: 'NUMBER', precision: 38, scale: 0 },
      { name: 'AMOUNT', type: 'NUMBER', precision: 38, scale: 18 },
    ],
    rows: rows.map(([id, amount]) => ({ ID: numberOf(id), AMOUNT: numberOf(amount) })),
  });
  await addEntity(flow, {
    name: 'amount',
    source: { api: 'amounts' },
    business_key: ['id'],
    deletes: { policy: 'delete' },
    mappings: [
      { source_field: 'ID', target_field: 'id', type: 'integer' },
      { source_field: 'AMOUNT', target_field: 'amount', type: 'decimal' },
    ],
  });
  return table;
};

describe('numbers that a double cannot carry', () => {
  it('9007199254740993 and 9007199254740992 stay two records, with two keys to read them again by', async () => {
    const table = await start([
      ['9007199254740992', '1'],
      ['9007199254740993', '2'],
    ]);
    expect(did(await flow.sync('amount'))).toEqual({ inserted: 2 });
    expect(flow.held('amount')).toEqual({
      '9007199254740992': { id: '9007199254740992', amount: '1' },
      '9007199254740993': { id: '9007199254740993', amount: '2' },
    });
    expect(did(await flow.sync('amount'))).toEqual({ skipped: 2 });
    table.rows = table.rows.slice(1);
    expect(did(await flow.sync('amount'))).toEqual({ deleted: 1, skipped: 1 });
    expect(Object.keys(flow.held('amount'))).toEqual(['9007199254740993']);
  });

  it('stay apart where pages are read by number and end between them', async () => {
    const table = await start(
      Array.from({ length: 9 }, (_, index) => [String(9007199254740990n + BigInt(index)), String(index)] as const),
    );
    table.capabilities = { total: true, keyset: false, as_of: false };
    expect(did(await flow.sync('amount', { pageSize: 3 }))).toEqual({ inserted: 9 });
    expect(Object.keys(flow.held('amount'))).toHaveLength(9);
  });

  it('NUMBER(38,18) arrives digit for digit, and a change of the last digit is a change', async () => {
    const amounts = [
      '12345678901234567890.123456789012345678',
      '-0.000000000000000001',
      '99999999999999999999.999999999999999999',
      '0.1',
      '1e-18',
      '12345678901234567890',
    ];
    const table = await start(amounts.map((amount, index) => [String(index), amount]));
    expect(did(await flow.sync('amount'))).toEqual({ inserted: 6 });
    const held = flow.held('amount');
    expect(Object.values(held).map((one) => one['amount'])).toEqual([
      '12345678901234567890.123456789012345678',
      '-1e-18',
      '99999999999999999999.999999999999999999',
      '0.1',
      '1e-18',
      '12345678901234567890',
    ]);
    table.rows = [
      { ID: numberOf('0'), AMOUNT: numberOf('12345678901234567890.123456789012345679') },
      ...table.rows.slice(1),
    ];
    expect(did(await flow.sync('amount'))).toEqual({ updated: 1, skipped: 5 });
    expect(flow.held('amount')['0']?.['amount']).toBe('12345678901234567890.123456789012345679');
  });

  it('is the same amount in any notation', async () => {
    const table = await start([
      ['1', '1500'],
      ['2', '0.5'],
    ]);
    await flow.sync('amount');
    table.rows = [
      { ID: numberOf('1'), AMOUNT: numberOf('1.5E3') },
      { ID: numberOf('2'), AMOUNT: numberOf('0.5000') },
    ];
    expect(did(await flow.sync('amount'))).toEqual({ skipped: 2 });
  });
});
