import { describe, expect, test } from 'vitest';
import { DIALECTS, openStore } from '../../support/dialects.ts';
import { at, bk, collect, range, startBatch } from './samples.ts';

describe.each(DIALECTS)('the outbox on %s', (dialect) => {
  test('keeps a chunk of a thousand records in the order of the call until it is removed', async () => {
    const store = await openStore(dialect);
    const batchUid = await startBatch(store);
    const chunk = { chunkUid: 'chunk-1', entityName: 'part', batchUid, operation: 'INSERT' as const };
    const bkHashes = range(1000).map(bk);
    await store.outbox.add({ ...chunk, bkHashes, at: at(1) });
    expect(await store.outbox.listByEntity('part')).toEqual([{ ...chunk, bkHashes, createdAt: at(1) }]);
    await store.outbox.remove(['chunk-1', 'unknown']);
    expect(await store.outbox.listByEntity('part')).toEqual([]);
  });

  test('keeps keys that come as bytes like those that come as text', async () => {
    const store = await openStore(dialect);
    const batchUid = await startBatch(store);
    const chunk = { chunkUid: 'chunk-1', entityName: 'part', batchUid, operation: 'INSERT' as const };
    const bkHashes = range(3).map(bk);
    await store.outbox.add({ ...chunk, bkHashes: Buffer.from(bkHashes.join(''), 'hex'), at: at(1) });
    expect(await store.outbox.listByEntity('part')).toEqual([{ ...chunk, bkHashes, createdAt: at(1) }]);
  });

  test('lists the chunks of one entity, oldest first', async () => {
    const store = await openStore(dialect);
    const batchUid = await startBatch(store);
    const chunk = { entityName: 'part', batchUid, operation: 'DELETE' as const, bkHashes: [bk(1)] };
    await store.outbox.add({ ...chunk, chunkUid: 'later', at: at(2) });
    await store.outbox.add({ ...chunk, chunkUid: 'earlier', at: at(1) });
    await store.outbox.add({ ...chunk, chunkUid: 'other', entityName: 'order', at: at(1) });
    expect((await store.outbox.listByEntity('part')).map((row) => row.chunkUid)).toEqual(['earlier', 'later']);
  });

  test('refuses a chunk of an unknown batch', async () => {
    const store = await openStore(dialect);
    const chunk = { chunkUid: 'c', entityName: 'part', batchUid: 'unknown', operation: 'UPDATE' as const };
    await expect(store.outbox.add({ ...chunk, bkHashes: [], at: at(1) })).rejects.toMatchObject({ kind: 'conflict' });
  });
});

describe.each(DIALECTS)('read pages on %s', (dialect) => {
  test('gives the hashes back page by page, the last reading of each page', async () => {
    const store = await openStore(dialect);
    const batchUid = await startBatch(store);
    const other = await startBatch(store);
    for (const pageNo of range(150).toReversed()) await store.readPages.add(batchUid, pageNo, [bk(pageNo), bk(0)]);
    await store.readPages.add(batchUid, 7, [bk(777)]);
    await store.readPages.add(other, 0, [bk(5)]);
    const pages: string[] = [];
    for await (const blob of store.readPages.listHashes(batchUid, 149)) pages.push(Buffer.from(blob).toString('hex'));
    expect(pages).toEqual(range(150).map((n) => (n === 7 ? bk(777) : bk(n) + bk(0))));
  });

  test('stops at the last page that is asked for', async () => {
    const store = await openStore(dialect);
    const batchUid = await startBatch(store);
    for (const pageNo of range(4)) await store.readPages.add(batchUid, pageNo, [bk(pageNo)]);
    expect(await collect(store.readPages.listHashes(batchUid, 2))).toHaveLength(3);
    expect(await collect(store.readPages.listHashes(batchUid, -1))).toEqual([]);
  });

  test('forgets the pages of one batch', async () => {
    const store = await openStore(dialect);
    const batchUid = await startBatch(store);
    const other = await startBatch(store);
    await store.readPages.add(batchUid, 0, [bk(1)]);
    await store.readPages.add(other, 0, []);
    await store.readPages.removeAll(batchUid);
    expect(await collect(store.readPages.listHashes(batchUid, 9))).toEqual([]);
    expect(await collect(store.readPages.listHashes(other, 9))).toHaveLength(1);
  });
});
