// DELETE, the guarded operation. A record is deleted only when SyncFlow sent it, a read proved complete did not find
// its row, the row is not in the DLQ or merely filtered, the entity's policy allows it, and the limits are kept.

import type { reject } from '../failures/reject.ts';
import type { BkHash } from '../record/shapes.ts';
import type { LedgerRow } from '../repositories/ledger-repository.ts';
import type { Repositories } from '../repositories/store.ts';
import { incompleteness, type ReadPosition } from '../stages/1-fetch.ts';
import type { ChunkItem } from '../stages/8-ingest.ts';
import { toFailure, track } from '../stages/9-track.ts';
import { deleteKeyOf, recordKeysOf } from './pending-fate.ts';
import { endOf, type PipelineEnd } from './run-control.ts';
import { canReadAgain, countCalls, withoutLiving } from './read-again.ts';
import { isoNow, type Run } from './run.ts';
import type { RunParts } from './run-parts.ts';
import type { SendChunk } from './send-chunk.ts';

/** A record whose row a complete read no longer found. */
export interface AbsentRecord extends ChunkItem {
  readonly sourceKey: string | null;
}

/** What becomes of the absent records of a run. */
export type DeletePlan =
  | { readonly kind: 'send'; readonly records: readonly AbsentRecord[]; readonly held: HeldRecords }
  | ({ readonly kind: 'hold' } & HeldRecords)
  | { readonly kind: 'none'; readonly reason: string | null };

interface HeldRecords {
  readonly records: readonly AbsentRecord[];
  readonly reason: string;
}

const SCAN_ROWS = 10_000;

/** Finds the absent records and decides; sends nothing. */
export async function planDeletes(run: Run, parts: RunParts, position: ReadPosition | null): Promise<DeletePlan> {
  const { policy } = run.entity.deletes;
  if (policy === 'never' || run.batch.syncType === 'incremental') return { kind: 'none', reason: null };
  const doubt = position === null ? 'nothing was read' : incompleteness(position, run.api);
  if (doubt !== null) return { kind: 'none', reason: `Deletes were not looked for: ${doubt}.` };
  const suspects = await findUnseen(run, parts);
  if (suspects.length === 0) return { kind: 'none', reason: null };
  // A row that failed before it had a business key may be the row of any record that no key columns name.
  const unnamed = parts.unidentified.size === 0 ? [] : suspects.filter((one) => !canReadAgain(run, one.sourceKey));
  if (unnamed.length > 0 && run.api.keyColumns.length === 0) {
    const reason = `${parts.unidentified.size} rows failed before their business key was known, and the source has no key columns to tell them by`;
    return { kind: 'none', reason: `Deletes were not looked for: ${reason}.` };
  }
  const named = unnamed.length === 0 ? suspects : suspects.filter((one) => canReadAgain(run, one.sourceKey));
  const isAsked = countCalls(run, named) <= CALLS_LIMIT;
  const records = isAsked ? await withoutLiving(run, named) : named;
  const held = {
    records: unnamed,
    reason: `it is not known which row was theirs, and one of the ${parts.unidentified.size} rows without a business key may be it`,
  };
  if (records.length === 0) return unnamed.length === 0 ? { kind: 'none', reason: null } : { kind: 'hold', ...held };
  const total = await run.store.ledger.count(run.entity.name);
  const isProved = isAsked && records.every(({ sourceKey }) => canReadAgain(run, sourceKey));
  const reason = await reasonToHold(run, { count: records.length, total, isProved });
  if (reason !== null) return { kind: 'hold', records: [...records, ...unnamed], reason };
  return { kind: 'send', records, held };
}

async function findUnseen(run: Run, parts: RunParts): Promise<readonly AbsentRecord[]> {
  return parts.index === null ? scanUnseen(run, parts) : readUnseen(run, parts);
}

