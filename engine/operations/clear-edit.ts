// Takes an operator's edit of a failed record back; the original was never changed.

import { EngineError } from '../failures/engine-error.ts';
import { noFailedRecord } from './list-failed.ts';
import type { Services } from './services.ts';

/** Throws EngineError `not_found`, or `usage` where the record is closed. */
export async function clearEdit({ store, clock }: Services, uid: string): Promise<void> {
  const record = await store.failedRecords.find(uid);
  if (record === null) throw noFailedRecord(uid);
  if (record.patch === null) return;
  if (await store.failedRecords.savePatch(uid, null, new Date(clock.now()).toISOString())) return;
  const sentence = `The failed record ${uid} is closed (${record.status}). There is nothing to take back.`;
  throw new EngineError('usage', sentence, { details: { uid } });
}
