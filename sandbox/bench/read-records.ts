// Reads the records of a batch as the receiver wants them: hashes into words, data checked against the entity.

import { HttpProblem } from '../http/http-problem.ts';
import type { TargetEntity } from '../schedulehub/entity-definition.ts';
import type { RecordError } from './batch-results.ts';
import { readHex } from './checksum.ts';
import { parseBody } from './parse-body.ts';

const MAX_RECORDS = 1000;

export interface IncomingRecord {
  readonly bk_hash: string;
  readonly data_hash: string;
  readonly uid: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The list under `name`; 400 where the body is no JSON, 413 where it is longer than a batch may be. */
export function readList(body: Buffer, name: 'records' | 'bk_hashes'): readonly unknown[] {
  let value: unknown;
  try {
    value = parseBody(body);
  } catch (error) {
    throw new HttpProblem(400, 'invalid_json', `The body is not JSON: ${String(error)}`);
  }
  // Whatever JSON it is: the member is looked at below.
  const list = (value as Readonly<Record<string, unknown>> | null)?.[name];
  if (!Array.isArray(list)) throw new HttpProblem(422, 'invalid_request', `${name} must be an array.`);
  if (list.length > MAX_RECORDS) {
    throw new HttpProblem(413, 'batch_too_large', `At most ${MAX_RECORDS} at once, not ${list.length}.`);
  }
  return list;
}

/** The hashes into 12 words from `at` on, or only the key into 4 of them. */
export function readHashes(
  record: unknown,
  words: Uint32Array,
  { at, needs }: { readonly at: number; readonly needs: 'key' | 'both' },
): IncomingRecord {
  // Each member is checked below before it is used.
  const { bk_hash: key, data_hash: data } = (record ?? {}) as IncomingRecord;
  if (typeof key !== 'string' || !readHex(key, words, { at, count: 4 })) {
    throw new HttpProblem(422, 'invalid_request', 'bk_hash must be 32 lower-case hex digits.');
  }
  if (needs === 'both' && (typeof data !== 'string' || !readHex(data, words, { at: at + 4, count: 8 }))) {
    throw new HttpProblem(422, 'invalid_request', 'data_hash must be 64 lower-case hex digits.');
  }
  // Hashes were read above; the uid and the data are checked where they are used.
  return record as IncomingRecord;
}

/** The type that JSON gives a value of a field: decimals and integers may come as exact text. */
const JSON_TYPES: Readonly<Record<TargetEntity['fields'][number]['type'], readonly string[]>> = {
  string: ['string'],
  integer: ['number', 'string'],
  decimal: ['number', 'string'],
  boolean: ['boolean'],
  date: ['string'],
  datetime: ['string'],
};

export type DataCheck = (data: unknown) => RecordError | null;

interface CheckedField {
  readonly name: string;
  readonly types: readonly string[];
  readonly required: boolean;
}

/** Every required field is there, and every field has a type of its own. */
export function createDataCheck(entity: TargetEntity): DataCheck {
  const fields = entity.fields.map(({ name, type, required }) => ({ name, types: JSON_TYPES[type], required }));
  const byName = fields.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  return (data) => {
    if (typeof data !== 'object' || data === null) {
      throw new HttpProblem(422, 'invalid_request', 'data must be an object.');
    }
    // An object: its members are looked at one by one.
    const members = data as Readonly<Record<string, unknown>>;
    return isWhole(members, byName) ? null : findError(members, fields);
  };
}

/** Whether just these fields are there, in this order: walking through members costs half of looking each one up. */
function isWhole(members: Readonly<Record<string, unknown>>, fields: readonly CheckedField[]): boolean {
  let at = 0;
  for (const name in members) {
    const field = fields[at];
    if (field?.name !== name || !field.types.includes(typeof members[name])) return false;
    at += 1;
  }
  return at === fields.length;
}

function findError(members: Readonly<Record<string, unknown>>, fields: readonly CheckedField[]): RecordError | null {
  for (const { name, types, required } of fields) {
    const value = members[name];
    if (value === undefined || value === null) {
      if (required) return { code: 'required', message: `${name} is required.`, field: name };
    } else if (!types.includes(typeof value)) {
      return { code: 'type', message: `${name} must be of type ${types.join(' or ')}.`, field: name };
    }
  }
  return null;
}
