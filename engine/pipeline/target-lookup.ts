// What ScheduleHub itself holds: for a first baseline, for chunks of unknown outcome, and across mapping versions.

import type { TargetRecord } from '../clients/schedulehub-client.ts';
import { canonicalJson } from '../record/canonical-json.ts';
import type { BkHash } from '../record/shapes.ts';
import { HASH_SPEC, type KnownRecord } from '../stages/6-delta.ts';
import { callPatiently } from './run-control.ts';
import type { Run } from './run.ts';

/** ScheduleHub answers at most so many hashes a call. */
const HASHES_PER_CALL = 1000;

export async function lookUpTarget(run: Run, bkHashes: readonly BkHash[]): Promise<ReadonlyMap<BkHash, TargetRecord>> {
  const found = new Map<BkHash, TargetRecord>();
  for (let start = 0; start < bkHashes.length; start += HASHES_PER_CALL) {
    const slice = bkHashes.slice(start, start + HASHES_PER_CALL);
    const { signal } = run.control;
    const records = await callPatiently(run.control, () =>
      run.schedulehub.getBatchByBkHashes(run.targetEntity, slice, { withData: true, signal }),
    );
    for (const record of records) found.set(record.bkHash, record);
  }
  return found;
}

/** A record of ScheduleHub as the ledger would know it; without a row version, so that its hash decides. */
export function toKnownRecord(run: Run, record: TargetRecord): KnownRecord {
  const key = run.entity.business_key.map((field) => record.data?.[field] ?? null);
  return {
    bkHash: record.bkHash,
    dataHash: record.dataHash,
    hashSpec: HASH_SPEC,
    rowversion: null,
    targetUid: record.uid,
    businessKey: key.includes(null) ? '' : canonicalJson(key),
    sourceKey: null,
    mappingVersion: run.mappingVersion,
    hasDuplicate: false,
  };
}
