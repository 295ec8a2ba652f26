import { describe, expect, it } from 'vitest';
import { editFailed } from '../../../engine/operations/edit-failed.ts';
import type { Services } from '../../../engine/operations/services.ts';
import { at, newBatch, failure } from '../repositories/samples.ts';
import { createOfflineEngine } from './offline-engine.ts';

const RAW = { NO: 'A', QTY: 5, BIG: '9007199254740993', OPEN: true, NOTE: 'x', NONE: null };

async function createFailed(services: Services, raw: string | null = JSON.stringify(RAW)): Promise<string> {
  const batch = newBatch({ entityName: 'part' });
  await services.store.batches.create(batch);
  await services.store.failedRecords.recordMany({
    entityName: 'part',
    batchUid: batch.uid,
    failures: [failure(1, { raw })],
    at: at(0),
    newUid: services.newUid,
    nextRetryAt: null,
  });
  const page = await services.store.failedRecords.list({}, { limit: 1 });
  return page.items[0]?.uid ?? '';
}

describe('editing a failed record', () => {
  it('keeps numbers and booleans what they are where the text allows, and every digit', async () => {
    const { services } = await createOfflineEngine();
    const uid = await createFailed(services);
    const edit = new Map(
      Object.entries({ QTY: '7.5', BIG: '9007199254740995', OPEN: 'false', NOTE: '0012', NONE: 'y' }),
    );
    expect(await editFailed(services, uid, edit)).toEqual({ QTY: 7.5, BIG: '9007199254740995', OPEN: false, NOTE: '0012', NONE: 'y' }); // prettier-ignore
    const text = await editFailed(services, uid, new Map([['QTY', 'twelve'], ['OPEN', 'maybe'], ['NOTE', '']])); // prettier-ignore
    expect(text).toMatchObject({ QTY: 'twelve', OPEN: 'maybe', NOTE: null });
    expect(await editFailed(services, uid, new Map([['QTY', '12345678901234567890']]))).toMatchObject({
      QTY: '12345678901234567890',
      NOTE: null,
    });
  });

  it('adds to the earlier edit and leaves the row as it was read', async () => {
    const { services } = await createOfflineEngine();
    const uid = await createFailed(services);
    await editFailed(services, uid, new Map([['NOTE', 'a']]));
    await editFailed(services, uid, new Map([['QTY', '1']]));
    const record = await services.store.failedRecords.find(uid);
    expect(JSON.parse(record?.patch ?? '')).toEqual({ NOTE: 'a', QTY: 1 });
    expect(JSON.parse(record?.raw ?? '')).toEqual(RAW);
    expect(record?.tries.map((attempt) => attempt.action)).toContain('edited');
  });

  it('refuses columns of the business key and columns that are not there', async () => {
    const { services, importEntity } = await createOfflineEngine();
    await importEntity({
      name: 'part',
      source: { api: 'parts' },
      business_key: ['number'],
      mappings: [{ source_field: 'NO', target_field: 'number' }],
    });
    const uid = await createFailed(services);
    await expect(editFailed(services, uid, new Map([['NO', 'B']]))).rejects.toThrow('part of the business key of part');
    await expect(editFailed(services, uid, new Map([['NOPE', 'B']]))).rejects.toThrow('has no column NOPE');
    await expect(editFailed(services, 'nope', new Map())).rejects.toMatchObject({ kind: 'not_found' });
    expect((await services.store.failedRecords.find(uid))?.patch).toBeNull();
  });
});
