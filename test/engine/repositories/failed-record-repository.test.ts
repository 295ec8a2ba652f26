import { describe, expect, test } from 'vitest';
import type { FailedFilter } from '../../../engine/repositories/failed-record.ts';
import { DIALECTS, openStore } from '../../support/dialects.ts';
import { all, failRetry, sight } from './failed-samples.ts';
import { at, bk, failure, NOT_A_NUMBER, range } from './samples.ts';

describe.each(DIALECTS)('questions about failed records on %s', (dialect) => {
  async function mixed() {
    const store = await openStore(dialect);
    const tooLong = { ...NOT_A_NUMBER, stage: 'map', code: 'length', message: '"abc" is too long' } as const;
    const first = await sight(store, [failure(1), failure(2, { reject: tooLong }), failure(3)]);
    const second = await sight(store, [failure(1)], { entityName: 'order', minute: 4 });
    await store.failedRecords.ignore({ search: 'part=3' }, at(5));
    return { store, first, second };
  }

  test.each<[string, (batches: { first: string; second: string }) => FailedFilter, readonly string[]]>([
    ['nothing', () => ({}), ['part 1', 'part 2', 'part 3', 'order 1']],
    ['entity', () => ({ entity: 'part' }), ['part 1', 'part 2', 'part 3']],
    ['batch', ({ second }) => ({ batchUid: second }), ['order 1']],
    ['stage', () => ({ stage: 'map' }), ['part 2']],
    ['code', () => ({ code: 'not_a_number' }), ['part 1', 'part 3', 'order 1']],
    ['signature', () => ({ signature: 'map | length | PRICE | "…" is too long' }), ['part 2']],
    ['status', () => ({ status: ['ignored', 'resolved'] }), ['part 3']],
    ['no status', () => ({ status: [] }), []],
    ['no uid', () => ({ uids: [] }), []],
    ['several at once', () => ({ entity: 'part', code: 'not_a_number', status: ['open'] }), ['part 1']],
    ['text in any case', () => ({ search: 'TOO LONG' }), ['part 2']],
    ['text of the raw row', () => ({ search: '"PART":3' }), ['part 3']],
    ['a per cent sign as itself', () => ({ search: '%' }), []],
  ])('filters by %s', async (_name, toFilter, expected) => {
    const { store, ...batches } = await mixed();
    const filter = toFilter(batches);
    const found = await all(store, filter);
    expect(found.map((record) => `${record.entityName} ${record.recordKey.slice(4)}`)).toEqual(expected);
    expect(await store.failedRecords.count(filter)).toBe(expected.length);
  });

  test('finds umlauts and likes as they are written', async () => {
    const store = await openStore(dialect);
    await sight(store, [failure(1, { reference: 'site=Ö_1' }), failure(2, { reference: 'site=ÖX1' })]);
    expect(await store.failedRecords.count({ search: 'Ö_1' })).toBe(1);
  });

  test('refuses more uids than a statement can hold, and says what to do', async () => {
    const { failedRecords } = await openStore(dialect);
    const uids = range(10_001).map(String);
    await expect(failedRecords.count({ uids })).rejects.toMatchObject({ kind: 'usage' });
    expect(await failedRecords.count({ uids: uids.slice(1) })).toBe(0);
  });

  test('pages through the list, newest first, without gap or overlap', async () => {
    const store = await openStore(dialect);
    await sight(store, range(23).map((n) => failure(n))); // prettier-ignore
    const keys: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await store.failedRecords.list({ entity: 'part' }, { limit: 10, cursor });
      expect(page.items.length).toBeLessThanOrEqual(10);
      keys.push(...page.items.map((record) => record.recordKey));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(keys).toEqual(range(23).map((n) => `key-${n}`).toReversed()); // prettier-ignore
  });

  test('ends the list with its last full page', async () => {
    const store = await openStore(dialect);
    await sight(store, range(10).map((n) => failure(n))); // prettier-ignore
    expect((await store.failedRecords.list({}, { limit: 10 })).nextCursor).toBeNull();
  });

  test('streams more records than one page holds', async () => {
    const store = await openStore(dialect);
    await sight(store, range(450).map((n) => failure(n))); // prettier-ignore
    expect((await all(store)).map((record) => record.recordKey)).toEqual(range(450).map((n) => `key-${n}`));
  });

  test('groups by signature, the largest first', async () => {
    const { store } = await mixed();
    const groups = await store.failedRecords.listGroups({});
    expect(groups).toMatchObject([
      {
        signature: 'normalize | not_a_number | PRICE | "…" cannot be read as a number.',
        count: 3,
        firstSeenAt: at(1),
        lastSeenAt: at(4),
        stage: 'normalize',
        code: 'not_a_number',
        field: 'PRICE',
        message: '"12abc" cannot be read as a number.',
      },
      expect.objectContaining({ count: 1, stage: 'map', code: 'length' }),
    ]);
    expect(await store.failedRecords.listGroups({ entity: 'order' })).toMatchObject([{ count: 1 }]);
  });

  test('counts by status, zero where there is none', async () => {
    const { store } = await mixed();
    expect(await store.failedRecords.counts()).toEqual({
      open: 3,
      retrying: 0,
      resolved: 0,
      ignored: 1,
      superseded: 0,
      exhausted: 0,
    });
  });

  test('lists what is due, the longest due first', async () => {
    const store = await openStore(dialect);
    await sight(store, [failure(1)], { nextRetryAt: at(8) });
    await sight(store, [failure(2)], { nextRetryAt: at(7) });
    await sight(store, [failure(3)], { nextRetryAt: at(9) });
    await sight(store, [failure(4)], { nextRetryAt: null });
    const due = async (now: string, limit: number) =>
      (await store.failedRecords.listDue(now, limit)).map((record) => record.recordKey);
    expect(await due(at(8), 10)).toEqual(['key-2', 'key-1']);
    expect(await due(at(9), 1)).toEqual(['key-2']);
    expect(await due(at(6), 10)).toEqual([]);
  });

  test('makes the children of parents that have arrived due at once', async () => {
    const store = await openStore(dialect);
    const missing = { ...NOT_A_NUMBER, stage: 'resolve', code: 'parent_missing', message: 'no parent' } as const;
    const child = (n: number, parent: number) =>
      failure(n, { reject: missing, errorType: 'parent', parentEntity: 'order', parentBkHash: bk(parent) });
    await sight(store, [child(1, 100), child(2, 200), failure(3, { parentEntity: 'order', parentBkHash: bk(100) })]);
    const exhausted = (await all(store))[0]?.uid ?? '';
    for (const n of range(5)) await failRetry(store, exhausted, { minute: n + 2, reject: missing });
    expect((await store.failedRecords.find(exhausted))?.status).toBe('exhausted');
    expect(await store.failedRecords.dueForParents('product', [bk(100)], at(9))).toBe(0);
    expect(await store.failedRecords.dueForParents('order', [bk(100), bk(300)], at(9))).toBe(1);
    expect(await store.failedRecords.listDue(at(9), 10)).toMatchObject([
      { uid: exhausted, status: 'open', retryCount: 0 },
    ]);
  });
});
