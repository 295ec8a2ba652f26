// The client of ScheduleHub: its entities, its records one by one, and the batches by which a sync writes.
// Promises that a batch is repeated only with its own key and bytes, and that a failed write says whether it may have happened.

import { EngineError } from '../failures/engine-error.ts';
import { readCreated, type CreatedUids } from './created-answer.ts';
import { SCHEDULEHUB } from './http/client-options.ts';
import type { ClientOptions } from './http/client-options.ts';
import type { Answer } from './http/exchange.ts';
import { readAs, readNothing, type Reading } from './http/read-answer.ts';
import { createSystemConnection } from './http/system-connection.ts';
import { joinRecords, writeBatchBody, writeRecord, type OutgoingRecord } from './outgoing-record.ts';
import {
  readBatchResult,
  readFoundRecords,
  readRecord,
  readRecordPage,
  targetEntityListSchema,
  targetEntitySchema,
} from './schedulehub-answers.ts';
import type { BatchResult, BatchStatus, RecordPage, TargetEntity, TargetRecord } from './schedulehub-answers.ts';
import { KEY_BYTES } from '../record/key-set.ts';

export type { CreatedUids } from './created-answer.ts';
export type { ClientOptions } from './http/client-options.ts';
export type { OutgoingRecord } from './outgoing-record.ts';
export type { BatchResult, RecordPage, TargetEntity, TargetRecord } from './schedulehub-answers.ts';

export interface RecordToDelete {
  readonly uid: string;
  readonly bkHash: string;
}

