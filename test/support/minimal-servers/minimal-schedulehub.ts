// A second ScheduleHub, written from its OpenAPI document alone: records in memory, answers in many manners.

import { isNumberToken, numberOf, textOf, type Cell } from './exact-numbers.ts';
import {
  extras,
  newUid,
  ok,
  optional,
  Problem,
  startHttpService,
  type Call,
  type HttpService,
  type Manners,
  type Reply,
} from './http-service.ts';

export interface HeldRecord {
  uid: string;
  bk_hash: string;
  data_hash: string;
  rowversion: string | null;
  reference: string | null;
  /** Numbers as number tokens, with the digits they came with. */
  data: Record<string, Cell>;
}

export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly field?: string;
}

export interface TargetEntity {
  readonly name: string;
  readonly records: Map<string, HeldRecord>;
  /** What record_count says; `true` for the truth. */
  recordCount: number | true;
  /** Refuses single records. */
  refuse: ((data: Readonly<Record<string, Cell>>) => Refusal | null) | null;
  /** Refuses every delete. */
  refuseDelete: Refusal | null;
  /** Refuses whole chunks with this status. */
  refuseChunk: ((records: readonly Readonly<Record<string, Cell>>[]) => 400 | 413 | 422 | null) | null;
}

export interface HubCall {
  readonly entity: string;
  readonly action: string;
  readonly records: number;
}

export interface MinimalScheduleHub extends HttpService {
  entity(name: string): TargetEntity;
  /** Every batch call that wrote or looked up, in order. */
  readonly calls: HubCall[];
  fail: Problem | null;
  /** Numbers of batch-get come in another notation of the same value: 5 as 5.0, 1500 as 15e2. */
  otherNotation: boolean;
}

interface RecordIn {
  readonly uid?: string;
  readonly bk_hash: string;
  readonly data_hash: string;
  readonly rowversion?: string | null;
  readonly reference?: string | null;
  readonly data: Record<string, Cell>;
}

type Result = Record<string, unknown> & { readonly status: string };

