// The paths of schedulehub.openapi.yaml below /api/v1, but for health and tokens.

import { HttpProblem } from '../http/http-problem.ts';
import { json, type Answer, type Request, type Route } from '../http/router.ts';
import type { StatsCounter } from '../http/stats.ts';
import type { TargetEntity } from './entity-definition.ts';
import { answerOnce } from './idempotency.ts';
import * as input from './record-input.ts';
import { createRecordService, type RecordResult, type RecordService } from './record-service.ts';
import type { RecordStore, StoredRecord } from './record-store.ts';

const MAX_LIST_PAGE = 1000;
const SUCCESSES: ReadonlySet<RecordResult['status']> = new Set(['created', 'updated', 'deleted']);

export interface ScheduleHubOptions {
  readonly entities: readonly TargetEntity[];
  readonly store: RecordStore;
  readonly stats: StatsCounter;
  /** ms since 1970 */
  readonly now: () => number;
}

/** The record with its data as it came, or with `{}` where the data was not asked for. */
function writeRecord(record: StoredRecord, withData = true): string {
  const head = JSON.stringify({
    uid: record.uid,
    bk_hash: record.bkHash,
    data_hash: record.dataHash,
    rowversion: record.rowversion,
    reference: record.reference,
    updated_at: new Date(record.updatedAt).toISOString(),
  });
  return `${head.slice(0, -1)},"data":${withData ? record.data : '{}'}}`;
}

function writeBatch(results: readonly RecordResult[]): string {
  const successCount = results.filter((result) => SUCCESSES.has(result.status)).length;
  return JSON.stringify({
    success_count: successCount,
    failure_count: results.length - successCount,
    results,
  });
}

function notFound(what: string): HttpProblem {
  return new HttpProblem(404, 'unknown_record', `There is no record ${what}.`);
}

/** The answer to a single call whose record was refused. */
function toProblem(result: RecordResult): HttpProblem {
  if (result.status === 'exists') {
    const text = `The bk_hash ${result.bk_hash} is already there as ${result.uid}.`;
    return new HttpProblem(409, 'exists', { text, extra: { uid: result.uid } });
  }
  if (result.status === 'not_found') return notFound(result.bk_hash);
  const { code = 'failed', message = 'The record was refused.', field = null } = result.error ?? {};
  return new HttpProblem(422, code, { text: message, extra: { field } });
}

function readPageSize(query: URLSearchParams): number {
  const size = Number(query.get('page_size') ?? MAX_LIST_PAGE);
  if (Number.isInteger(size) && size >= 1 && size <= MAX_LIST_PAGE) return size;
  throw new HttpProblem(400, 'invalid_page_size', `page_size must be a whole number from 1 to ${MAX_LIST_PAGE}.`);
}

