// Sample rows for the repository tests: sound by default, each test changes only what it is about.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reject } from '../../../engine/failures/reject.ts';
import { newUuid } from '../../../engine/record/ids.ts';
import type { BkHash, DataHash } from '../../../engine/record/shapes.ts';
import type { NewBatch } from '../../../engine/repositories/batch.ts';
import type { NewFailure } from '../../../engine/repositories/failed-record.ts';
import type { LeaseRequest } from '../../../engine/repositories/lease-repository.ts';
import type { LedgerRow } from '../../../engine/repositories/ledger-repository.ts';
import type { NewPendingChild } from '../../../engine/repositories/pending-child.ts';
import type { Store } from '../../../engine/repositories/store.ts';

/** Minute `minute` of a day. */
export function at(minute: number): string {
  return new Date(Date.UTC(2025, 11, 8, 9, minute)).toISOString();
}

/** A hash with `n` spread over its digits, so that the order of keys is not the order of numbers. */
export function bk(n: number): BkHash {
  // Safe in tests: 32 hex digits.
  return ((n * 2654435761) % 2 ** 32).toString(16).padStart(8, '0').padEnd(24, '0').concat(hex8(n)) as BkHash;
}

export function dh(n: number): DataHash {
  // Safe in tests: 64 hex digits.
  return hex8(n).padStart(64, 'd') as DataHash;
}

function hex8(n: number): string {
  return n.toString(16).padStart(8, '0');
}

export function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i);
}

export async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

/** The Big List of Naughty Strings, and what a state database might trip over. */
export function naughtyStrings(): readonly string[] {
  const file = join(import.meta.dirname, '../../data/vectors/strings/blns.json');
  // Safe: the file is a JSON array of strings.
  const known = JSON.parse(readFileSync(file, 'utf8')) as readonly string[];
  return [...known, 'NUL \u0000 inside', "'; drop table ledger; --", '% _ \\ "', '?', '\u{10FFFF}', ' '.repeat(10_000)];
}

export function newBatch(changes: Partial<NewBatch> = {}): NewBatch {
  return {
    uid: newUuid(),
    entityName: 'part',
    syncType: 'full',
    status: 'running',
    dryRun: false,
    startedBy: 'operator',
    mappingVersion: 1,
    startedAt: at(0),
    watermarkFrom: null,
    leaseOwner: null,
    fence: null,
    ...changes,
  };
}

/** Stores a batch and returns its uid. */
export async function startBatch(store: Store, changes: Partial<NewBatch> = {}): Promise<string> {
  const batch = newBatch(changes);
  await store.batches.create(batch);
  return batch.uid;
}

export function leaseRequest(changes: Partial<LeaseRequest> = {}): LeaseRequest {
  return {
    entityName: 'part',
    batchUid: 'batch-1',
    owner: 'owner-1',
    host: 'host-1',
    pid: 100,
    processStarted: at(0),
    at: at(10),
    staleBefore: at(5),
    isOwnerGone: () => false,
    ...changes,
  };
}

export function ledgerRow(n: number, changes: Partial<LedgerRow> = {}): LedgerRow {
  return {
    bkHash: bk(n),
    dataHash: dh(n),
    hashSpec: 'jcs-1',
    rowversion: String(n),
    targetUid: `target-${n}`,
    businessKey: `["${n}"]`,
    sourceKey: `["${n}"]`,
    mappingVersion: 1,
    hasDuplicate: false,
    ...changes,
  };
}

export function pendingChild(n: number, changes: Partial<NewPendingChild> = {}): NewPendingChild {
  return {
    uid: newUuid(),
    bkHash: bk(n),
    reference: `line=${n}`,
    parentEntity: 'order',
    parentBkHash: bk(1_000_000),
    parentReference: 'order=1000000',
    raw: `{"LINE":${n}}`,
    dataJson: `{"line":${n}}`,
    dataHash: dh(n),
    businessKey: `[${n}]`,
    sourceKey: null,
    rowversion: null,
    mappingVersion: 1,
    ...changes,
  };
}

export const NOT_A_NUMBER: Reject = {
  stage: 'normalize',
  code: 'not_a_number',
  field: 'PRICE',
  message: '"12abc" cannot be read as a number.',
};

export function failure(n: number, changes: Partial<NewFailure> = {}): NewFailure {
  const reject = changes.reject ?? NOT_A_NUMBER;
  return {
    recordKey: `key-${n}`,
    sourceKey: `["${n}"]`,
    bkHash: bk(n),
    reference: `part=${n}`,
    rowversion: null,
    mappingVersion: 1,
    operation: 'INSERT',
    errorType: 'data',
    reject,
    errors: [reject],
    raw: `{"PART":${n}}`,
    normalized: null,
    mapped: null,
    ...changes,
  };
}
