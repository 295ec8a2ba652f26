// ScheduleHub for benchmarks: parses every record, checks its key, its hashes and its fields, remembers key and data
// hash in flat memory, answers record by record, and honours Idempotency-Key. It does not keep the data itself.

import { bkHash } from '../../engine/record/bk-hash.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { json, type Route } from '../http/router.ts';
import type { TargetEntity } from '../schedulehub/entity-definition.ts';
import { createAnswerMemory } from './answer-memory.ts';
import { BENCH_TARGETS } from './bench-targets.ts';
import { readHex, type Content } from './checksum.ts';
import { createFlatRecords, RECORD_WORDS } from './flat-records.ts';
import { startLeanServer, type LeanServer } from './lean-server.ts';
import { createDataCheck, readHashes, readList } from './read-records.ts';
import { uidOf, writeBatch, type Held } from './write-batch.ts';

const MAX_BODY_BYTES = 16 * 1024 * 1024;
const RECORDS = /^\/entities\/([^/]+)\/records\/(batch-insert|batch-update|batch-delete|batch-get)$/;

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
      return once(request, (before) => writeBatch(held, { action: match[2] ?? '', body: request.body, before }));
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
      if (held === undefined || held.records.find(words, 0) < 0) {
        const message = `The ${parent.entity} of this record is not there.`;
        return { code: 'parent_missing', message, field: fields[0] ?? null };
      }
    }
    return null;
  };
}

/** Hashes only: a receiver that keeps no data cannot give any back. */
function lookUp({ records }: Held, body: Buffer): Buffer {
  const words = new Uint32Array(RECORD_WORDS);
  const found: string[] = [];
  for (const key of readList(body, 'bk_hashes')) {
    readHashes({ bk_hash: key }, words, { at: 0, needs: 'key' });
    const number = records.find(words, 0);
    if (number < 0) continue;
    records.read(number, words);
    const dataHash = Array.from(words.subarray(4), (word) => word.toString(16).padStart(8, '0')).join('');
    found.push(`{"uid":"${uidOf(number)}","bk_hash":"${String(key)}","data_hash":"${dataHash}","data":{}}`);
  }
  return Buffer.from(`{"records":[${found.join(',')}]}`);
}
