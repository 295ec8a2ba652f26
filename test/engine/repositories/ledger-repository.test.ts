import { describe, expect, test } from 'vitest';
import { DIALECTS, openStore } from '../../support/dialects.ts';
import { bk, dh, ledgerRow, naughtyStrings, range } from './samples.ts';

describe.each(DIALECTS)('the ledger on %s', (dialect) => {
  test('gives a thousand records back as they were stored', async () => {
    const { ledger } = await openStore(dialect);
    const rows = range(1000).map((n) => ledgerRow(n));
    await ledger.upsertMany('part', rows);
    expect(await ledger.count('part')).toBe(1000);
    const found = await ledger.findMany('part', [bk(5000), ...rows.map((row) => row.bkHash)]);
    expect(found.size).toBe(1000);
    expect(rows.map((row) => found.get(row.bkHash))).toEqual(rows);
  });

  test.each([0, 1, 2, 49, 50, 51, 512, 513, 1001])('takes and gives %i records in one call', async (count) => {
    const { ledger } = await openStore(dialect);
    const keys = range(count).map(bk);
    await ledger.upsertMany('part', range(count).map((n) => ledgerRow(n))); // prettier-ignore
    expect(await ledger.listExisting('part', keys)).toEqual(new Set(keys));
    await ledger.removeMany('part', keys);
    expect(await ledger.count('part')).toBe(0);
  });

  test('replaces every column of a known record', async () => {
    const { ledger } = await openStore(dialect);
    await ledger.upsertMany('part', [ledgerRow(1), ledgerRow(2)]);
    const newer = ledgerRow(1, {
      dataHash: dh(99),
      hashSpec: 'jcs-2',
      rowversion: null,
      targetUid: 'other',
      businessKey: '["x"]',
      sourceKey: null,
      mappingVersion: 2,
      hasDuplicate: true,
    });
    await ledger.upsertMany('part', [newer]);
    expect([...(await ledger.findMany('part', [bk(1), bk(2)])).values()].toSorted((a, b) => a.mappingVersion - b.mappingVersion)) // prettier-ignore
      .toEqual([ledgerRow(2), newer]);
  });

  test('takes the last of two rows with one key', async () => {
    const { ledger } = await openStore(dialect);
    await ledger.upsertMany('part', [ledgerRow(1), ledgerRow(1, { targetUid: 'last' })]);
    expect((await ledger.findMany('part', [bk(1)])).get(bk(1))?.targetUid).toBe('last');
  });

  test('keeps entities apart', async () => {
    const { ledger } = await openStore(dialect);
    await ledger.upsertMany('part', [ledgerRow(1)]);
    await ledger.upsertMany('order', [ledgerRow(1), ledgerRow(2)]);
    await ledger.removeMany('order', [bk(1)]);
    expect(await ledger.listExisting('part', [bk(1), bk(2)])).toEqual(new Set([bk(1)]));
    expect(await ledger.listExisting('order', [bk(1), bk(2)])).toEqual(new Set([bk(2)]));
  });

  test('scans in order of hash without leaving one out', async () => {
    const { ledger } = await openStore(dialect);
    await ledger.upsertMany('part', range(25).map((n) => ledgerRow(n))); // prettier-ignore
    await ledger.upsertMany('order', [ledgerRow(100)]);
    const scanned: string[] = [];
    let page = await ledger.scan('part', { limit: 10 });
    while (page.length > 0) {
      scanned.push(...page.map((row) => row.bkHash));
      page = await ledger.scan('part', { limit: 10, afterBkHash: page.at(-1)?.bkHash });
    }
    expect(scanned).toEqual(range(25).map(bk).toSorted());
  });

  test('marks duplicates and leaves the others alone', async () => {
    const { ledger } = await openStore(dialect);
    await ledger.upsertMany('part', range(3).map((n) => ledgerRow(n))); // prettier-ignore
    await ledger.markDuplicates('part', [bk(1)]);
    const found = await ledger.findMany('part', range(3).map(bk));
    expect(range(3).map((n) => found.get(bk(n))?.hasDuplicate)).toEqual([false, true, false]);
  });

  test('stores naughty strings unharmed', async () => {
    const { ledger } = await openStore(dialect);
    const rows = naughtyStrings().map((text, n) =>
      ledgerRow(n, { businessKey: JSON.stringify([text]), sourceKey: text, rowversion: text, targetUid: text }),
    );
    await ledger.upsertMany('part', rows);
    const found = await ledger.findMany('part', rows.map((row) => row.bkHash)); // prettier-ignore
    expect(rows.map((row) => found.get(row.bkHash))).toEqual(rows);
  });
});
