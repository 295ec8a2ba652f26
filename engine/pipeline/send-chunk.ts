// The two senders a run can have: the real one of stage 8, and for a dry run one that only writes down what it would send.

import assert from 'node:assert/strict';
import type { TargetRecord } from '../clients/schedulehub-client.ts';
import type { BkHash, Value } from '../record/shapes.ts';
import type { Operation } from '../record/operation.ts';
import type { FieldChange, PlanRecord } from '../repositories/plan-repository.ts';
import { sendChunk, sendNewRecords, type ChunkItem, type IngestNeeds, type SettledChunk } from '../stages/8-ingest.ts';
import type { NewOutboxChunk } from '../repositories/outbox-repository.ts';
import { groupCommitOf } from './group-commit.ts';
import type { ChunkSenderNeeds } from './chunk-sender.ts';
import { itemsOf, keysOf, recordsOf } from './new-rows.ts';
import type { PageItem } from './open-page.ts';
import { isoNow, type Run } from './run.ts';
import type { Lease } from '../repositories/lease-repository.ts';
import { lookUpTarget } from './target-lookup.ts';

export type SendChunk = <Item extends ChunkItem>(
  operation: Operation,
  items: readonly Item[],
) => Promise<SettledChunk<Item>>;

/** For rows that go out as bytes: chunks are in the outbox before the first of them leaves. */
export type NewRowsSender = Pick<ChunkSenderNeeds, 'announceNew' | 'sendNew'>;

export interface Senders {
  readonly sendChunk: SendChunk;
  /** Null where every record has to be looked at by itself. */
  readonly newRows: NewRowsSender | null;
}

/** Sends to ScheduleHub; every chunk is in the outbox before it leaves. */
export function createRealSenders(run: Run, lease: Lease): Senders {
  const announce = createOutboxWriter(run, lease);
  const needs: IngestNeeds = {
    client: run.schedulehub,
    targetEntity: run.targetEntity,
    storeInOutbox: async (operation, bkHashes) => {
      const [chunkUid] = await announce([{ operation, bkHashes }]);
      assert(chunkUid !== undefined, 'Each chunk has a uid.');
      return chunkUid;
    },
    waitOutOutage: run.control.waitOutOutage,
    outageOver: run.control.outageOver,
    signal: run.control.signal,
  };
  return {
    sendChunk: (operation, items) => sendChunk(needs, operation, items),
    newRows: {
      announceNew: (chunks) => announce(chunks.map((rows) => ({ operation: 'INSERT', bkHashes: keysOf(rows) }))),
      sendNew: async (rows, chunkUid) => {
        const open = (): readonly PageItem[] => {
          for (const { page } of rows) page.reuse = null;
          return itemsOf(run, rows);
        };
        const records = { chunkUid, keys: keysOf(rows), pieces: recordsOf(rows), open };
        const sent = await sendNewRecords<PageItem>(needs, records);
        if (sent.kind === 'mixed') return sent;
        return { items: [], chunkUids: sent.chunkUids, created: { rows, uids: sent.uids } };
      },
    },
  };
}

type Outgoing = Pick<NewOutboxChunk, 'operation' | 'bkHashes'>;

/** No chunk leaves before it is stored. */
function createOutboxWriter(run: Run, lease: Lease): (chunks: readonly Outgoing[]) => Promise<readonly string[]> {
  const commit = groupCommitOf(run, lease);
  const shared = { entityName: run.entity.name, batchUid: run.batch.uid };
  return async (chunks) => {
    const stored = chunks.map((chunk) => ({ ...chunk, ...shared, chunkUid: run.newUid() }));
    await commit(async (repos) => {
      const at = isoNow(run.clock);
      for (const chunk of stored) await repos.outbox.add({ ...chunk, at });
    });
    return stored.map(({ chunkUid }) => chunkUid);
  };
}

/** Of a large plan the first so many records are kept in full; the counts are always complete. */
const PLAN_RECORDS_KEPT = 100_000;

/** Looks up what ScheduleHub holds now and stores the difference field by field; sends nothing. */
export function createPlanRecorder(run: Run): SendChunk {
  let seq = 1;
  return async (operation, items) => {
    const held =
      operation === 'INSERT'
        ? new Map<BkHash, TargetRecord>()
        : await lookUpTarget(
            run,
            items.map((item) => item.bkHash),
          );
    const records: PlanRecord[] = items.map((item) => ({
      operation,
      bkHash: item.bkHash,
      reference: item.reference,
      changes: changesOf(held.get(item.bkHash)?.data ?? {}, operation === 'DELETE' ? {} : parseData(item.dataJson)),
    }));
    const room = Math.max(0, PLAN_RECORDS_KEPT - seq + 1);
    if (room > 0) await run.store.plans.addMany(run.batch.uid, seq, records.slice(0, room));
    seq += records.length;
    return {
      items: items.map((item) => ({
        item,
        fate: { kind: 'acknowledged', operation, targetUid: item.targetUid ?? '' } as const,
      })),
      chunkUids: [],
    };
  };
}

/** The fields that differ; a field that is absent counts as null. */
export function changesOf(
  before: Readonly<Record<string, Value>>,
  after: Readonly<Record<string, Value>>,
): readonly FieldChange[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return fields
    .map((field) => ({ field, before: before[field] ?? null, after: after[field] ?? null }))
    .filter((change) => change.before !== change.after);
}

function parseData(dataJson: string): Readonly<Record<string, Value>> {
  const data: unknown = JSON.parse(dataJson);
  // Safe: this is the canonical JSON of a mapped record, a flat object of scalars.
  return data as Readonly<Record<string, Value>>;
}
