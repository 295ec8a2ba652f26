// ScheduleHub for benchmarks: parses every record, checks its key, its hashes and its fields, remembers key and data
// hash in flat memory, answers record by record, and honours Idempotency-Key. It does not keep the data itself.

import { bkHash } from '../../engine/record/bk-hash.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { json, type Route } from '../http/router.ts';
import type { TargetEntity } from '../schedulehub/entity-definition.ts';
import { isUuid } from '../schedulehub/record-input.ts';
import { BENCH_TARGETS } from './bench-targets.ts';
import { readHex, type Content } from './checksum.ts';
import { createFlatRecords, RECORD_WORDS, type FlatRecords } from './flat-records.ts';
import { startLeanServer, type LeanServer } from './lean-server.ts';
import { createAnswerMemory, type BatchAnswer, type KeptAnswer, type Result } from './answer-memory.ts';
import {
  createDataCheck,
  readHashes,
  readList,
  type DataCheck,
  type IncomingRecord,
  type RecordError,
} from './read-records.ts';

const MAX_BODY_BYTES = 16 * 1024 * 1024;
const RECORDS = /^\/entities\/([^/]+)\/records\/(batch-insert|batch-update|batch-delete|batch-get)$/;

interface Held {
  readonly entity: TargetEntity;
  readonly records: FlatRecords;
  readonly check: DataCheck;
  /** Null where the record's parents are all there. */
  readonly checkParents: (data: Readonly<Record<string, unknown>>) => RecordError | null;
}

export interface Receiver extends LeanServer {
  /** What is held of each entity. */
  contents(): Readonly<Record<string, Content>>;
  save(): Readonly<Record<string, Buffer>>;
  load(saved: Readonly<Record<string, Buffer>>): void;
}

export async function startReceiver(port = 0): Promise<Receiver> {
  const entities = new Map<string, Held>();
  for (const entity of BENCH_TARGETS) {
    entities.set(entity.name, {
      entity,
      records: createFlatRecords(),
      check: createDataCheck(entity),
      checkParents: createParentCheck(entity, entities),
    });
  }
  const find = (name: string | undefined): Held => {
    const held = entities.get(name ?? '');
    if (held === undefined) throw new HttpProblem(404, 'unknown_entity', `There is no entity ${JSON.stringify(name)}.`);
    return held;
  };
  const once = createAnswerMemory();
  const server = await startLeanServer({
    name: 'bench-schedulehub',
    port,
    maxBodyBytes: MAX_BODY_BYTES,
    answer: (request) => {
      const match = request.method === 'POST' ? RECORDS.exec(request.path) : null;
      if (match === null) return null;
      const held = find(match[1]);
      if (match[2] === 'batch-get') return lookUp(held, request.body);
      return once(request, (before) => writeBatch(held, match[2] ?? '', { body: request.body, before }));
    },
    routes: entityRoutes(entities, find),
  });
  return {
    ...server,
    contents: () => Object.fromEntries([...entities].map(([name, { records }]) => [name, records.content()])),
    save: () => Object.fromEntries([...entities].map(([name, { records }]) => [name, records.save()])),
    load: (saved) => {
      for (const [name, bytes] of Object.entries(saved)) find(name).records.load(bytes);
    },
  };
}

function entityRoutes(entities: ReadonlyMap<string, Held>, find: (name: string | undefined) => Held): Route[] {
  const describe = ({ entity, records }: Held): unknown => ({
    name: entity.name,
    fields: entity.fields,
    parents: entity.parents.map((parent) => ({ entity: parent.entity })),
    record_count: records.count(),
  });
  return [
    { method: 'GET', pattern: '/entities', handle: () => json({ items: [...entities.values()].map(describe) }) },
    { method: 'GET', pattern: '/entities/{entity}', handle: ({ params }) => json(describe(find(params['entity']))) },
  ];
}

