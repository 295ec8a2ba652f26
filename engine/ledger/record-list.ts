// Lists of ledger records: where each of them lies, so that sorting and merging move numbers and bytes are copied once.
// A body is such a list as the state keeps it:
//
//   version 1 | count 4 | end of each record 4 | records

import assert from 'node:assert/strict';
import { EngineError } from '../failures/engine-error.ts';
import { KEY_BYTES } from '../record/key-set.ts';

export interface RecordList {
  readonly sources: readonly Buffer[];
  /** For each record: which source it lies in, and from where to where. */
  readonly source: Uint32Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** Goes up with every change of what a body or a record looks like. */
const BODY_VERSION = 3;
const HEAD_BYTES = 5;
const END_BYTES = 4;

/** What a record of so many bytes takes in a body. */
export function bytesInBody(recordBytes: number): number {
  return recordBytes + END_BYTES;
}

export function recordCount(body: Buffer): number {
  if (body[0] !== BODY_VERSION) throw otherVersion(body[0] ?? 0);
  return body.readUInt32LE(1);
}

function otherVersion(version: number): EngineError {
  const sentence = `The ledger in the state database was written by another version of SyncFlow (form ${version} of its records; this one reads form ${BODY_VERSION}). It was left as it is. Install the version that wrote it, or move the state database away and start anew: what ScheduleHub already holds is then adopted, not sent again.`;
  return new EngineError('state', sentence, { details: { code: 'other_ledger_version', version } });
}

/** Where the record at `index` of a body begins. */
export function recordStart(body: Buffer, index: number, count: number): number {
  const base = HEAD_BYTES + count * END_BYTES;
  return index === 0 ? base : base + body.readUInt32LE(HEAD_BYTES + (index - 1) * END_BYTES);
}

/** All records of bodies, one body after the other. */
export function listRecords(bodies: readonly Buffer[]): RecordList {
  let count = 0;
  for (const body of bodies) count += recordCount(body);
  const [source, starts, ends] = [new Uint32Array(count), new Uint32Array(count), new Uint32Array(count)];
  let at = 0;
  for (const [index, body] of bodies.entries()) {
    const records = recordCount(body);
    const base = HEAD_BYTES + records * END_BYTES;
    let start = base;
    for (let record = 0; record < records; record += 1) {
      const end = base + body.readUInt32LE(HEAD_BYTES + record * END_BYTES);
      source[at] = index;
      starts[at] = start;
      ends[at] = end;
      start = end;
      at += 1;
    }
  }
  return { sources: bodies, source, starts, ends };
}

export function sourceOf(list: RecordList, index: number): Buffer {
  const source = list.sources[list.source[index] ?? 0];
  assert(source !== undefined, 'Every record of a list lies in one of its sources.');
  return source;
}

export function startOf(list: RecordList, index: number): number {
  return list.starts[index] ?? 0;
}

export function recordBytes(list: RecordList, index: number): number {
  return (list.ends[index] ?? 0) - (list.starts[index] ?? 0);
}

/** The 16 bytes of the key: a view, not a copy. */
export function keyBytes(list: RecordList, index: number): Buffer {
  const start = startOf(list, index);
  return sourceOf(list, index).subarray(start, start + KEY_BYTES);
}

export function sliceList(list: RecordList, from: number, to: number): RecordList {
  return {
    sources: list.sources,
    source: list.source.subarray(from, to),
    starts: list.starts.subarray(from, to),
    ends: list.ends.subarray(from, to),
  };
}

/** The records at these places of the list, in this order. */
export function pickRecords(list: RecordList, places: Uint32Array): RecordList {
  const pick = (numbers: Uint32Array): Uint32Array => places.map((place) => numbers[place] ?? 0);
  return { sources: list.sources, source: pick(list.source), starts: pick(list.starts), ends: pick(list.ends) };
}

/** A body of a known number of records while they are written one after the other. */
export interface BodyWriter {
  readonly body: Buffer;
  readonly base: number;
  count: number;
  /** Where the next record begins. */
  end: number;
}

/** `bytes`: those of all records. */
export function beginBody(count: number, bytes: number): BodyWriter {
  return beginBodyIn(Buffer.allocUnsafe(HEAD_BYTES + count * END_BYTES + bytes), count);
}

function beginBodyIn(body: Buffer, count: number): BodyWriter {
  const base = HEAD_BYTES + count * END_BYTES;
  body[0] = BODY_VERSION;
  body.writeUInt32LE(count, 1);
  return { body, base, count: 0, end: base };
}

/** Says that another record has been written, up to `end`. */
export function addToBody(writer: BodyWriter, end: number): void {
  writer.body.writeUInt32LE(end - writer.base, HEAD_BYTES + writer.count * END_BYTES);
  writer.count += 1;
  writer.end = end;
}

export function bodyOf({ body, end }: BodyWriter): Buffer {
  return body.subarray(0, end);
}

/** Bytes that the records of a list take as a body. */
export function bodyBytes(list: RecordList): number {
  let size = HEAD_BYTES;
  for (let index = 0; index < list.starts.length; index += 1) size += bytesInBody(recordBytes(list, index));
  return size;
}

/** The records of a list as a body of its own. */
export function toBody(list: RecordList): Buffer {
  const body = Buffer.allocUnsafe(bodyBytes(list));
  writeBody(list, body);
  return body;
}

/** The same at the beginning of some memory; returns its bytes. Records that lie side by side are copied together. */
export function writeBody(list: RecordList, into: Buffer): number {
  const count = list.starts.length;
  const writer = beginBodyIn(into, count);
  for (let index = 0; index < count;) {
    const from = index;
    const start = startOf(list, from);
    const at = writer.end;
    let end = start;
    do {
      end = list.ends[index] ?? 0;
      addToBody(writer, at + end - start);
      index += 1;
    } while (index < count && list.starts[index] === end && list.source[index] === list.source[from]);
    sourceOf(list, from).copy(writer.body, at, start, end);
  }
  return writer.end;
}

/** Where a key begins. */
export interface KeyPlace {
  readonly bytes: Buffer;
  readonly at: number;
}

export function keyPlace(list: RecordList, index: number): KeyPlace {
  return { bytes: sourceOf(list, index), at: startOf(list, index) };
}

/** Of the record at `index` of a body. */
export function keyPlaceIn(body: Buffer, index: number): KeyPlace {
  return { bytes: body, at: recordStart(body, index, recordCount(body)) };
}

export function compareKeys(a: KeyPlace, b: KeyPlace): number {
  for (let byte = 0; byte < KEY_BYTES; byte += 1) {
    const difference = (a.bytes[a.at + byte] ?? 0) - (b.bytes[b.at + byte] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
