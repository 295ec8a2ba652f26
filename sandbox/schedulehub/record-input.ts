// Reads the records of a request, each with its data as the text that came.

import { JsonObject, parseExactJson, type JsonValue } from '../exact/exact-json.ts';
import { HttpProblem } from '../http/http-problem.ts';

const MAX_RECORDS = 1000;
const BK_HASH = /^[0-9a-f]{32}$/;
const DATA_HASH = /^[0-9a-f]{64}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export interface RecordInput {
  readonly bkHash: string;
  readonly dataHash: string;
  readonly rowversion: string | null;
  readonly reference: string | null;
  readonly data: JsonObject;
}

export interface UpdateInput extends RecordInput {
  readonly uid: string;
}

export interface DeleteInput {
  readonly uid: string;
  readonly bkHash: string;
}

function invalid(detail: string): HttpProblem {
  return new HttpProblem(422, 'invalid_request', detail);
}

/** The body as an object; 400 when it is no JSON. */
export function readObject(body: string): JsonObject {
  let value: JsonValue;
  try {
    value = parseExactJson(body);
  } catch (error) {
    throw new HttpProblem(400, 'invalid_json', `The body is not JSON: ${String(error)}`);
  }
  if (!(value instanceof JsonObject)) throw invalid('The body must be a JSON object.');
  return value;
}

function readBkHash(object: JsonObject, where: string): string {
  const value = object.get('bk_hash');
  if (typeof value === 'string' && BK_HASH.test(value)) return value;
  throw invalid(`${where}bk_hash must be 32 lower-case hex digits.`);
}

function readDataHash(object: JsonObject, where: string): string {
  const value = object.get('data_hash');
  if (typeof value === 'string' && DATA_HASH.test(value)) return value;
  throw invalid(`${where}data_hash must be 64 lower-case hex digits.`);
}

function readUid(object: JsonObject, where: string): string {
  const value = object.get('uid');
  if (typeof value === 'string' && UUID.test(value)) return value;
  throw invalid(`${where}uid must be a UUID.`);
}

function readOptionalText(object: JsonObject, name: string, where: string): string | null {
  const value = object.get(name) ?? null;
  if (value !== null && typeof value !== 'string') throw invalid(`${where}${name} must be a string or null.`);
  return value;
}

export function readRecord(object: JsonObject, where = ''): RecordInput {
  const data = object.get('data');
  if (!(data instanceof JsonObject)) throw invalid(`${where}data must be an object.`);
  return {
    bkHash: readBkHash(object, where),
    dataHash: readDataHash(object, where),
    rowversion: readOptionalText(object, 'rowversion', where),
    reference: readOptionalText(object, 'reference', where),
    data,
  };
}

export function readUpdate(object: JsonObject, where: string): UpdateInput {
  return { ...readRecord(object, where), uid: readUid(object, where) };
}

export function readDelete(object: JsonObject, where: string): DeleteInput {
  return { uid: readUid(object, where), bkHash: readBkHash(object, where) };
}

/** The `records` of a batch; 413 when there are more than 1000. */
export function readBatch<T>(body: string, read: (object: JsonObject, where: string) => T): T[] {
  const records = readObject(body).get('records');
  if (!Array.isArray(records)) throw invalid('records must be an array.');
  if (records.length > MAX_RECORDS) {
    throw new HttpProblem(
      413,
      'batch_too_large',
      `A batch holds at most ${MAX_RECORDS} records, not ${records.length}.`,
    );
  }
  return records.map((record, at) => {
    const where = `records[${at}].`;
    if (!(record instanceof JsonObject)) throw invalid(`${where.slice(0, -1)} must be an object.`);
    return read(record, where);
  });
}

export function readBkHashes(body: string): { readonly bkHashes: readonly string[]; readonly withData: boolean } {
  const object = readObject(body);
  const hashes = object.get('bk_hashes');
  if (!Array.isArray(hashes)) throw invalid('bk_hashes must be an array.');
  if (hashes.length > MAX_RECORDS) {
    throw new HttpProblem(413, 'batch_too_large', `At most ${MAX_RECORDS} hashes, not ${hashes.length}.`);
  }
  const bkHashes = hashes.map((hash, at) => {
    if (typeof hash !== 'string' || !BK_HASH.test(hash)) throw invalid(`bk_hashes[${at}] is malformed.`);
    return hash;
  });
  return { bkHashes, withData: object.get('with_data') === true };
}

export function isBkHash(text: string): boolean {
  return BK_HASH.test(text);
}

export function isUuid(text: string): boolean {
  return UUID.test(text);
}