/** Looks a parent up by the hash of its key, made from the child's fields. */
function createParentCheck(entity: TargetEntity, entities: ReadonlyMap<string, Held>): Held['checkParents'] {
  const words = new Uint32Array(RECORD_WORDS);
  return (data) => {
    for (const parent of entity.parents) {
      const held = entities.get(parent.entity);
      const fields = Object.values(parent.fields);
      readHex(bkHash(JSON.stringify(fields.map((field) => data[field]))), words, { at: 0, count: 4 });
      if (held === undefined || held.records.find(words) < 0) {
        const message = `The ${parent.entity} of this record is not there.`;
        return { code: 'parent_missing', message, field: fields[0] ?? null };
      }
    }
    return null;
  };
}

interface Batch {
  readonly body: Buffer;
  /** What the same request was answered before; null for a new one. */
  readonly before: KeptAnswer | null;
}

function writeBatch(held: Held, action: string, { body, before }: Batch): BatchAnswer {
  const words = new Uint32Array(RECORD_WORDS);
  const records = readList(body, 'records');
  const texts: string[] = [];
  const results: Result[] = [];
  for (const [at, one] of records.entries()) {
    const record = readHashes(one, words, action === 'batch-delete' ? 'key' : 'both');
    const result = before?.at(at) ?? writeRecord(held, action, { record, words });
    results.push(result);
    texts.push(resultText(record.bk_hash, result));
  }
  const failures = results.filter(({ status }) => status === 'failed' || status === 'not_found').length;
  return {
    results,
    body: Buffer.from(
      `{"success_count":${results.length - failures},"failure_count":${failures},"results":[${texts.join(',')}]}`,
    ),
  };
}

interface Incoming {
  readonly record: IncomingRecord;
  readonly words: Uint32Array;
}

function writeRecord(held: Held, action: string, { record, words }: Incoming): Result {
  const { records } = held;
  const isInsert = action === 'batch-insert';
  const number = isInsert ? records.find(words) : numberOf(record.uid);
  if (isInsert && number >= 0) return { status: 'exists', number, error: null };
  if (!isInsert && !records.has(number)) return { status: 'not_found', number: -1, error: null };
  if (action === 'batch-delete') {
    records.remove(number);
    return { status: 'deleted', number, error: null };
  }
  const error = held.check(record.data) ?? held.checkParents(record.data) ?? keyConflict(held, { number, words });
  if (error !== null) return { status: 'failed', number: -1, error };
  if (isInsert) return { status: 'created', number: records.add(words), error };
  records.replace(number, words);
  return { status: 'updated', number, error };
}

/** An update must name the record by the key it has. */
function keyConflict(held: Held, { number, words }: { number: number; words: Uint32Array }): RecordError | null {
  if (number < 0 || held.records.hasKey(number, words)) return null;
  return { code: 'conflict', message: 'The record has another bk_hash.', field: null };
}

function resultText(bkHash: string, { status, number, error }: Result): string {
  const uid = number < 0 || error !== null ? '' : `,"uid":"${uidOf(number)}"`;
  const reason = error === null ? '' : `,"error":${JSON.stringify(error)}`;
  return `{"bk_hash":"${bkHash}","status":"${status}"${uid}${reason}}`;
}

const UID_HEAD = '0b5e7c1e-0000-8000-8000-';

/** Records are found by number: their uid says which it is. */
function uidOf(number: number): string {
  return UID_HEAD + number.toString(16).padStart(12, '0');
}

function numberOf(uid: unknown): number {
  if (typeof uid !== 'string' || !isUuid(uid)) throw new HttpProblem(422, 'invalid_request', 'uid must be a UUID.');
  return uid.startsWith(UID_HEAD) ? Number.parseInt(uid.slice(UID_HEAD.length), 16) : -1;
}

/** Hashes only: a receiver that keeps no data cannot give any back. */
function lookUp({ records }: Held, body: Buffer): Buffer {
  const words = new Uint32Array(RECORD_WORDS);
  const found: string[] = [];
  for (const key of readList(body, 'bk_hashes')) {
    readHashes({ bk_hash: key }, words, 'key');
    const number = records.find(words);
    if (number < 0) continue;
    records.read(number, words);
    const dataHash = Array.from(words.subarray(4), (word) => word.toString(16).padStart(8, '0')).join('');
    found.push(`{"uid":"${uidOf(number)}","bk_hash":"${String(key)}","data_hash":"${dataHash}","data":{}}`);
  }
  return Buffer.from(`{"records":[${found.join(',')}]}`);
}
