import { describe, expect, test } from 'vitest';
import { DIALECTS, openStore } from '../../support/dialects.ts';
import { all, failRetry, one, sight } from './failed-samples.ts';
import { at, failure, NOT_A_NUMBER, range } from './samples.ts';

describe.each(DIALECTS)('retries of failed records on %s', (dialect) => {
  test('claims oldest first, up to the limit, each record once', async () => {
    const store = await openStore(dialect);
    await sight(store, range(5).map((n) => failure(n))); // prettier-ignore
    const keys = async (limit: number) =>
      (await store.failedRecords.claim({ entity: 'part' }, { limit })).map((record) => record.recordKey);
    expect(await keys(2)).toEqual(['key-0', 'key-1']);
    const both = await Promise.all([keys(2), keys(2)]);
    expect(both.flat().toSorted()).toEqual(['key-2', 'key-3', 'key-4']);
    expect(await keys(2)).toEqual([]);
  });

  test('takes ignored records only where they are named', async () => {
    const store = await openStore(dialect);
    await sight(store, [failure(1), failure(2)]);
    const { uid } = (await all(store))[0] ?? { uid: '' };
    await store.failedRecords.ignore({ uids: [uid] }, at(2));
    expect(await store.failedRecords.claim({}, { limit: 10 })).toMatchObject([{ recordKey: 'key-2' }]);
    expect(await store.failedRecords.claim({ status: ['ignored'] }, { limit: 10 })).toMatchObject([{ uid, closedAt: null }]); // prettier-ignore
    await store.failedRecords.release([uid]);
    await store.failedRecords.ignore({ uids: [uid] }, at(3));
    expect(await store.failedRecords.claim([uid], { limit: 10 })).toMatchObject([{ uid, status: 'retrying' }]);
  });

  test('opens ignored records again as they were, by uid or by when they were ignored', async () => {
    const store = await openStore(dialect);
    await sight(store, [failure(1), failure(2), failure(3)], { nextRetryAt: at(9) });
    const [first] = await all(store);
    await store.failedRecords.ignore({ uids: [first!.uid] }, at(2));
    await store.failedRecords.ignore({}, at(3), 'known');
    expect((await store.failedRecords.find((await all(store))[1]!.uid))?.tries.at(-1)?.message).toBe('known');
    expect(await store.failedRecords.reopen({ ignoredAt: at(3) }, at(4))).toBe(2);
    expect(await store.failedRecords.reopen({ ignoredAt: at(3) }, at(4))).toBe(0);
    expect((await all(store)).map((record) => record.status)).toEqual(['ignored', 'open', 'open']);
    expect(await store.failedRecords.reopen({ uids: [first!.uid] }, at(5))).toBe(1);
    expect((await all(store))[0]).toMatchObject({ status: 'open', closedAt: null, nextRetryAt: at(9) });
    expect(await store.failedRecords.listDue(at(9), 10)).toHaveLength(3);
  });

  test('opens an exhausted record as exhausted again', async () => {
    const store = await openStore(dialect);
    await sight(store, [failure(1)]);
    const { uid, maxRetries } = await one(store);
    for (const minute of range(maxRetries)) await failRetry(store, uid, { minute });
    await store.failedRecords.ignore({}, at(8));
    await store.failedRecords.reopen({ uids: [uid] }, at(9));
    expect((await one(store)).status).toBe('exhausted');
  });

  test('leaves an ignored record alone that failed anew, or was ignored once more, since', async () => {
    const store = await openStore(dialect);
    await sight(store, [failure(1)]);
    await store.failedRecords.ignore({}, at(2));
    await sight(store, [failure(1, { raw: '{"PART":"new"}' })], { minute: 3 });
    expect(await store.failedRecords.reopen({ ignoredAt: at(2) }, at(4))).toBe(0);
    await store.failedRecords.ignore({}, at(5));
    expect(await store.failedRecords.reopen({ ignoredAt: at(2) }, at(6))).toBe(0);
    expect(await store.failedRecords.reopen({ ignoredAt: at(5) }, at(7))).toBe(1);
  });

  test('tells how records stand, as many as are asked for', async () => {
    const store = await openStore(dialect);
    await sight(store, range(1200).map((n) => failure(n))); // prettier-ignore
    const uids = (await all(store)).map((record) => record.uid);
    const states = await store.failedRecords.listStates([...uids, 'nobody']);
    expect(new Set(states.map((state) => state.uid))).toEqual(new Set(uids));
    expect(states[0]).toMatchObject({ entityName: 'part', status: 'open', retryCount: 0 });
  });

  test('does not bring an ignored record back beside a live row of it', async () => {
    const store = await openStore(dialect);
    await sight(store, [failure(1)]);
    const { uid } = await one(store);
    await store.failedRecords.ignore({}, at(2));
    await sight(store, [failure(1, { raw: '{"PART":"new"}' })], { minute: 3 });
    expect(await store.failedRecords.claim([uid], { limit: 10 })).toEqual([]);
    await store.failedRecords.ignore({}, at(4));
    const [claimed, ...others] = await store.failedRecords.claim({ status: ['ignored'] }, { limit: 10 });
    expect(claimed?.raw).toBe('{"PART":"new"}');
    expect(others).toEqual([]);
  });

  test('closes a record that was acknowledged, with its history', async () => {
    const store = await openStore(dialect);
    await sight(store, [failure(1)], { nextRetryAt: at(5) });
    const { uid } = await one(store);
    await store.failedRecords.claim([uid], { limit: 1 });
    await store.failedRecords.saveTry(uid, {
      action: 'current_mapping',
      mappingVersion: 3,
      outcome: 'resolved',
      at: at(6),
      nextRetryAt: null,
    });
    const record = await store.failedRecords.find(uid);
    expect(record).toMatchObject({ status: 'resolved', closedAt: at(6), nextRetryAt: null, retryCount: 0 });
    expect(record?.tries.at(-1)).toEqual({
      tryNo: 2,
      at: at(6),
      action: 'current_mapping',
      mappingVersion: 3,
      outcome: 'resolved',
      code: null,
      message: null,
    });
  });

  test('waits longer after each failure and is exhausted after the last', async () => {
    const store = await openStore(dialect);
    await sight(store, [failure(1)]);
    const { uid } = await one(store);
    for (const n of range(4)) {
      await failRetry(store, uid, { minute: n + 2, nextRetryAt: at(n + 30) });
      expect(await one(store)).toMatchObject({ status: 'open', retryCount: n + 1, nextRetryAt: at(n + 30) });
    }
    await failRetry(store, uid, { minute: 7, nextRetryAt: at(50) });
    expect(await one(store)).toMatchObject({ status: 'exhausted', retryCount: 5, nextRetryAt: null });
    await failRetry(store, uid, { minute: 8, nextRetryAt: at(51) });
    expect(await one(store)).toMatchObject({ status: 'exhausted', retryCount: 6 });
  });

  test('groups a record by why it fails now', async () => {
    const store = await openStore(dialect);
    await sight(store, [failure(1)]);
    const { uid } = await one(store);
    const reject = { stage: 'ingest', code: 'rejected_by_target', field: null, message: 'no site 7' } as const;
    await store.failedRecords.claim([uid], { limit: 1 });
    const attempt = { action: 'as_captured', mappingVersion: 1, at: at(2), nextRetryAt: null } as const;
    await store.failedRecords.saveTry(uid, { ...attempt, outcome: 'failed', reject, errorType: 'target' });
    expect(await one(store)).toMatchObject({
      ...reject,
      errors: [reject],
      errorType: 'target',
      signature: 'ingest | rejected_by_target | - | no site …',
    });
  });

  test('burns no attempt when the system failed, and superseded ends it', async () => {
    const store = await openStore(dialect);
    await sight(store, [failure(1), failure(2)], { nextRetryAt: at(5) });
    const [first, second] = await store.failedRecords.claim({}, { limit: 2 });
    const attempt = { action: 'as_captured', mappingVersion: 1, at: at(2), nextRetryAt: null } as const;
    await store.failedRecords.saveTries([
      { ...attempt, uid: first?.uid ?? '', outcome: 'released' },
      { ...attempt, uid: second?.uid ?? '', outcome: 'superseded' },
    ]);
    expect(await all(store)).toMatchObject([
      { status: 'open', retryCount: 0, nextRetryAt: at(5) },
      { status: 'superseded', closedAt: at(2) },
    ]);
  });

  test('leaves a record closed that a run resolved while it was retried', async () => {
    const store = await openStore(dialect);
    await sight(store, [failure(1)]);
    const { uid } = await one(store);
    await store.failedRecords.claim([uid], { limit: 1 });
    await store.failedRecords.closeMany('part', ['key-1'], { status: 'resolved', at: at(2), message: 'sent' });
    const reject = NOT_A_NUMBER;
    const attempt = { action: 'as_captured', mappingVersion: 1, outcome: 'failed', reject, at: at(3) } as const;
    await store.failedRecords.saveTry(uid, { ...attempt, nextRetryAt: at(9) });
    expect(await one(store)).toMatchObject({ status: 'resolved', retryCount: 0 });
  });

  test('records the outcome of a thousand retries in one call', async () => {
    const store = await openStore(dialect);
    await sight(store, range(1000).map((n) => failure(n))); // prettier-ignore
    const claimed = await store.failedRecords.claim({}, { limit: 1000 });
    const attempt = { action: 'as_captured', mappingVersion: 1, at: at(2), nextRetryAt: at(3) } as const;
    await store.failedRecords.saveTries(
      claimed.map(({ uid }, i) => ({
        ...attempt,
        uid,
        outcome: i % 2 === 0 ? ('resolved' as const) : ('failed' as const),
      })),
    );
    expect(await store.failedRecords.counts()).toMatchObject({ resolved: 500, open: 500, retrying: 0 });
  });

  test('gives back what a dead process had claimed', async () => {
    const store = await openStore(dialect);
    await sight(store, [failure(1), failure(2)]);
    const uids = (await all(store)).map((record) => record.uid);
    for (const n of range(5)) await failRetry(store, uids[0] ?? '', { minute: n + 2 });
    await store.failedRecords.claim(uids, { limit: 2 });
    expect(await store.failedRecords.reopenRetrying('order')).toBe(0);
    expect(await store.failedRecords.reopenRetrying('part')).toBe(2);
    expect((await all(store)).map((record) => record.status)).toEqual(['exhausted', 'open']);
  });

  test('keeps an edit beside the original, with its history', async () => {
    const store = await openStore(dialect);
    await sight(store, [failure(1)]);
    const { uid, raw } = await one(store);
    expect(await store.failedRecords.savePatch(uid, '{"PRICE":"12"}', at(2))).toBe(true);
    const record = await store.failedRecords.find(uid);
    expect(record).toMatchObject({ raw, patch: '{"PRICE":"12"}' });
    expect(record?.tries.at(-1)).toMatchObject({ tryNo: 2, action: 'edited', message: '{"PRICE":"12"}' });
    await store.failedRecords.closeMany('part', ['key-1'], { status: 'resolved', at: at(3), message: 'sent' });
    expect(await store.failedRecords.savePatch(uid, '{}', at(4))).toBe(false);
    expect(await store.failedRecords.savePatch('unknown', '{}', at(4))).toBe(false);
  });

  test('ignores what the filter shows, but nothing that is being retried', async () => {
    const store = await openStore(dialect);
    await sight(store, [failure(1), failure(2), failure(3)], { nextRetryAt: at(5) });
    const [claimed] = await store.failedRecords.claim({}, { limit: 1 });
    expect(await store.failedRecords.ignore({ entity: 'part' }, at(2))).toBe(2);
    expect(await store.failedRecords.ignore({ entity: 'part' }, at(3))).toBe(0);
    const [first, second] = await all(store);
    expect(first).toMatchObject({ uid: claimed?.uid, status: 'retrying' });
    expect(second).toMatchObject({ status: 'ignored', closedAt: at(2), nextRetryAt: at(5) });
    expect((await store.failedRecords.find(second?.uid ?? ''))?.tries.at(-1)).toMatchObject({ action: 'ignored' });
    expect(await store.failedRecords.listLiveKeys('part')).toEqual(new Set(['key-1', 'key-2', 'key-3']));
  });
});
