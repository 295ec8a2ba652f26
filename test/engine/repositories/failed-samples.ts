// Acts on failed records that several tests share.

import { expect } from 'vitest';
import { newUuid } from '../../../engine/record/ids.ts';
import type { FailedFilter, FailedRecord, FailedTry, NewFailure } from '../../../engine/repositories/failed-record.ts';
import type { Store } from '../../../engine/repositories/store.ts';
import { at, collect, NOT_A_NUMBER, startBatch } from './samples.ts';

export interface Sighted {
  readonly minute?: number;
  readonly nextRetryAt?: string | null;
  readonly batchUid?: string;
  readonly entityName?: string;
}

export async function sight(store: Store, failures: readonly NewFailure[], options: Sighted = {}): Promise<string> {
  const { minute = 1, nextRetryAt = null, entityName = 'part' } = options;
  const batchUid = options.batchUid ?? (await startBatch(store));
  await store.failedRecords.recordMany({
    entityName,
    batchUid,
    failures,
    at: at(minute),
    newUid: newUuid,
    nextRetryAt,
  });
  return batchUid;
}

export async function all(store: Store, filter: FailedFilter = {}): Promise<readonly FailedRecord[]> {
  return collect(store.failedRecords.stream(filter));
}

export async function one(store: Store): Promise<FailedRecord> {
  const [record, ...others] = await all(store);
  expect(others).toEqual([]);
  if (record === undefined) throw new Error('expected one failed record');
  return record;
}

/** Claims the record and lets the try fail. */
export async function failRetry(
  store: Store,
  uid: string,
  failing: Partial<FailedTry> & { minute: number },
): Promise<void> {
  const { minute, ...changes } = failing;
  await store.failedRecords.claim([uid], { limit: 1 });
  const attempt = { action: 'as_captured', mappingVersion: 1, outcome: 'failed', reject: NOT_A_NUMBER } as const;
  await store.failedRecords.saveTry(uid, { ...attempt, at: at(minute), nextRetryAt: null, ...changes });
}
