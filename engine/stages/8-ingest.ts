// Stage 8: sends one chunk and finds the fate of every record in it.
//
//   store in outbox ─▶ send ─▶ per-record results ─▶ acknowledged | rejected
//                        ├─ refused whole (400, 413, 422) ─▶ halves, until the bad record stands alone
//                        ├─ `exists` on INSERT ─▶ look up ─▶ same hash: acknowledged, else UPDATE
//                        ├─ `not_found` on UPDATE ─▶ INSERT again (somebody deleted it in ScheduleHub)
//                        └─ no answer ─▶ the same chunk with the same Idempotency-Key, until the outage limit
//
// Promises: a record is acknowledged only when ScheduleHub said so; an unknown outcome stays in the outbox.

import type {
  BatchResult,
  CreatedUids,
  OutgoingRecord,
  RecordBytes,
  ScheduleHubClient,
} from '../clients/schedulehub-client.ts';
import type { RejectCode } from '../failures/codes.ts';
import { EngineError } from '../failures/engine-error.ts';
import { reject, type Reject } from '../failures/reject.ts';
import type { Operation } from '../record/operation.ts';
import type { BkHash, DataHash } from '../record/shapes.ts';

/** What one operation needs to be sent, whatever brought it: a page, a woken child, a retry, a delete. */
export interface ChunkItem {
  readonly bkHash: BkHash;
  readonly dataHash: DataHash;
  readonly rowversion: string | null;
  readonly reference: string;
  readonly dataJson: string;
  /** `dataJson` in UTF-8, where it is at hand. */
  readonly dataBytes?: Uint8Array | undefined;
  /** ScheduleHub's uid; null for INSERT. */
  readonly targetUid: string | null;
}

export interface SettledItem<Item extends ChunkItem> {
  readonly item: Item;
  readonly fate:
    | { readonly kind: 'acknowledged'; readonly operation: Operation; readonly targetUid: string }
    /** ScheduleHub held the very same data already; nothing was sent a second time. */
    | { readonly kind: 'already_there'; readonly targetUid: string }
    | { readonly kind: 'rejected'; readonly reject: Reject };
}

export interface SettledChunk<Item extends ChunkItem> {
  readonly items: readonly SettledItem<Item>[];
  /** Outbox rows whose outcome is known now; removed in the transaction that stores the fates. */
  readonly chunkUids: readonly string[];
}

export interface IngestNeeds {
  readonly client: Pick<
    ScheduleHubClient,
    'batchInsert' | 'batchInsertBytes' | 'batchUpdate' | 'batchDelete' | 'getBatchByBkHashes'
  >;
  /** ScheduleHub's name of the entity. */
  readonly targetEntity: string;
  /** Stores operations and keys before they leave; returns the Idempotency-Key. */
  readonly storeInOutbox: (operation: Operation, bkHashes: readonly BkHash[]) => Promise<string>;
  /** Waits after a system failure, or throws when the outage has lasted too long. */
  readonly waitOutOutage: (error: EngineError) => Promise<void>;
  readonly outageOver: () => void;
  readonly signal: AbortSignal;
}

export function sendChunk<Item extends ChunkItem>(
  needs: IngestNeeds,
  operation: Operation,
  items: readonly Item[],
): Promise<SettledChunk<Item>> {
  return sendTurn(needs, { operation, items, turnsLeft: TURNS });
}

/** New records as bytes; `open` gives the same as items, where one of them needs a closer look. */
export interface NewRecords<Item> extends RecordBytes {
  /** Under which they were stored in the outbox; also the Idempotency-Key. */
  readonly chunkUid: string;
  readonly open: () => readonly Item[];
}

/** `uids`: every record was created as it was sent. */
export type SettledBytes<Item extends ChunkItem> =
  | { readonly kind: 'created'; readonly uids: CreatedUids; readonly chunkUids: readonly string[] }
  | ({ readonly kind: 'mixed' } & SettledChunk<Item>);

/** INSERT as `sendChunk` does it, without an object a record as long as all of them are created. */
export async function sendNewRecords<Item extends ChunkItem>(
  needs: IngestNeeds,
  records: NewRecords<Item>,
): Promise<SettledBytes<Item>> {
  const { chunkUid } = records;
  const options = { idempotencyKey: chunkUid, signal: needs.signal };
  const send = () => needs.client.batchInsertBytes(needs.targetEntity, records, options);
  const turn = (): Turn<Item> => ({ operation: 'INSERT', items: records.open(), turnsLeft: TURNS });
  const answer = await answerOrRefusal(needs, send);
  if (answer instanceof EngineError)
    return { kind: 'mixed', ...(await splitSent(needs, turn(), { chunkUid, error: answer })) };
  if (answer.kind === 'created') return { kind: 'created', uids: answer.uids, chunkUids: [chunkUid] };
  return { kind: 'mixed', ...(await settleResults(needs, turn(), { chunkUid, results: answer.results })) };
}