/** `idempotencyKey` is a UUID stored before the batch leaves; the same key always goes with the same records. */
export interface BatchOptions {
  readonly idempotencyKey: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * All methods throw EngineError only. Errors of writing methods carry `details.outcome`: `unknown` when the write may have
 * happened, else `not_applied`. `refused` (400, 413, 422) means that the content of the whole request is at fault.
 */
export interface ScheduleHubClient {
  readonly login: (signal?: AbortSignal) => Promise<void>;
  readonly health: (signal?: AbortSignal) => Promise<void>;
  readonly listEntities: (signal?: AbortSignal) => Promise<readonly TargetEntity[]>;
  readonly getEntity: (name: string, signal?: AbortSignal) => Promise<TargetEntity>;
  /** `cursor` is the `nextCursor` of the page before; `pageSize` at most 1000. */
  readonly listRecords: (entity: string, request?: ListRecordsRequest) => Promise<RecordPage>;
  /** `conflict` when another record has the bk_hash. */
  readonly insert: (entity: string, record: OutgoingRecord, signal?: AbortSignal) => Promise<TargetRecord>;
  /** `not_found` when the record is gone. */
  readonly update: (entity: string, record: OutgoingRecord, signal?: AbortSignal) => Promise<TargetRecord>;
  readonly delete: (entity: string, uid: string, signal?: AbortSignal) => Promise<'deleted' | 'not_found'>;
  /** Null when there is no such record. */
  readonly getByBkHash: (entity: string, bkHash: string, signal?: AbortSignal) => Promise<TargetRecord | null>;
  /** The batches take at most 1000 records. */
  readonly batchInsert: (
    entity: string,
    records: readonly OutgoingRecord[],
    options: BatchOptions,
  ) => Promise<BatchResult>;
  /** The same with records that were written before (outgoing-record.ts): new ones, which are nearly always created. */
  readonly batchInsertBytes: (entity: string, batch: RecordBytes, options: BatchOptions) => Promise<BytesResult>;
  readonly batchUpdate: (
    entity: string,
    records: readonly OutgoingRecord[],
    options: BatchOptions,
  ) => Promise<BatchResult>;
  readonly batchDelete: (
    entity: string,
    records: readonly RecordToDelete[],
    options: BatchOptions,
  ) => Promise<BatchResult>;
  /** At most 1000 hashes; those that are not there are absent from the answer, which has no order. */
  readonly getBatchByBkHashes: (
    entity: string,
    bkHashes: readonly string[],
    options?: { readonly withData?: boolean | undefined; readonly signal?: AbortSignal | undefined },
  ) => Promise<readonly TargetRecord[]>;
  /** Ends what is in flight and closes the connections. */
  readonly close: () => Promise<void>;
}

export interface RecordBytes {
  /** 16 bytes a record, in the order of the records. */
  readonly keys: Uint8Array;
  /** Records, each followed by a comma. */
  readonly pieces: readonly Uint8Array[];
}

/** `created`: every record was, with these uids. */
export type BytesResult =
  { readonly kind: 'created'; readonly uids: CreatedUids } | ({ readonly kind: 'mixed' } & BatchResult);

export interface ListRecordsRequest {
  readonly cursor?: string | null | undefined;
  readonly pageSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

type BatchOperation = 'insert' | 'update' | 'delete';

const MAX_BATCH = 1000;
const POSSIBLE: Readonly<Record<BatchOperation, ReadonlySet<BatchStatus>>> = {
  insert: new Set<BatchStatus>(['created', 'exists', 'failed']),
  update: new Set<BatchStatus>(['updated', 'not_found', 'failed']),
  delete: new Set<BatchStatus>(['deleted', 'not_found', 'failed']),
};
const DOING: Readonly<Record<BatchOperation, string>> = {
  insert: 'inserting',
  update: 'updating',
  delete: 'deleting',
};

/** Creates the client; nothing is sent before the first call. Throws `usage` on an address that cannot work. */
export function createScheduleHubClient(options: ClientOptions): ScheduleHubClient {
  const connection = createSystemConnection(SCHEDULEHUB, options);
  /** Memory of bodies that were sent: half a megabyte each, of which there are as many as batches at a time. */
  const spareBodies: Buffer[] = [];

  async function getByBkHash(entity: string, bkHash: string, signal?: AbortSignal): Promise<TargetRecord | null> {
    try {
      return await connection.call({
        doing: `looking up a record of ${entity}`,
        method: 'GET',
        path: `${recordsPath(entity)}/by-bk-hash/${encodeURIComponent(bkHash)}`,
        signal,
        details: { entity, bk_hash: bkHash },
        read: readRecord,
      });
    } catch (error) {
      if (isMissingRecord(error)) return null;
      throw error;
    }
  }

  async function insert(entity: string, record: OutgoingRecord, signal?: AbortSignal): Promise<TargetRecord> {
    try {
      return await connection.call({
        doing: `inserting a record of ${entity}`,
        method: 'POST',
        path: recordsPath(entity),
        body: writeRecord(record),
        isWrite: true,
        signal,
        details: { entity, bk_hash: record.bkHash },
        read: readRecord,
      });
    } catch (error) {
      // The contract gives single inserts no key: the conflict may be with our own first try, whose answer was lost.
      if (!isUnknownOutcome(error, 'conflict')) throw error;
      const held = await getByBkHash(entity, record.bkHash, signal);
      if (held?.dataHash !== record.dataHash) throw error;
      return held;
    }
  }

  async function deleteRecord(entity: string, uid: string, signal?: AbortSignal): Promise<'deleted' | 'not_found'> {
    try {
      await connection.call({
        doing: `deleting a record of ${entity}`,
        method: 'DELETE',
        path: `${recordsPath(entity)}/${encodeURIComponent(uid)}`,
        isWrite: true,
        signal,
        details: { entity, uid },
        read: readNothing,
      });
      return 'deleted';
    } catch (error) {
      if (!isMissingRecord(error)) throw error;
      return isUnknownOutcome(error, 'not_found') ? 'deleted' : 'not_found';
    }
  }

  async function sendBatch<T = BatchResult>(batch: {
    readonly operation: BatchOperation;
    readonly entity: string;
    readonly count: number;
    readonly body: string | Uint8Array;
    readonly options: BatchOptions;
    readonly read: (answer: Answer) => Reading<T>;
  }): Promise<T> {
    const { operation, entity, count, body } = batch;
    refuseTooMany(count);
    return connection.call({
      doing: `${DOING[operation]} ${count} records of ${entity}`,
      method: 'POST',
      path: `${recordsPath(entity)}/batch-${operation}`,
      body,
      headers: { 'idempotency-key': batch.options.idempotencyKey },
      timeoutMs: connection.timeouts.batchMs,
      isWrite: true,
      signal: batch.options.signal,
      details: { entity, records: count },
      read: batch.read,
    });
  }

  const writeBatch =
    (operation: 'insert' | 'update'): ScheduleHubClient['batchInsert'] =>
    async (entity, records, batchOptions) => {
      if (operation === 'update') for (const record of records) uidOf(record);
      if (records.length === 0) return { results: [] };
      return sendBatch({
        operation,
        entity,
        count: records.length,
        body: writeBatchBody(records),
        options: batchOptions,
        read: resultsOf(operation, records),
      });
    };

  return {
    login: connection.login,
    health: connection.health,
    async listEntities(signal) {
      const list = await connection.call({
        doing: 'listing the entities',
        method: 'GET',
        path: '/entities',
        signal,
        read: readAs(targetEntityListSchema),
      });
      return list.items;
    },
    getEntity: (name, signal) =>
      connection.call({
        doing: `looking up the entity ${name}`,
        method: 'GET',
        path: `/entities/${encodeURIComponent(name)}`,
        signal,
        details: { entity: name },
        read: readAs(targetEntitySchema),
      }),
    listRecords: (entity, { cursor = null, pageSize = MAX_BATCH, signal } = {}) =>
      connection.call({
        doing: `listing the records of ${entity}`,
        method: 'GET',
        path: `${recordsPath(entity)}?page_size=${pageSize}${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
        signal,
        details: { entity },
        read: readRecordPage,
      }),
    insert,
    async update(entity, record, signal) {
      return connection.call({
        doing: `updating a record of ${entity}`,
        method: 'PUT',
        path: `${recordsPath(entity)}/${encodeURIComponent(uidOf(record))}`,
        body: writeRecord({ ...record, uid: undefined }),
        isWrite: true,
        signal,
        details: { entity, bk_hash: record.bkHash },
        read: readRecord,
      });
    },
    delete: deleteRecord,
    getByBkHash,
    batchInsert: writeBatch('insert'),
    batchUpdate: writeBatch('update'),
    async batchInsertBytes(entity, { keys, pieces }, batchOptions) {
      const body = joinRecords(pieces, spareBodies.pop());
      const result = await sendBatch({
        operation: 'insert',
        entity,
        count: keys.length / KEY_BYTES,
        body,
        options: batchOptions,
        read: (answer) => readBytesResult(answer, keys),
      });
      // Answered, so that nothing reads it any more.
      spareBodies.push(Buffer.from(body.buffer));
      return result;
    },
    async batchDelete(entity, records, batchOptions) {
      if (records.length === 0) return { results: [] };
      return sendBatch({
        operation: 'delete',
        entity,
        count: records.length,
        body: JSON.stringify({ records: records.map(({ uid, bkHash }) => ({ uid, bk_hash: bkHash })) }),
        options: batchOptions,
        read: resultsOf('delete', records),
      });
    },
    async getBatchByBkHashes(entity, bkHashes, { withData = false, signal } = {}) {
      if (bkHashes.length === 0) return [];
      refuseTooMany(bkHashes.length);
      return connection.call({
        doing: `looking up ${bkHashes.length} records of ${entity}`,
        method: 'POST',
        path: `${recordsPath(entity)}/batch-get`,
        body: JSON.stringify({ bk_hashes: bkHashes, with_data: withData }),
        timeoutMs: connection.timeouts.batchMs,
        signal,
        details: { entity, records: bkHashes.length },
        read: (answer) => readFoundRecords(answer, { bkHashes, withData }),
      });
    },
    close: connection.close,
  };
}

function resultsOf(operation: BatchOperation, records: readonly { readonly bkHash: string }[]) {
  const bkHashes = records.map((record) => record.bkHash);
  return (answer: Answer): Reading<BatchResult> => readBatchResult(answer, bkHashes, POSSIBLE[operation]);
}

function readBytesResult(answer: Answer, keys: Uint8Array): Reading<BytesResult> {
  const uids = readCreated(answer.body, keys);
  if (uids !== null) return { ok: true, value: { kind: 'created', uids } };
  const hex = Buffer.from(keys).toString('hex');
  const bkHashes = Array.from({ length: keys.length / KEY_BYTES }, (_, at) => hex.slice(at * 32, (at + 1) * 32));
  const mixed = readBatchResult(answer, bkHashes, POSSIBLE.insert);
  return mixed.ok ? { ok: true, value: { kind: 'mixed', ...mixed.value } } : mixed;
}

function recordsPath(entity: string): string {
  return `/entities/${encodeURIComponent(entity)}/records`;
}

function uidOf(record: OutgoingRecord): string {
  if (record.uid !== undefined) return record.uid;
  throw new EngineError('usage', 'A record can be updated only by the uid that ScheduleHub gave it.');
}

function refuseTooMany(count: number): void {
  if (count <= MAX_BATCH) return;
  throw new EngineError('usage', `ScheduleHub takes at most ${MAX_BATCH} records in one call, not ${count}.`);
}

/** A 404 about the record. One about the entity, or from a server that does not know the path, is an error. */
function isMissingRecord(error: unknown): boolean {
  if (!(error instanceof EngineError) || error.kind !== 'not_found') return false;
  return error.details['is_problem'] === true && error.details['code'] !== 'unknown_entity';
}

function isUnknownOutcome(error: unknown, kind: EngineError['kind']): boolean {
  return error instanceof EngineError && error.kind === kind && error.details['outcome'] === 'unknown';
}