export function createScheduleHubRoutes(options: ScheduleHubOptions): Route[] {
  const { store, stats } = options;
  const services = new Map(
    options.entities.map((entity) => [entity.name, createRecordService({ ...options, entity })]),
  );
  const serviceOf = (request: Request): RecordService => {
    const name = request.params['entity'] ?? '';
    const service = services.get(name);
    if (service === undefined)
      throw new HttpProblem(404, 'unknown_entity', `There is no entity ${JSON.stringify(name)}.`);
    return service;
  };
  const describe = (entity: TargetEntity): unknown => ({
    name: entity.name,
    fields: entity.fields,
    parents: entity.parents.map((parent) => ({ entity: parent.entity })),
    record_count: store.count(entity.name),
  });
  const uidOf = (request: Request): string => {
    const uid = request.params['uid'] ?? '';
    if (!input.isUuid(uid)) throw notFound(uid);
    return uid;
  };
  const respond = (entity: string, uid: string | null, status: number): Answer => {
    const record = uid === null ? null : store.findByUid(entity, uid);
    if (record === null) throw notFound(String(uid));
    return { status, body: writeRecord(record) };
  };

  const insertOne = (request: Request): Answer => {
    const service = serviceOf(request);
    const record = input.readRecord(input.readObject(request.body));
    const result = store.transaction(() => service.insert(record));
    if (result.status !== 'created') throw toProblem(result);
    return respond(service.entity.name, result.uid, 201);
  };
  const updateOne = (request: Request): Answer => {
    const service = serviceOf(request);
    const record = input.readRecord(input.readObject(request.body));
    const result = store.transaction(() => service.update({ ...record, uid: uidOf(request) }));
    if (result.status !== 'updated') throw toProblem(result);
    return respond(service.entity.name, result.uid, 200);
  };
  const deleteOne = (request: Request): Answer => {
    const service = serviceOf(request);
    const record = store.findByUid(service.entity.name, uidOf(request));
    if (record === null) throw notFound(uidOf(request));
    store.transaction(() => service.remove(record));
    return { status: 204 };
  };
  const findOne = (request: Request): Answer => {
    const { entity } = serviceOf(request);
    const bkHash = request.params['bk_hash'] ?? '';
    const record = input.isBkHash(bkHash) ? store.findByBkHash(entity.name, bkHash) : null;
    if (record === null) throw notFound(bkHash);
    stats.add({ rows_served: 1 });
    return { status: 200, body: writeRecord(record) };
  };
  const listRecords = (request: Request): Answer => {
    const { entity } = serviceOf(request);
    const size = readPageSize(request.query);
    const cursor = request.query.get('cursor') ?? '';
    if (cursor !== '' && !input.isBkHash(cursor)) {
      throw new HttpProblem(400, 'invalid_cursor', 'cursor must be the last bk_hash of the page before.');
    }
    const found = store.list(entity.name, cursor, size + 1);
    const records = found.slice(0, size);
    stats.add({ rows_served: records.length });
    const body = records.map((record) => writeRecord(record)).join(',');
    return {
      status: 200,
      body: `{"records":[${body}],"has_more":${found.length > size},"total":${store.count(entity.name)}}`,
    };
  };
  const batchGet = (request: Request): Answer => {
    const { entity } = serviceOf(request);
    const { bkHashes, withData } = input.readBkHashes(request.body);
    const records = [...new Set(bkHashes)].flatMap((bkHash) => store.findByBkHash(entity.name, bkHash) ?? []);
    stats.add({ rows_served: records.length });
    return { status: 200, body: `{"records":[${records.map((record) => writeRecord(record, withData)).join(',')}]}` };
  };
  const batch = (run: (service: RecordService, body: string) => RecordResult[]) => (request: Request) => {
    const service = serviceOf(request);
    return answerOnce(request, { store, now: options.now() }, () => writeBatch(run(service, request.body)));
  };
  const records = '/entities/{entity}/records';
  return [
    { method: 'GET', pattern: '/entities', handle: () => json({ items: options.entities.map(describe) }) },
    { method: 'GET', pattern: '/entities/{entity}', handle: (request) => json(describe(serviceOf(request).entity)) },
    { method: 'GET', pattern: records, handle: listRecords },
    { method: 'POST', pattern: records, handle: insertOne },
    { method: 'PUT', pattern: `${records}/{uid}`, handle: updateOne },
    { method: 'DELETE', pattern: `${records}/{uid}`, handle: deleteOne },
    { method: 'GET', pattern: `${records}/by-bk-hash/{bk_hash}`, handle: findOne },
    { method: 'POST', pattern: `${records}/batch-get`, handle: batchGet },
    {
      method: 'POST',
      pattern: `${records}/batch-insert`,
      handle: batch((service, body) => input.readBatch(body, input.readRecord).map((record) => service.insert(record))),
    },
    {
      method: 'POST',
      pattern: `${records}/batch-update`,
      handle: batch((service, body) => input.readBatch(body, input.readUpdate).map((record) => service.update(record))),
    },
    {
      method: 'POST',
      pattern: `${records}/batch-delete`,
      handle: batch((service, body) => input.readBatch(body, input.readDelete).map((record) => service.remove(record))),
    },
  ];
}
