// New records that leave as bytes have the fates that `sendChunk` finds for the same records.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  BatchOptions,
  BatchResult,
  BytesResult,
  RecordBytes,
} from '../../../engine/clients/schedulehub-client.ts';
import { EngineError } from '../../../engine/failures/engine-error.ts';
import { dataHash } from '../../../engine/record/data-hash.ts';
import type { BkHash } from '../../../engine/record/shapes.ts';
import {
  sendChunk,
  sendNewRecords,
  type ChunkItem,
  type IngestNeeds,
  type NewRecords,
  type SettledChunk,
} from '../../../engine/stages/8-ingest.ts';
import { identifiedRow } from './rows.ts';

type What = 'new' | 'same' | 'other' | 'failed' | 'refused' | 'other, gone';

interface Sent {
  readonly item: ChunkItem;
  readonly what: What;
}

const recordOf = (what: What, at: number): Sent => {
  const { bkHash, dataHash: hash, rowversion, reference, dataJson } = identifiedRow({ id: `K${at}` }).identity;
  return { item: { bkHash, dataHash: hash, rowversion, reference, dataJson, targetUid: null }, what };
};
const keysOf = (records: readonly Sent[]): Uint8Array =>
  Buffer.from(records.map(({ item }) => item.bkHash).join(''), 'hex');

/** A ScheduleHub in which each record meets what is said of it; answers inserts as records and as bytes alike. */
function hubOf(records: readonly Sent[]) {
  const log = { keys: [] as string[], outbox: [] as { uid: string; keys: string }[], told: [] as string[], opened: 0 };
  const what = new Map<string, What>(records.map((one) => [one.item.bkHash, one.what]));
  const hashes = new Map(records.map(({ item }) => [item.bkHash as string, item.dataHash]));
  const fates: { before: (key: string) => void } = { before: () => undefined };
  const answer = (bkHashes: readonly string[], operation: 'INSERT' | 'UPDATE', key: string): BatchResult => {
    log.keys.push(key);
    fates.before(key);
    if (bkHashes.some((one) => what.get(one) === 'refused')) throw new EngineError('refused', 'refused: 422');
    return {
      results: bkHashes.map((bkHash): BatchResult['results'][number] => {
        const is = what.get(bkHash);
        const uid = `uid ${bkHash}`;
        if (is === 'failed')
          return { bkHash, status: 'failed', uid: null, error: { code: 'range', message: 'too much', field: 'qty' } };
        if (operation === 'UPDATE') {
          if (is !== 'other, gone') return { bkHash, status: 'updated', uid, error: null };
          what.set(bkHash, 'new');
          return { bkHash, status: 'not_found', uid: null, error: null };
        }
        if (is === 'new') return { bkHash, status: 'created', uid, error: null };
        return { bkHash, status: 'exists', uid: null, error: null };
      }),
    };
  };
  const later = <T>(work: () => T): Promise<T> => Promise.resolve().then(work);
  const asBytes = (keys: Uint8Array, options: BatchOptions): BytesResult => {
    const bkHashes = Buffer.from(keys).toString('hex').match(/.{32}/g) ?? [];
    const { results } = answer(bkHashes, 'INSERT', options.idempotencyKey);
    if (results.some(({ status }) => status !== 'created')) return { kind: 'mixed', results };
    const source = Buffer.from(results.map(({ uid }) => uid ?? '').join(''));
    const starts = Uint32Array.from(results, (_one, at) => at * 36);
    return { kind: 'created', uids: { source, starts, ends: starts.map((start) => start + 36) } };
  };
  const store = (keys: string): string => {
    const uid = `key ${log.outbox.length + 1}`;
    log.outbox.push({ uid, keys });
    return uid;
  };
  const needs: IngestNeeds = {
    client: {
      batchInsert: (_entity, sent, { idempotencyKey }) =>
        later(() => answer(sent.map(({ bkHash }) => bkHash), 'INSERT', idempotencyKey)), // prettier-ignore
      batchInsertBytes: (_entity, { keys }: RecordBytes, options) => later(() => asBytes(keys, options)),
      batchUpdate: (_entity, sent, { idempotencyKey }) =>
        later(() => answer(sent.map(({ bkHash }) => bkHash), 'UPDATE', idempotencyKey)), // prettier-ignore
      batchDelete: () => Promise.reject(new Error('Nothing is deleted here.')),
      getBatchByBkHashes: (_entity, bkHashes) =>
        later(() =>
          bkHashes.map((bkHash) => ({
            uid: `uid ${bkHash}`,
            // Safe in tests: it was sent as one.
            bkHash: bkHash as BkHash,
            dataHash: what.get(bkHash) === 'same' ? (hashes.get(bkHash) ?? dataHash('')) : dataHash('{}'),
            rowversion: null,
            reference: null,
            data: null,
          })),
        ),
    },
    targetEntity: 'part',
    storeInOutbox: (_operation, keys) => Promise.resolve(store(keys.join(''))),
    waitOutOutage: () => later(() => void log.told.push('waits')),
    outageOver: () => log.told.push('over'),
    signal: new AbortController().signal,
  };
  const open = () => {
    log.opened += 1;
    return records.map(({ item }) => item);
  };
  /** The records as bytes, in the outbox already. */
  const announce = (): NewRecords<ChunkItem> => {
    const keys = keysOf(records);
    return { chunkUid: store(Buffer.from(keys).toString('hex')), keys, pieces: [Buffer.from('{},')], open };
  };
  return { needs, log, fates, announce, open };
}