export async function startMinimalScheduleHub(manners: () => Manners): Promise<MinimalScheduleHub> {
  const entities = new Map<string, TargetEntity>();
  const answered = new Map<string, { readonly text: string; readonly reply: Reply }>();
  const entity = (name: string): TargetEntity => {
    const known = entities.get(name);
    if (known !== undefined) return known;
    const fresh: TargetEntity = {
      name,
      records: new Map(),
      recordCount: true,
      refuse: null,
      refuseDelete: null,
      refuseChunk: null,
    };
    entities.set(name, fresh);
    return fresh;
  };
  const self: Omit<MinimalScheduleHub, keyof HttpService> = { entity, calls: [], fail: null, otherNotation: false };
  const service = await startHttpService(manners, (call) => {
    if (self.fail !== null) throw self.fail;
    const [head, name, records, action] = call.path;
    if (head !== 'entities') throw new Problem(404, 'unknown_path', 'No such path.');
    if (name === undefined) return ok({ items: [...entities.values()].map((one) => describe(one, manners())) });
    const held = entities.get(name);
    if (held === undefined) throw new Problem(404, 'unknown_entity', `There is no entity ${name}.`);
    if (records === undefined) return ok(describe(held, manners()));
    if (action === 'batch-get') return batchGet(call, held);
    return once(call, () => writeBatch(call, held, action ?? ''));
  });

  /** The same key with the same body answers what it answered the first time. */
  function once(call: Call, work: () => Reply): Reply {
    const key = call.headers['idempotency-key'];
    const before = typeof key === 'string' ? answered.get(key) : undefined;
    if (before !== undefined && before.text !== call.text) {
      throw new Problem(422, 'idempotency_mismatch', 'This key came with another body before.');
    }
    const reply = before?.reply ?? work();
    if (typeof key === 'string') answered.set(key, { text: call.text, reply });
    return reply;
  }

  function batchGet(call: Call, held: TargetEntity): Reply {
    const { bk_hashes: hashes, with_data: withData } = call.json() as { bk_hashes: string[]; with_data?: boolean };
    self.calls.push({ entity: held.name, action: 'batch-get', records: hashes.length });
    const found = hashes.flatMap((hash) => held.records.get(hash) ?? []);
    const records = found.map(({ data, ...record }) => ({
      ...record,
      ...(record.rowversion === null && manners().optional === 'left_out' ? { rowversion: undefined } : {}),
      data: withData === true ? (self.otherNotation ? renotate(data) : data) : {},
      ...extras(manners()),
    }));
    // The answer has no order.
    return ok({ records: records.reverse(), ...extras(manners()) });
  }

  function writeBatch(call: Call, held: TargetEntity, action: string): Reply {
    const { records } = call.json() as { records: readonly RecordIn[] };
    self.calls.push({ entity: held.name, action, records: records.length });
    const whole = action === 'batch-delete' ? null : held.refuseChunk?.(records.map((record) => record.data));
    if (whole) throw new Problem(whole, 'refused', 'The request is refused as a whole.');
    const results = records.map((record) => {
      switch (action) {
        case 'batch-insert':
          return insert(held, record);
        case 'batch-update':
          return update(held, record);
        case 'batch-delete':
          return remove(held, record);
        default:
          throw new Problem(404, 'unknown_path', 'No such path.');
      }
    });
    const failures = results.filter(({ status }) => status === 'failed').length;
    return ok({ success_count: results.length - failures, failure_count: failures, results, ...extras(manners()) });
  }

  function insert(held: TargetEntity, record: RecordIn): Result {
    const there = held.records.get(record.bk_hash);
    if (there !== undefined) return done(record.bk_hash, 'exists', there.uid);
    const refusal = held.refuse?.(record.data) ?? null;
    if (refusal !== null) return refused(record.bk_hash, refusal);
    const fresh = toHeld(record, newUid(manners()));
    held.records.set(record.bk_hash, fresh);
    return done(record.bk_hash, 'created', fresh.uid);
  }

  function update(held: TargetEntity, record: RecordIn): Result {
    const there = [...held.records.values()].find(({ uid }) => uid === record.uid);
    if (there === undefined) return { ...done(record.bk_hash, 'not_found', ''), uid: undefined };
    const refusal = held.refuse?.(record.data) ?? null;
    if (refusal !== null) return refused(record.bk_hash, refusal);
    held.records.delete(there.bk_hash);
    held.records.set(record.bk_hash, toHeld(record, there.uid));
    return done(record.bk_hash, 'updated', there.uid);
  }

  function remove(held: TargetEntity, record: RecordIn): Result {
    const there = held.records.get(record.bk_hash);
    if (there?.uid !== record.uid) return { ...done(record.bk_hash, 'not_found', ''), uid: undefined };
    if (held.refuseDelete !== null) return refused(record.bk_hash, held.refuseDelete);
    held.records.delete(record.bk_hash);
    return done(record.bk_hash, 'deleted', there?.uid ?? '');
  }

  function done(bkHash: string, status: string, uid: string): Result {
    const spoken = manners().optional === 'sent' || manners().optional === 'null' ? { error: null } : {};
    return { bk_hash: bkHash, uid, status, ...spoken, ...extras(manners()) };
  }

  function refused(bkHash: string, { code, message, field }: Refusal): Result {
    const error = { code, message, ...optional(manners(), { field: field ?? null }), ...extras(manners()) };
    const uid = manners().optional === 'left_out' ? {} : { uid: null };
    return { bk_hash: bkHash, ...uid, status: 'failed', ...(code === '' ? {} : { error }), ...extras(manners()) };
  }

  return Object.assign(self, service);
}

function toHeld(record: RecordIn, uid: string): HeldRecord {
  const { bk_hash, data_hash, rowversion = null, reference = null, data } = record;
  return { uid, bk_hash, data_hash, rowversion, reference, data };
}

function describe(held: TargetEntity, manners: Manners): unknown {
  return {
    name: held.name,
    fields: [
      { name: 'id', type: 'string', required: true, ...optional(manners, { max_length: 40 }), ...extras(manners) },
    ],
    parents: [],
    record_count: held.recordCount === true ? held.records.size : held.recordCount,
    ...extras(manners),
  };
}

/** 5 is 5.0, 1500 is 15e2, and digits that were sent as text come back as a number. */
function renotate(data: Readonly<Record<string, Cell>>): Record<string, Cell> {
  const other: Record<string, Cell> = {};
  for (const [field, cell] of Object.entries(data)) other[field] = renotateCell(cell);
  return other;
}

function renotateCell(cell: Cell): Cell {
  const isLongNumber = typeof cell === 'string' && /^-?\d+(\.\d+)?$/.test(cell) && cell.length > 15;
  if (!isNumberToken(cell) && !isLongNumber) return cell;
  const text = textOf(cell);
  if (text.includes('e')) return numberOf(text);
  if (text.includes('.')) return numberOf(`${text}0`);
  return numberOf(/^-?[1-9]\d*00$/.test(text) ? `${text.slice(0, -2)}e2` : `${text}.0`);
}
