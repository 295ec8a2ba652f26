import { describe, expect, test } from 'vitest';
import { DIALECTS, openStore } from '../../support/dialects.ts';
import { all, failRetry, one, sight } from './failed-samples.ts';
import { at, bk, failure, naughtyStrings, NOT_A_NUMBER, range } from './samples.ts';

describe.each(DIALECTS)('sightings of failed records on %s', (dialect) => {
  test('keeps a failure whole', async () => {
    const store = await openStore(dialect);
    const other = { ...NOT_A_NUMBER, field: 'WEIGHT' };
    const failed = failure(1, {
      errors: [NOT_A_NUMBER, other],
      normalized: '{"PART":1}',
      mapped: '{"part":1}',
      rowversion: '17',
      parentEntity: 'product',
      parentBkHash: bk(2),
    });
    const batchUid = await sight(store, [failed], { nextRetryAt: at(5) });
    const { reject, ...captured } = failed;
    const record = await one(store);
    expect(record).toEqual({
      ...captured,
      ...reject,
      uid: record.uid,
      entityName: 'part',
      batchUid,
      signature: 'normalize | not_a_number | PRICE | "…" cannot be read as a number.',
      patch: null,
      status: 'open',
      retryCount: 0,
      maxRetries: 5,
      nextRetryAt: at(5),
      timesSeen: 1,
      firstSeenAt: at(1),
      lastSeenAt: at(1),
      closedAt: null,
    });
    const message = NOT_A_NUMBER.message;
    expect((await store.failedRecords.find(record.uid))?.tries).toEqual([
      { tryNo: 1, at: at(1), action: 'sighted', mappingVersion: 1, outcome: 'failed', code: 'not_a_number', message },
    ]);
    expect(await store.failedRecords.find('unknown')).toBeNull();
  });

  test('sees a known record once more instead of storing it twice', async () => {
    const store = await openStore(dialect);
    await sight(store, [failure(1)], { nextRetryAt: at(5) });
    const first = await one(store);
    const later = failure(1, { reject: { ...NOT_A_NUMBER, code: 'range', message: '5 is over 3' }, mappingVersion: 2 });
    const batchUid = await sight(store, [later], { minute: 2, nextRetryAt: at(9) });
    expect(await one(store)).toMatchObject({
      uid: first.uid,
      batchUid,
      code: 'range',
      signature: 'normalize | range | PRICE | … is over …',
      mappingVersion: 2,
      timesSeen: 2,
      firstSeenAt: at(1),
      lastSeenAt: at(2),
      nextRetryAt: at(5),
    });
    const tries = (await store.failedRecords.find(first.uid))?.tries;
    expect(tries?.map((row) => [row.tryNo, row.at, row.code])).toEqual([
      [1, at(1), 'not_a_number'],
      [2, at(2), 'range'],
    ]);
  });

  test('stores a thousand failures in one call, and the same thousand again', async () => {
    const store = await openStore(dialect);
    const failures = range(1000).map((n) => failure(n));
    await sight(store, failures);
    await sight(store, failures, { minute: 2 });
    expect(await store.failedRecords.count({})).toBe(1000);
    expect((await all(store)).every((record) => record.timesSeen === 2)).toBe(true);
    expect(await store.failedRecords.listLiveKeys('part')).toEqual(new Set(failures.map((row) => row.recordKey)));
    expect(await store.failedRecords.listLiveKeys('order')).toEqual(new Set());
  });

  test('takes the last of two failures of one record in a page and counts both', async () => {
    const store = await openStore(dialect);
    await sight(store, [failure(1), failure(1, { raw: '{"PART":"last"}' })]);
    expect(await one(store)).toMatchObject({ timesSeen: 2, raw: '{"PART":"last"}' });
  });

  test('keeps an exhausted record exhausted until its row changes', async () => {
    const store = await openStore(dialect);
    await sight(store, [failure(1)]);
    const { uid } = await one(store);
    await store.failedRecords.savePatch(uid, '{"PRICE":"12"}', at(2));
    for (const n of range(5)) await failRetry(store, uid, { minute: n + 3 });
    await sight(store, [failure(1)], { minute: 10, nextRetryAt: at(20) });
    expect(await one(store)).toMatchObject({ status: 'exhausted', retryCount: 5, patch: '{"PRICE":"12"}', nextRetryAt: null }); // prettier-ignore
    await sight(store, [failure(1, { raw: '{"PART":"new"}' })], { minute: 11, nextRetryAt: at(20) });
    expect(await one(store)).toMatchObject({ status: 'open', retryCount: 0, patch: null, nextRetryAt: at(20) });
  });

  test('leaves a record that is being retried to its retry', async () => {
    const store = await openStore(dialect);
    await sight(store, [failure(1)]);
    await store.failedRecords.claim({}, { limit: 1 });
    await sight(store, [failure(1, { raw: '{"PART":"new"}' })], { minute: 2 });
    expect((await one(store)).status).toBe('retrying');
  });

  test('opens a new row when a resolved record fails again', async () => {
    const store = await openStore(dialect);
    await sight(store, [failure(1)]);
    await store.failedRecords.closeMany('part', ['key-1'], { status: 'resolved', at: at(2), message: 'sent' });
    await sight(store, [failure(1)], { minute: 3 });
    expect((await all(store)).map((record) => record.status)).toEqual(['resolved', 'open']);
  });

  test('keeps an ignored record ignored while it fails as before', async () => {
    const store = await openStore(dialect);
    await sight(store, [failure(1)]);
    await store.failedRecords.ignore({}, at(2));
    const batchUid = await sight(store, [failure(1), failure(2)], { minute: 3 });
    const [ignored, fresh] = await all(store);
    expect(ignored).toMatchObject({ status: 'ignored', timesSeen: 2, lastSeenAt: at(3), batchUid });
    expect(fresh).toMatchObject({ status: 'open', recordKey: 'key-2' });
    expect((await store.failedRecords.find(ignored?.uid ?? ''))?.tries.at(-1)).toMatchObject({ outcome: 'ignored' });
  });

  test.each([
    ['its row changed', failure(1, { raw: '{"PART":"new"}' })],
    ['it fails in another way', failure(1, { reject: { ...NOT_A_NUMBER, code: 'range', message: 'too high' } })],
  ])('opens a new row beside an ignored one when %s', async (_name, later) => {
    const store = await openStore(dialect);
    await sight(store, [failure(1)]);
    await store.failedRecords.ignore({}, at(2));
    await sight(store, [later], { minute: 3 });
    await sight(store, [failure(1)], { minute: 4 });
    expect((await all(store)).map((record) => [record.status, record.timesSeen])).toEqual([
      ['ignored', 1],
      ['open', 2],
    ]);
  });

  test('closes what still stands of a record, ignored rows too', async () => {
    const store = await openStore(dialect);
    await sight(store, [failure(1), failure(2), failure(3)]);
    await store.failedRecords.ignore({ search: 'part=2' }, at(2));
    const closing = { status: 'superseded', at: at(3), message: 'A newer row was sent.' } as const;
    expect(await store.failedRecords.closeMany('part', ['key-1', 'key-2', 'unknown'], closing)).toBe(2);
    expect(await store.failedRecords.closeMany('part', ['key-1', 'key-2'], closing)).toBe(0);
    const [first, second, third] = await all(store);
    expect(first).toMatchObject({ status: 'superseded', closedAt: at(3), nextRetryAt: null });
    expect(second?.status).toBe('superseded');
    expect(third?.status).toBe('open');
    expect((await store.failedRecords.find(first?.uid ?? ''))?.tries.at(-1)).toMatchObject({
      tryNo: 2,
      action: 'closed',
      outcome: 'superseded',
      message: 'A newer row was sent.',
    });
  });

  test('stores naughty strings unharmed', async () => {
    const store = await openStore(dialect);
    const strings = naughtyStrings();
    const failures = strings.map((text, n) =>
      failure(n, {
        recordKey: `${n} ${text}`,
        sourceKey: text,
        reference: text,
        raw: JSON.stringify({ text }),
        mapped: text,
        reject: { ...NOT_A_NUMBER, field: text, message: text },
      }),
    );
    await sight(store, failures);
    expect((await all(store)).map((row) => [row.recordKey, row.sourceKey, row.reference, row.raw, row.mapped, row.errors])) // prettier-ignore
      .toEqual(failures.map((row) => [row.recordKey, row.sourceKey, row.reference, row.raw, row.mapped, row.errors]));
    const tries = await Promise.all((await all(store)).slice(0, 50).map((row) => store.failedRecords.find(row.uid)));
    expect(tries.map((row) => row?.tries[0]?.message)).toEqual(strings.slice(0, 50));
  });
});
