// Writes the records of a batch. It is read whole before anything is written: a request that is refused has changed
// nothing.

import { HttpProblem } from '../http/http-problem.ts';
import type { TargetEntity } from '../schedulehub/entity-definition.ts';
import { isUuid } from '../schedulehub/record-input.ts';
import { STATUSES, type BatchResults, type RecordError, type Status } from './batch-results.ts';
import { RECORD_WORDS, type FlatRecords } from './flat-records.ts';
import { readHashes, readList, type DataCheck } from './read-records.ts';

export interface Held {
  readonly entity: TargetEntity;
  readonly records: FlatRecords;
  readonly check: DataCheck;
  /** Null where the record's parents are all there. */
  readonly checkParents: (data: Readonly<Record<string, unknown>>) => RecordError | null;
}

export interface Batch {
  readonly action: string;
  readonly body: Buffer;
  /** What the same request was answered before; null for a new one. */
  readonly before: BatchResults | null;
}

export interface BatchAnswer {
  readonly body: Buffer;
  readonly results: BatchResults;
}

export function writeBatch(held: Held, { action, body, before }: Batch): BatchAnswer {
  const batch = readBatch(held, action, readList(body, 'records'));
  const results = before ?? writeRecords(held.records, action, batch);
  return { results, body: toAnswer(batch.keys, results) };
}

interface ReadBatch {
  readonly keys: readonly string[];
  /** The hashes of one record after the other. */
  readonly words: Uint32Array;
  /** Which record an update or a delete names. */
  readonly numbers: Int32Array;
  /** What is wrong with the data of a record, by its place. */
  readonly errors: ReadonlyMap<number, RecordError>;
}

function readBatch(held: Held, action: string, list: readonly unknown[]): ReadBatch {
  const keys: string[] = [];
  const words = new Uint32Array(list.length * RECORD_WORDS);
  const numbers = new Int32Array(list.length).fill(-1);
  const errors = new Map<number, RecordError>();
  const isDelete = action === 'batch-delete';
  for (let place = 0; place < list.length; place += 1) {
    const record = readHashes(list[place], words, { at: place * RECORD_WORDS, needs: isDelete ? 'key' : 'both' });
    keys.push(record.bk_hash);
    if (action !== 'batch-insert') numbers[place] = numberOf(record.uid);
    if (isDelete) continue;
    const error = held.check(record.data) ?? held.checkParents(record.data);
    if (error !== null) errors.set(place, error);
  }
  return { keys, words, numbers, errors };
}

function writeRecords(records: FlatRecords, action: string, batch: ReadBatch): BatchResults {
  const count = batch.keys.length;
  const statuses = new Uint8Array(count);
  const numbers = new Int32Array(count);
  const errors = new Map<number, RecordError>();
  for (let place = 0; place < count; place += 1) {
    const { status, number, error } = writeRecord(records, action, { batch, place });
    statuses[place] = STATUSES.indexOf(status);
    numbers[place] = number;
    if (error !== null) errors.set(place, error);
  }
  return { statuses, numbers, errors };
}

interface Result {
  readonly status: Status;
  /** -1 where the record has none. */
  readonly number: number;
  readonly error: RecordError | null;
}

function writeRecord(
  records: FlatRecords,
  action: string,
  { batch, place }: { readonly batch: ReadBatch; readonly place: number },
): Result {
  const { words } = batch;
  const at = place * RECORD_WORDS;
  const isInsert = action === 'batch-insert';
  const number = isInsert ? records.find(words, at) : (batch.numbers[place] ?? -1);
  if (isInsert && number >= 0) return { status: 'exists', number, error: null };
  if (!isInsert && !records.has(number)) return { status: 'not_found', number: -1, error: null };
  if (action === 'batch-delete') {
    records.remove(number);
    return { status: 'deleted', number, error: null };
  }
  const fault = batch.errors.get(place);
  if (fault !== undefined) return { status: 'failed', number: -1, error: fault };
  if (isInsert) return { status: 'created', number: records.add(words, at), error: null };
  if (!records.hasKey(number, words, at)) return { status: 'failed', number: -1, error: OTHER_KEY };
  records.replace(number, words, at);
  return { status: 'updated', number, error: null };
}

/** An update must name the record by the key it has. */
const OTHER_KEY: RecordError = { code: 'conflict', message: 'The record has another bk_hash.', field: null };

function toAnswer(keys: readonly string[], { statuses, numbers, errors }: BatchResults): Buffer {
  let failures = 0;
  // One text that grows: it is made flat once, at its end.
  let results = '';
  for (let place = 0; place < keys.length; place += 1) {
    const status = STATUSES[statuses[place] ?? 0] ?? 'failed';
    const number = numbers[place] ?? -1;
    const error = errors.get(place);
    if (status === 'failed' || status === 'not_found') failures += 1;
    const uid = number < 0 ? '' : `,"uid":"${uidOf(number)}"`;
    const reason = error === undefined ? '' : `,"error":${JSON.stringify(error)}`;
    results += `${place === 0 ? '' : ','}{"bk_hash":"${keys[place]}","status":"${status}"${uid}${reason}}`;
  }
  const successes = keys.length - failures;
  return Buffer.from(`{"success_count":${successes},"failure_count":${failures},"results":[${results}]}`);
}

const UID_HEAD = '0b5e7c1e-0000-8000-8000-';

/** Records are found by number: their uid says which it is. */
export function uidOf(number: number): string {
  return UID_HEAD + number.toString(16).padStart(12, '0');
}

function numberOf(uid: unknown): number {
  if (typeof uid !== 'string' || !isUuid(uid)) throw new HttpProblem(422, 'invalid_request', 'uid must be a UUID.');
  return uid.startsWith(UID_HEAD) ? Number.parseInt(uid.slice(UID_HEAD.length), 16) : -1;
}
