// Stage 9: one transaction writes what has become known: ledger, failed and waiting records, outbox, position, metrics.
// Promises: all of it or nothing; a process that dies before it repeats the work and loses none.

import { keysOfCreated, type CreatedRecords } from '../ledger/encode-created.ts';
import type { RejectCode } from '../failures/codes.ts';
import type { Operation, WaitingRecord } from '../record/operation.ts';
import type { RejectedRecord } from '../record/rejected-record.ts';
import type { BkHash } from '../record/shapes.ts';
import type { BatchProgress } from '../repositories/batch-repository.ts';
import type { ErrorType, FailedTry, NewFailure } from '../repositories/failed-record.ts';
import type { LedgerRow } from '../repositories/ledger-repository.ts';
import type { NewPendingChild } from '../repositories/pending-child-repository.ts';
import type { Repositories } from '../repositories/store.ts';

export interface TrackContext {
  readonly entityName: string;
  readonly batchUid: string;
  readonly at: string;
  readonly newUid: () => string;
  /** Some entity names this one as parent: acknowledged records may wake children. */
  readonly isParent: boolean;
}

/** What one transaction has to write. */
export interface TrackWrite {
  /** Acknowledged records as bytes, all of them new. */
  readonly created: readonly CreatedRecords[];
  readonly acknowledged: readonly LedgerRow[];
  /** How many of those are new. */
  readonly added: number;
  readonly deleted: readonly BkHash[];
  /** Skipped records whose ledger row learns something. */
  readonly refreshed: readonly LedgerRow[];
  readonly duplicated: readonly BkHash[];
  readonly failures: readonly NewFailure[];
  readonly waiting: readonly NewPendingChild[];
  readonly noLongerPending: readonly BkHash[];
  /** Failed records that a delivered row has overtaken. */
  readonly overtaken: readonly string[];
  readonly tries: readonly (FailedTry & { readonly uid: string })[];
  /** `seenKeys`: further keys, 16 bytes each. */
  readonly seenPages: readonly {
    readonly pageNo: number;
    readonly bkHashes: readonly BkHash[];
    readonly seenKeys?: Uint8Array;
  }[];
  readonly chunkUids: readonly string[];
  readonly progress: BatchProgress;
}

/** Writes it all; the caller opens the fenced transaction. The position goes last. */
export async function track(repos: Repositories, context: TrackContext, write: TrackWrite): Promise<void> {
  const { entityName, batchUid, at } = context;
  if (write.acknowledged.length > 0) {
    await repos.ledger.upsertMany(entityName, write.acknowledged, { added: write.added });
  }
  if (write.created.length > 0) await repos.ledger.addCreated(entityName, write.created);
  // Known before, or adopted from ScheduleHub: then the run's end counts them.
  if (write.refreshed.length > 0) await repos.ledger.upsertMany(entityName, write.refreshed, { added: 0 });
  // A refreshed row may be one that was adopted from ScheduleHub: news for its children as well.
  if (context.isParent) await wakeChildren(repos, context, write);
  if (write.duplicated.length > 0) await repos.ledger.markDuplicates(entityName, write.duplicated);
  if (write.deleted.length > 0) {
    await repos.ledger.removeMany(entityName, write.deleted);
    await repos.heldDeletes.remove(entityName, write.deleted);
  }
  if (write.failures.length > 0) {
    const nextRetryAt = null;
    await repos.failedRecords.recordMany({
      entityName,
      batchUid,
      failures: write.failures,
      at,
      newUid: context.newUid,
      nextRetryAt,
    });
  }
  if (write.waiting.length > 0) await storeWaiting(repos, context, write.waiting);
  if (write.noLongerPending.length > 0) await repos.pendingChildren.removeMany(entityName, write.noLongerPending);
  if (write.overtaken.length > 0) {
    const message = 'A newer version of the row was delivered.';
    await repos.failedRecords.closeMany(entityName, write.overtaken, { status: 'superseded', at, message });
  }
  if (write.tries.length > 0) await repos.failedRecords.saveTries(write.tries);
  for (const page of write.seenPages) {
    const { bkHashes, seenKeys: further } = page;
    await repos.readPages.add(batchUid, page.pageNo, further === undefined ? bkHashes : { bkHashes, further });
  }
  if (write.chunkUids.length > 0) await repos.outbox.remove(write.chunkUids);
  await repos.batches.saveProgress(batchUid, write.progress);
}

