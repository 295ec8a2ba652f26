// The client of ScheduleHub: its entities, its records one by one, and the batches by which a sync writes.
// Promises that a batch is repeated only with its own key and bytes, and that a failed write says whether it may have happened.

import { EngineError } from '../failures/engine-error.ts';
import { SCHEDULEHUB } from './http/client-options.ts';
import type { ClientOptions } from './http/client-options.ts';
import { readAs, readNothing } from './http/read-answer.ts';
import { createSystemConnection } from './http/system-connection.ts';
import {
  readBatchResult,
  readFoundRecords,
  readRecord,
  readRecordPage,
  targetEntityListSchema,
  targetEntitySchema,
} from './schedulehub-answers.ts';
import type { BatchResult, BatchStatus, RecordPage, TargetEntity, TargetRecord } from './schedulehub-answers.ts';

export type { ClientOptions } from './http/client-options.ts';
export type { BatchResult, RecordPage, TargetEntity, TargetRecord } from './schedulehub-answers.ts';

/** A record to be written; its data are JSON that goes out as it is. `uid` is needed for updates. */
export type OutgoingRecord = OutgoingHead & OutgoingData;
interface OutgoingHead {
  readonly bkHash: string;
  readonly dataHash: string;
  readonly rowversion: string | null;
  readonly reference: string | null;
  readonly uid?: string | undefined;
}
/** As text, or as its UTF-8. */
type OutgoingData = { readonly dataJson: string } | { readonly dataBytes: Uint8Array };

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
        body: `${writeHead(record)}${dataOf(record)}}`,
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

  async function sendBatch(batch: {
    readonly operation: BatchOperation;
    readonly entity: string;
    readonly bkHashes: readonly string[];
    readonly body: string | Uint8Array;
    readonly options: BatchOptions;
  }): Promise<BatchResult> {
    const { operation, entity, bkHashes, body } = batch;
    const count = bkHashes.length;
    if (count === 0) return { results: [] };
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
      read: (answer) => readBatchResult(answer, bkHashes, POSSIBLE[operation]),
    });
  }

  const writeBatch =
    (operation: 'insert' | 'update'): ScheduleHubClient['batchInsert'] =>
    async (entity, records, batchOptions) => {
      if (operation === 'update') for (const record of records) uidOf(record);
      return sendBatch({
        operation,
        entity,
        bkHashes: records.map((record) => record.bkHash),
        body: writeBatchBody(records),
        options: batchOptions,
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
        body: `${writeHead({ ...record, uid: undefined })}${dataOf(record)}}`,
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
    batchDelete: (entity, records, batchOptions) =>
      sendBatch({
        operation: 'delete',
        entity,
        bkHashes: records.map((record) => record.bkHash),
        body: JSON.stringify({ records: records.map(({ uid, bkHash }) => ({ uid, bk_hash: bkHash })) }),
        options: batchOptions,
      }),
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

function recordsPath(entity: string): string {
  return `/entities/${encodeURIComponent(entity)}/records`;
}

/** A record up to its data, which are spliced in: serialising a million records a second time costs two seconds. */
function writeHead(record: OutgoingHead): string {
  const uid = record.uid === undefined ? '' : `"uid":${JSON.stringify(record.uid)},`;
  return (
    `{${uid}"bk_hash":"${record.bkHash}","data_hash":"${record.dataHash}",` +
    `"rowversion":${JSON.stringify(record.rowversion)},"reference":${JSON.stringify(record.reference)},"data":`
  );
}

function dataOf(record: OutgoingRecord): string {
  return 'dataBytes' in record ? Buffer.from(record.dataBytes).toString() : record.dataJson;
}

const START = '{"records":[';
const END = ']}';

/** The body of a batch: bytes where the data are bytes, so that they are copied once and neither decoded nor encoded. */
function writeBatchBody(records: readonly OutgoingRecord[]): string | Uint8Array {
  const heads = records.map(writeHead);
  if (!records.some((record) => 'dataBytes' in record)) {
    return `${START}${records.map((record, at) => `${heads[at]}${dataOf(record)}}`).join(',')}${END}`;
  }
  const data = records.map((record) => ('dataBytes' in record ? record.dataBytes : Buffer.from(record.dataJson)));
  // A UTF-16 unit takes at most three bytes.
  const size = data.reduce((sum, bytes, at) => sum + bytes.length + (heads[at]?.length ?? 0) * 3 + 2, 0);
  const body = Buffer.allocUnsafe(START.length + size + END.length);
  let used = body.write(START);
  for (const [at, bytes] of data.entries()) {
    // Each head closes the record before it.
    used += body.write(at === 0 ? (heads[at] ?? '') : `},${heads[at]}`, used);
    body.set(bytes, used);
    used += bytes.length;
  }
  used += body.write(`}${END}`, used);
  return body.subarray(0, used);
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