/** What the index holds and the run has not seen; what came to the ledger since was seen. */
async function readUnseen(run: Run, parts: RunParts): Promise<readonly AbsentRecord[]> {
  const keys = parts.seen.listUnseen().toSorted();
  const unseen: AbsentRecord[] = [];
  for (let start = 0; start < keys.length; start += SCAN_ROWS) {
    const rows = await run.store.ledger.findMany(run.entity.name, keys.slice(start, start + SCAN_ROWS));
    for (const row of rows.values()) {
      if (!isUnidentified(parts, row)) unseen.push(toAbsent(run, row));
    }
  }
  return unseen;
}

/** A row that failed before it had a business key is there all the same. */
function isUnidentified({ unidentified }: RunParts, { sourceKey }: LedgerRow): boolean {
  return sourceKey !== null && unidentified.has(sourceKey);
}

async function scanUnseen(run: Run, parts: RunParts): Promise<readonly AbsentRecord[]> {
  const unseen: AbsentRecord[] = [];
  let afterBkHash: BkHash | undefined;
  for (;;) {
    const rows = await run.store.ledger.scan(run.entity.name, { afterBkHash, limit: SCAN_ROWS });
    for (const row of rows) {
      if (parts.seen.has(row.bkHash) || isUnidentified(parts, row)) continue;
      unseen.push(toAbsent(run, row));
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < SCAN_ROWS) return unseen;
    afterBkHash = last.bkHash;
  }
}

/** A ledger row as something to delete. */
export function toAbsent(run: Run, row: LedgerRow): AbsentRecord {
  return {
    bkHash: row.bkHash,
    dataHash: row.dataHash,
    rowversion: row.rowversion,
    reference: referenceOf(run, row.businessKey),
    dataJson: '{}',
    targetUid: row.targetUid,
    sourceKey: row.sourceKey,
  };
}

function referenceOf(run: Run, businessKey: string): string {
  if (businessKey === '') return '';
  const values: unknown = JSON.parse(businessKey);
  if (!Array.isArray(values)) return businessKey;
  return run.entity.business_key.map((field, index) => `${field}=${String(values[index])}`).join(' | ');
}

/** Rows that would take more calls are not asked for once more; the limits of the entity then have to do. */
const CALLS_LIMIT = 2000;

interface Found {
  readonly count: number;
  /** Records in the ledger. */
  readonly total: number;
  /** Every row was asked for by its key, and is not there. */
  readonly isProved: boolean;
}

async function reasonToHold(run: Run, { count, total, isProved }: Found): Promise<string | null> {
  const { policy, max_count: maxCount, max_percent: maxPercent } = run.entity.deletes;
  if (policy === 'hold') return 'every delete of this entity waits for somebody who approves it';
  const percent = total === 0 ? 100 : (100 * count) / total;
  if (count > maxCount && percent > maxPercent) {
    return `${count} deletes are ${percent.toFixed(1)} % of ${total} records: over the limits of ${maxCount} and ${maxPercent} %`;
  }
  const filtersBefore = await run.store.settings.get(filtersKey(run.entity.name));
  if (filtersBefore !== null && filtersBefore !== JSON.stringify(run.entity.source.filters)) {
    return 'the filters of the entity changed since its last full sync';
  }
  if (run.entity.source.filters.length > 0 && !isProved) {
    return 'the source could not be asked row by row whether they are gone or only filtered out';
  }
  return null;
}

/** Where the filters of the last complete full sync are kept. */
export function filtersKey(entityName: string): string {
  return `last_full_filters:${entityName}`;
}

export interface DeleteWork {
  readonly run: Run;
  readonly parts: RunParts;
  readonly sendChunk: SendChunk;
}

/** Carries the plan out: sends, holds, or tells why neither. */
export async function applyDeletePlan({ run, parts, sendChunk }: DeleteWork, plan: DeletePlan): Promise<PipelineEnd> {
  if (plan.kind === 'none') {
    if (plan.reason !== null) parts.warn(plan.reason);
    if (plan.reason === null && run.lease !== null && run.batch.syncType !== 'incremental') await hold(run, []);
    return 'complete';
  }
  const { records, reason } = plan.kind === 'hold' ? plan : plan.held;
  const sent = plan.kind === 'hold' ? [] : plan.records;
  parts.totals.setHeldDeletes(records.length);
  if (sent.length === 0) parts.warn(`0 of ${records.length} deletes sent, all held for approval: ${reason}.`);
  else if (records.length > 0) parts.warn(`${records.length} deletes are held for approval: ${reason}.`);
  await hold(
    run,
    records.map(({ bkHash, reference }) => ({ bkHash, reference, reason })),
  );
  return sendDeletes({ run, parts, sendChunk }, sent);
}