/** How often a record may change between INSERT and UPDATE. */
const TURNS = 2;

interface Turn<Item> {
  readonly operation: Operation;
  readonly items: readonly Item[];
  /** How often INSERT may still become UPDATE or UPDATE INSERT: somebody else may be writing too. */
  readonly turnsLeft: number;
}

async function sendTurn<Item extends ChunkItem>(needs: IngestNeeds, turn: Turn<Item>): Promise<SettledChunk<Item>> {
  const { operation, items } = turn;
  const chunkUid = await needs.storeInOutbox(
    operation,
    items.map((item) => item.bkHash),
  );
  const answer = await answerOrRefusal(needs, () => sendOnce(needs, { operation, items, chunkUid }));
  if (answer instanceof EngineError) return splitSent(needs, turn, { chunkUid, error: answer });
  return settleResults(needs, turn, { chunkUid, results: answer.results });
}

/** The answer, or why the whole chunk was refused. */
async function answerOrRefusal<T>(needs: IngestNeeds, call: () => Promise<T>): Promise<T | EngineError> {
  try {
    // The key stays the same, so a chunk that did arrive is answered as the first time and changes nothing.
    return await untilAnswered(needs, call);
  } catch (error) {
    if (!(error instanceof EngineError) || error.kind !== 'refused') throw error;
    return error;
  }
}

async function splitSent<Item extends ChunkItem>(
  needs: IngestNeeds,
  turn: Turn<Item>,
  { chunkUid, error }: { readonly chunkUid: string; readonly error: EngineError },
): Promise<SettledChunk<Item>> {
  return join([{ items: [], chunkUids: [chunkUid] }, await splitRefused(needs, turn, error)]);
}

async function settleResults<Item extends ChunkItem>(
  needs: IngestNeeds,
  turn: Turn<Item>,
  { chunkUid, results }: { readonly chunkUid: string } & BatchResult,
): Promise<SettledChunk<Item>> {
  const { operation, items } = turn;
  const settled: SettledItem<Item>[] = [];
  const existing: Item[] = [];
  const gone: Item[] = [];
  for (const [index, result] of results.entries()) {
    const item = items[index];
    if (item === undefined) continue;
    if (result.status === 'failed') settled.push(rejected(item, rejectOf(result.error)));
    else if (result.status === 'exists') existing.push(item);
    else if (result.status === 'not_found' && operation === 'UPDATE') gone.push(item);
    else settled.push(acknowledged(item, operation, result.uid));
  }
  return join([
    { items: settled, chunkUids: [chunkUid] },
    await settleExisting(needs, { ...turn, items: existing }),
    await insertAgain(needs, { ...turn, items: gone }),
  ]);
}

function acknowledged<Item extends ChunkItem>(item: Item, operation: Operation, uid: string | null): SettledItem<Item> {
  const targetUid = uid ?? item.targetUid;
  if (targetUid !== null) return { item, fate: { kind: 'acknowledged', operation, targetUid } };
  const problem = 'ScheduleHub acknowledged the record without naming its uid.';
  return rejected(item, reject('ingest', 'rejected_by_target', null, problem));
}

function rejected<Item extends ChunkItem>(item: Item, why: Reject): SettledItem<Item> {
  return { item, fate: { kind: 'rejected', reject: why } };
}

interface Send<Item> {
  readonly operation: Operation;
  readonly items: readonly Item[];
  readonly chunkUid: string;
}

async function untilAnswered<T>(needs: IngestNeeds, call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      const answer = await call();
      needs.outageOver();
      return answer;
    } catch (error) {
      if (!(error instanceof EngineError) || !error.transient) throw error;
      await needs.waitOutOutage(error);
    }
  }
}

function sendOnce<Item extends ChunkItem>(needs: IngestNeeds, send: Send<Item>): Promise<BatchResult> {
  const options = { idempotencyKey: send.chunkUid, signal: needs.signal };
  switch (send.operation) {
    case 'INSERT':
      return needs.client.batchInsert(needs.targetEntity, send.items.map(outgoing), options);
    case 'UPDATE':
      return needs.client.batchUpdate(needs.targetEntity, send.items.map(outgoing), options);
    case 'DELETE':
      return needs.client.batchDelete(
        needs.targetEntity,
        send.items.map((item) => ({ uid: item.targetUid ?? '', bkHash: item.bkHash })),
        options,
      );
  }
}