const fatesOf = (chunk: SettledChunk<ChunkItem>): readonly string[] =>
  chunk.items.map(({ item, fate }) => `${item.reference} ${JSON.stringify(fate)}`).sort();

describe('new records', () => {
  it('that are all created leave under the key they were stored with, and are not opened', async () => {
    const records = (['new', 'new', 'new'] as const).map(recordOf);
    const { needs, log, announce } = hubOf(records);
    const settled = await sendNewRecords(needs, announce());
    if (settled.kind !== 'created') throw new Error('They were created.');
    const { source, starts, ends } = settled.uids;
    expect(Array.from(starts, (start, at) => source.toString('utf8', start, ends[at]))).toEqual(
      records.map(({ item }) => `uid ${item.bkHash}`),
    );
    expect([settled.chunkUids, log.keys, log.opened, log.told]).toEqual([['key 1'], ['key 1'], 0, ['over']]);
    expect(log.outbox).toHaveLength(1);
  });

  it('have the fates, calls and keys of the same records sent one by one', async () => {
    const what = fc.constantFrom<What>('new', 'new', 'same', 'other', 'failed', 'refused', 'other, gone');
    let mixed = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(what, { minLength: 1, maxLength: 12 }), async (whats) => {
        const records = whats.map(recordOf);
        const [bytes, plain] = [hubOf(records), hubOf(records)];
        const settled = await sendNewRecords(bytes.needs, bytes.announce());
        const expected = await sendChunk(plain.needs, 'INSERT', plain.open());
        expect(settled.kind === 'created').toBe(whats.every((one) => one === 'new'));
        expect(settled.chunkUids).toEqual(expected.chunkUids);
        expect(bytes.log.keys).toEqual(plain.log.keys);
        expect(bytes.log.outbox).toEqual(plain.log.outbox);
        if (settled.kind === 'created') return;
        mixed += 1;
        expect(fatesOf(settled)).toEqual(fatesOf(expected));
        expect(settled.items).toHaveLength(whats.length);
      }),
      { seed: 9, numRuns: 100 },
    );
    expect(mixed).toBeGreaterThan(50);
  });

  it('that are refused whole are halved until the bad one stands alone', async () => {
    const { needs, log, announce } = hubOf((['new', 'new', 'refused', 'new'] as const).map(recordOf));
    const settled = await sendNewRecords(needs, announce());
    if (settled.kind !== 'mixed') throw new Error('One of them was refused.');
    expect(settled.items.map(({ item, fate }) => `${item.reference} ${fate.kind}`)).toEqual([
      'id=K0 acknowledged',
      'id=K1 acknowledged',
      'id=K2 rejected',
      'id=K3 acknowledged',
    ]);
    expect(log.outbox.map(({ keys }) => keys.length / 32)).toEqual([4, 2, 2, 1, 1]);
    expect([settled.chunkUids.toSorted(), log.opened]).toEqual([log.outbox.map(({ uid }) => uid), 1]);
  });

  it('without an answer are sent again under the same key until there is one', async () => {
    const { needs, log, fates, announce } = hubOf([recordOf('new', 0)]);
    fates.before = () => {
      if (log.keys.length < 4) throw new EngineError('unavailable', 'no answer');
    };
    expect((await sendNewRecords(needs, announce())).kind).toBe('created');
    expect(log.keys).toEqual(['key 1', 'key 1', 'key 1', 'key 1']);
    expect([log.told, log.outbox.length, log.opened]).toEqual([['waits', 'waits', 'waits', 'over'], 1, 0]);
  });

  it.each(['auth', 'not_found', 'stopped', 'conflict'] as const)(
    'for reasons of %s are not sent again',
    async (kind) => {
      const { needs, log, fates, announce } = hubOf([recordOf('new', 0)]);
      fates.before = () => {
        throw new EngineError(kind, 'no');
      };
      await expect(sendNewRecords(needs, announce())).rejects.toMatchObject({ kind });
      expect([log.keys, log.outbox.length]).toEqual([['key 1'], 1]);
    },
  );
});