async function hold(
  run: Run,
  rows: readonly { readonly bkHash: BkHash; readonly reference: string; readonly reason: string }[],
): Promise<void> {
  if (run.lease === null) return;
  const at = isoNow(run.clock);
  await run.store.fenced(run.lease, at, (repos) =>
    repos.heldDeletes.replaceAll({ entityName: run.entity.name, batchUid: run.batch.uid, rows, at }),
  );
}

/** Sends deletes chunk by chunk; each chunk's fates are stored before the next one leaves, or the run is interrupted. */
export async function sendDeletes(
  { run, parts, sendChunk }: DeleteWork,
  records: readonly AbsentRecord[],
): Promise<PipelineEnd> {
  const size = run.settings.chunk_size;
  for (let start = 0; start < records.length; start += size) {
    const asked = await run.control.requested();
    if (asked !== null) return endOf(asked);
    const settled = await sendChunk('DELETE', records.slice(start, start + size));
    const gone = settled.items.filter(({ fate }) => fate.kind !== 'rejected').map(({ item }) => item);
    const deleted = gone.map(({ bkHash }) => bkHash);
    const failures = settled.items.flatMap(({ item, fate }) =>
      fate.kind === 'rejected' ? [failedDelete(run, item, fate.reject)] : [],
    );
    parts.totals.addDeleted(deleted.length);
    parts.totals.addFailedDeletes(failures.length);
    if (run.lease === null) continue;
    const at = isoNow(run.clock);
    const context = { entityName: run.entity.name, batchUid: run.batch.uid, at, newUid: run.newUid, isParent: false };
    await run.store.fenced(run.lease, at, async (repos) => {
      await closeFailures(repos, { entityName: run.entity.name, gone, at });
      await track(repos, context, {
        created: [],
        acknowledged: [],
        added: 0,
        deleted,
        refreshed: [],
        duplicated: [],
        failures,
        waiting: [],
        noLongerPending: [],
        overtaken: [],
        tries: [],
        seenPages: [],
        chunkUids: settled.chunkUids,
        progress: parts.progress(),
      });
    });
  }
  return 'complete';
}

interface Deleted {
  readonly entityName: string;
  readonly gone: readonly Pick<AbsentRecord, 'bkHash' | 'sourceKey'>[];
  readonly at: string;
}

/** A delete that had failed is done now, and a capture of the deleted row must not bring its record back. */
export async function closeFailures(repos: Repositories, { entityName, gone, at }: Deleted): Promise<void> {
  const { failedRecords } = repos;
  const deletes = gone.map(({ bkHash }) => deleteKeyOf(bkHash));
  const message = 'ScheduleHub has deleted the record.';
  await failedRecords.closeMany(entityName, deletes, { status: 'resolved', at, message });
  const rows = gone.flatMap(({ sourceKey, bkHash }) => (sourceKey === null ? [] : recordKeysOf({ sourceKey, bkHash })));
  const overtaken = 'The row is gone from the source and its record was deleted.';
  await failedRecords.closeMany(entityName, rows, { status: 'superseded', at, message: overtaken });
}

function failedDelete(run: Run, item: AbsentRecord, why: ReturnType<typeof reject>): ReturnType<typeof toFailure> {
  return toFailure(
    {
      rejects: [why],
      sourceKey: item.sourceKey ?? item.bkHash,
      raw: {},
      normalized: null,
      mapped: null,
      bkHash: item.bkHash,
      reference: item.reference,
      rowversion: item.rowversion,
      operation: null,
      parent: null,
    },
    { recordKey: deleteKeyOf(item.bkHash), mappingVersion: run.mappingVersion, operation: 'DELETE' },
  );
}
