// Inserts, updates and deletes of one entity, one record at a time; callers put a request into one transaction.

import type { StatsCounter } from '../http/stats.ts';
import { createRecordCheck, toKeyPart, type RecordError } from './check-record.ts';
import type { TargetEntity, TargetField } from './entity-definition.ts';
import type { DeleteInput, RecordInput, UpdateInput } from './record-input.ts';
import type { NewRecord, RecordStore } from './record-store.ts';

export interface RecordResult {
  readonly bk_hash: string;
  readonly uid: string | null;
  readonly status: 'created' | 'updated' | 'deleted' | 'exists' | 'not_found' | 'failed';
  readonly error: RecordError | null;
}

export interface RecordService {
  readonly entity: TargetEntity;
  insert(input: RecordInput): RecordResult;
  update(input: UpdateInput): RecordResult;
  remove(input: DeleteInput): RecordResult;
}

interface KeyPath {
  readonly entity: string;
  /** Child field that is told when the parent is missing. */
  readonly firstField: string;
  readonly fields: readonly TargetField[];
}

export interface RecordServiceOptions {
  readonly entity: TargetEntity;
  readonly entities: readonly TargetEntity[];
  readonly store: RecordStore;
  readonly stats: StatsCounter;
  readonly now: () => number;
}

function fieldOf(entity: TargetEntity, name: string): TargetField {
  const field = entity.fields.find((one) => one.name === name);
  if (field === undefined) throw new TypeError(`${entity.name} has no field ${name}`);
  return field;
}

/** A record that is neither there nor can be added: the database broke its promise. */
const LOST: RecordError = { code: 'conflict', message: 'The record could not be stored.', field: null };

/** Key text of a record, or null when every part is empty: then there is no parent. */
function toKeyText(fields: readonly TargetField[], data: RecordInput['data']): string | null {
  const parts = fields.map((field) => toKeyPart(field, data.get(field.name)));
  return parts.every((part) => part === null) ? null : JSON.stringify(parts);
}

export function createRecordService(options: RecordServiceOptions): RecordService {
  const { entity, store, stats } = options;
  const check = createRecordCheck(entity);
  const isParent = options.entities.some((other) => other.parents.some((parent) => parent.entity === entity.name));
  const keyFields = isParent ? entity.key.map((name) => fieldOf(entity, name)) : [];
  const parents = entity.parents.map((parent): KeyPath => {
    const names = Object.values(parent.fields);
    return { entity: parent.entity, firstField: names[0] ?? '', fields: names.map((name) => fieldOf(entity, name)) };
  });

  const findError = (input: RecordInput): RecordError | null => {
    const error = check(input.data);
    if (error !== null) return error;
    for (const parent of parents) {
      const keyText = toKeyText(parent.fields, input.data);
      if (keyText !== null && !store.hasKey(parent.entity, keyText)) {
        return {
          code: 'parent_missing',
          message: `There is no ${parent.entity} with the key ${keyText}.`,
          field: parent.firstField,
        };
      }
    }
    return null;
  };
  const toNewRecord = (input: RecordInput): NewRecord => ({
    bkHash: input.bkHash,
    dataHash: input.dataHash,
    rowversion: input.rowversion,
    reference: input.reference,
    keyText: isParent ? toKeyText(keyFields, input.data) : null,
    data: input.data.text,
    updatedAt: options.now(),
  });
  const result = (bkHash: string, uid: string | null, status: RecordResult['status']): RecordResult => ({
    bk_hash: bkHash,
    uid,
    status,
    error: null,
  });
  const failed = (bkHash: string, uid: string | null, error: RecordError): RecordResult => ({
    bk_hash: bkHash,
    uid,
    status: 'failed',
    error,
  });
  const conflict = (input: DeleteInput, held: string): RecordResult =>
    failed(input.bkHash, input.uid, {
      code: 'conflict',
      message: `The record ${input.uid} has the bk_hash ${held}.`,
      field: null,
    });

  return {
    entity,
    insert: (input) => {
      const error = findError(input);
      const created = error === null ? store.insert(entity.name, toNewRecord(input)) : null;
      if (created !== null) {
        stats.add({ inserted: 1 });
        return result(input.bkHash, created, 'created');
      }
      const known = store.findUid(entity.name, input.bkHash);
      if (known !== null) return result(input.bkHash, known, 'exists');
      return failed(input.bkHash, null, error ?? LOST);
    },
    update: (input) => {
      const held = store.findByUid(entity.name, input.uid);
      if (held === null) return result(input.bkHash, null, 'not_found');
      if (held.bkHash !== input.bkHash) return conflict(input, held.bkHash);
      const error = findError(input);
      if (error !== null) return failed(input.bkHash, input.uid, error);
      store.replace(input.uid, toNewRecord(input));
      stats.add({ updated: 1 });
      return result(input.bkHash, input.uid, 'updated');
    },
    remove: (input) => {
      const held = store.findByUid(entity.name, input.uid);
      if (held === null) return result(input.bkHash, null, 'not_found');
      if (held.bkHash !== input.bkHash) return conflict(input, held.bkHash);
      store.remove(input.uid);
      stats.add({ deleted: 1 });
      return result(input.bkHash, input.uid, 'deleted');
    },
  };
}