async function wakeChildren(repos: Repositories, { entityName, at }: TrackContext, write: TrackWrite): Promise<void> {
  const parents = (): readonly BkHash[] => [
    ...[...write.acknowledged, ...write.refreshed].map((row) => row.bkHash),
    ...write.created.flatMap(keysOfCreated),
  ];
  // Most parents have no child that waits or has failed: that is known without a look for each.
  if (await repos.pendingChildren.isAwaited(entityName)) await repos.pendingChildren.wake(entityName, parents(), at);
  if (await repos.failedRecords.isAwaited(entityName))
    await repos.failedRecords.dueForParents(entityName, parents(), at);
}

/** A parent that was acknowledged since the child was looked at would never wake it again: so it is looked up here. */
async function storeWaiting(
  repos: Repositories,
  context: TrackContext,
  children: readonly NewPendingChild[],
): Promise<void> {
  const { entityName, batchUid, at } = context;
  await repos.pendingChildren.upsertMany({ entityName, batchUid, children, at });
  const byParent = new Map<string, Set<BkHash>>();
  for (const child of children) {
    const hashes = byParent.get(child.parentEntity) ?? new Set();
    byParent.set(child.parentEntity, hashes.add(child.parentBkHash));
  }
  for (const [parentEntity, hashes] of byParent) {
    const arrived = await repos.ledger.listExisting(parentEntity, [...hashes]);
    if (arrived.size > 0) await repos.pendingChildren.wake(parentEntity, [...arrived], at);
  }
}

/** The failed record of a rejected one. */
export function toFailure(
  rejected: RejectedRecord,
  more: { readonly recordKey: string; readonly mappingVersion: number; readonly operation?: Operation },
): NewFailure {
  const [first] = rejected.rejects;
  return {
    recordKey: more.recordKey,
    sourceKey: rejected.sourceKey,
    bkHash: rejected.bkHash,
    reference: rejected.reference,
    rowversion: rejected.rowversion,
    mappingVersion: more.mappingVersion,
    operation: more.operation ?? rejected.operation,
    errorType: errorTypeOf(first.code),
    reject: first,
    errors: rejected.rejects,
    raw: JSON.stringify(rejected.raw),
    normalized: rejected.normalized === null ? null : JSON.stringify(rejected.normalized),
    mapped: rejected.mapped === null ? null : JSON.stringify(rejected.mapped),
    parentEntity: rejected.parent?.entity ?? null,
    parentBkHash: rejected.parent?.bkHash ?? null,
  };
}

/** Who can mend it: the data in the ERP, the mapping, ScheduleHub, or the parent's own sync. */
function errorTypeOf(code: RejectCode): ErrorType {
  switch (code) {
    case 'parent_missing':
      return 'parent';
    case 'duplicate_in_batch':
      return 'duplicate';
    case 'rejected_by_target':
    case 'target_conflict':
    case 'target_gone':
      return 'target';
    case 'transformation':
    case 'lookup':
    case 'expression':
      return 'mapping';
    default:
      return 'data';
  }
}

/** The waiting child of a record whose parent is missing. */
export function toPendingChild(
  waiting: WaitingRecord,
  more: { readonly uid: string; readonly mappingVersion: number },
): NewPendingChild {
  const { row, parent } = waiting;
  return {
    uid: more.uid,
    bkHash: row.identity.bkHash,
    reference: row.identity.reference,
    parentEntity: parent.entity,
    parentBkHash: parent.bkHash,
    parentReference: parent.reference,
    raw: JSON.stringify(row.raw),
    dataJson: row.identity.dataJson,
    dataHash: row.identity.dataHash,
    businessKey: row.identity.businessKey,
    sourceKey: row.sourceKey,
    rowversion: row.identity.rowversion,
    mappingVersion: more.mappingVersion,
  };
}