function outgoing(item: ChunkItem): OutgoingRecord {
  const { bkHash, dataHash, rowversion, reference, dataBytes, targetUid } = item;
  const data = dataBytes === undefined ? { dataJson: item.dataJson } : { dataBytes };
  const record = { bkHash, dataHash, rowversion, reference, ...data };
  return targetUid === null ? record : { ...record, uid: targetUid };
}

/** The same item but for its uid; what else it has, getters included, it keeps. */
function withTargetUid<Item extends ChunkItem>(item: Item, targetUid: string | null): Item {
  const changed: unknown = Object.create(item, { targetUid: { value: targetUid, enumerable: true } });
  // Safe: everything else is the item's own.
  return changed as Item;
}

async function splitRefused<Item extends ChunkItem>(
  needs: IngestNeeds,
  turn: Turn<Item>,
  error: EngineError,
): Promise<SettledChunk<Item>> {
  const { items } = turn;
  const [only] = items;
  if (items.length === 1 && only !== undefined) {
    return { items: [rejected(only, reject('ingest', 'rejected_by_target', null, error.message))], chunkUids: [] };
  }
  const middle = Math.ceil(items.length / 2);
  return join([
    await sendTurn(needs, { ...turn, items: items.slice(0, middle) }),
    await sendTurn(needs, { ...turn, items: items.slice(middle) }),
  ]);
}

/** INSERT found the key taken: an earlier try arrived after all, or somebody else wrote the record. */
async function settleExisting<Item extends ChunkItem>(
  needs: IngestNeeds,
  turn: Turn<Item>,
): Promise<SettledChunk<Item>> {
  const { items } = turn;
  if (items.length === 0) return { items: [], chunkUids: [] };
  const held = await untilAnswered(needs, () =>
    needs.client.getBatchByBkHashes(
      needs.targetEntity,
      items.map((item) => item.bkHash),
      { withData: false, signal: needs.signal },
    ),
  );
  const byHash = new Map(held.map((record) => [record.bkHash, record]));
  const settled: SettledItem<Item>[] = [];
  const toUpdate: Item[] = [];
  for (const item of items) {
    const record = byHash.get(item.bkHash);
    if (record !== undefined && record.dataHash === item.dataHash) {
      settled.push({ item, fate: { kind: 'already_there', targetUid: record.uid } });
    } else if (record !== undefined && turn.turnsLeft > 0) {
      toUpdate.push(withTargetUid(item, record.uid));
    } else {
      const problem =
        'ScheduleHub says that the record exists, but it cannot be replaced: somebody else writes it too.';
      settled.push(rejected(item, reject('ingest', 'target_conflict', null, problem)));
    }
  }
  const updated =
    toUpdate.length === 0
      ? { items: [], chunkUids: [] }
      : await sendTurn(needs, { operation: 'UPDATE', items: toUpdate, turnsLeft: turn.turnsLeft - 1 });
  return join([{ items: settled, chunkUids: [] }, updated]);
}

/** UPDATE found the record gone: ScheduleHub has to be true to the ERP, so it is inserted again. */
async function insertAgain<Item extends ChunkItem>(needs: IngestNeeds, turn: Turn<Item>): Promise<SettledChunk<Item>> {
  if (turn.items.length === 0) return { items: [], chunkUids: [] };
  if (turn.turnsLeft === 0) {
    const problem = 'The record vanishes from ScheduleHub as often as it is written: somebody else deletes it.';
    return {
      items: turn.items.map((item) => rejected(item, reject('ingest', 'target_gone', null, problem))),
      chunkUids: [],
    };
  }
  return sendTurn(needs, {
    operation: 'INSERT',
    items: turn.items.map((item) => withTargetUid(item, null)),
    turnsLeft: turn.turnsLeft - 1,
  });
}

const TARGET_CODES: Readonly<Record<string, RejectCode>> = {
  parent_missing: 'parent_missing',
  conflict: 'target_conflict',
};

function rejectOf(error: BatchResult['results'][number]['error']): Reject {
  const code = error === null ? undefined : TARGET_CODES[error.code];
  const message =
    error === null ? 'ScheduleHub refused the record without saying why.' : `${error.code}: ${error.message}`;
  return reject('ingest', code ?? 'rejected_by_target', error?.field ?? null, message);
}

function join<Item extends ChunkItem>(parts: readonly SettledChunk<Item>[]): SettledChunk<Item> {
  return { items: parts.flatMap((part) => part.items), chunkUids: parts.flatMap((part) => part.chunkUids) };
}
