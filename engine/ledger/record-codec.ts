// A ledger row as bytes, one record after the other, so that records move between log and blocks as they are.
//
//   key 16 | fingerprint 16 | data hash 32 | flags 1 | mapping version 4 | 4 lengths | 4 texts │ length | target uid
//   └────────────────── what is known before the record is sent: the draft ───────────────────┘
//
// The texts are hash spec, row version, business key and source key, in UTF-8. Lengths are LEB128, nearly always one byte.

import assert from 'node:assert/strict';
import type { ByteText } from '../record/byte-text.ts';
import type { RowSpan } from '../record/row-span.ts';
import type { BkHash, DataHash, Fingerprint } from '../record/shapes.ts';
import type { LedgerRow } from './ledger-row.ts';
import { KEY_BYTES, type RecordList } from './record-list.ts';

const PRINT_BYTES = 16;
const PRINT_AT = KEY_BYTES;
const DATA_HASH_AT = PRINT_AT + PRINT_BYTES;
const DATA_HASH_BYTES = 32;
const FLAGS_AT = DATA_HASH_AT + DATA_HASH_BYTES;
const VERSION_AT = FLAGS_AT + 1;
const LENGTHS_AT = VERSION_AT + 4;
/** Key and fingerprint, with which a record begins. */
export const KEY_AND_PRINT_BYTES = DATA_HASH_AT;
const TEXTS = 4;
const MAX_LENGTH_BYTES = 5;
/** With lengths of up to 2^35, which no text has. */
const MAX_FIXED_BYTES = LENGTHS_AT + (TEXTS + 1) * MAX_LENGTH_BYTES;
const MAX_BYTES_PER_UNIT = 3;

const HAS_DUPLICATE = 1;
const NO_ROWVERSION = 2;
const NO_SOURCE_KEY = 4;

/** The records of rows, in their order. */
export function encodeRows(rows: readonly LedgerRow[]): RecordList {
  const bytes = Buffer.allocUnsafe(rows.length * MAX_FIXED_BYTES + MAX_BYTES_PER_UNIT * countUnits(rows));
  const starts = new Uint32Array(rows.length);
  const ends = new Uint32Array(rows.length);
  let at = 0;
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index];
    if (row === undefined) continue;
    starts[index] = at;
    if (row.draft === undefined || row.hasDuplicate) at = writeTexts(bytes, writeFixed(bytes, at, row), row);
    else {
      bytes.set(row.draft, at);
      at += row.draft.length;
    }
    at = writeText(bytes, at, row.targetUid);
    ends[index] = at;
  }
  return { sources: [bytes], source: new Uint32Array(rows.length), starts, ends };
}

/** What a record is made of before it is sent: hashes of 16, 16 and 32 bytes, and a row as a page worker has written it. */
export interface DraftParts {
  readonly key: Uint8Array;
  readonly print: Uint8Array;
  readonly dataHash: Uint8Array;
  readonly mappingVersion: number;
  /** ASCII. */
  readonly hashSpec: Uint8Array;
  readonly text: Buffer;
  readonly span: Readonly<RowSpan>;
}

/** Adds the draft of a record: all of it but for the target uid. */
export function addDraft(to: ByteText, parts: DraftParts): void {
  const { text, span, hashSpec } = parts;
  const rowversion = span.sourceKey - 1 - span.rowversion;
  const sourceKey = span.businessKey - 1 - span.sourceKey;
  const businessKey = span.businessKeyEnd - span.businessKey;
  const texts = hashSpec.length + rowversion + sourceKey + businessKey;
  const { bytes, length: at } = to.makeRoom(MAX_FIXED_BYTES + texts);
  bytes.set(parts.key, at);
  bytes.set(parts.print, at + PRINT_AT);
  bytes.set(parts.dataHash, at + DATA_HASH_AT);
  bytes[at + FLAGS_AT] = rowversion > 0 ? 0 : NO_ROWVERSION;
  let next = bytes.writeUInt32LE(parts.mappingVersion, at + VERSION_AT);
  next = writeLength(bytes, next, hashSpec.length);
  next = writeLength(bytes, next, rowversion);
  next = writeLength(bytes, next, businessKey);
  to.length = writeLength(bytes, next, sourceKey);
  to.addBytes(hashSpec, 0, hashSpec.length);
  to.addBytes(text, span.rowversion, span.sourceKey - 1);
  to.addBytes(text, span.businessKey, span.businessKeyEnd);
  to.addBytes(text, span.sourceKey, span.businessKey - 1);
}

/** The row of a record; without its fingerprint. */
export function decodeRow(source: Buffer, start: number): LedgerRow {
  const flags = source[start + FLAGS_AT] ?? 0;
  const { hashSpec, rowversion, businessKey, sourceKey, end } = decodeTexts(source, start);
  const uid = readLength(source, end);
  return {
    bkHash: keyOf(source, start),
    dataHash: dataHashOf(source, start),
    hashSpec,
    rowversion: (flags & NO_ROWVERSION) === 0 ? rowversion : null,
    targetUid: source.toString('utf8', uid.end, uid.end + uid.length),
    businessKey,
    sourceKey: (flags & NO_SOURCE_KEY) === 0 ? sourceKey : null,
    mappingVersion: mappingVersionOf(source, start),
    hasDuplicate: (flags & HAS_DUPLICATE) !== 0,
  };
}

/** The texts of a record or of a draft, and where they end. */
export function decodeTexts(
  source: Buffer,
  start: number,
): Pick<LedgerRow, 'hashSpec' | 'businessKey'> & {
  readonly rowversion: string;
  readonly sourceKey: string;
  readonly end: number;
} {
  const lengths = [0, 0, 0, 0];
  let at = start + LENGTHS_AT;
  for (let which = 0; which < TEXTS; which += 1) {
    const { length, end } = readLength(source, at);
    lengths[which] = length;
    at = end;
  }
  const text = (which: number): string => {
    const from = at;
    at += lengths[which] ?? 0;
    return source.toString('utf8', from, at);
  };
  const [hashSpec, rowversion, businessKey, sourceKey] = [text(0), text(1), text(2), text(3)];
  return { hashSpec, rowversion, businessKey, sourceKey, end: at };
}

export function keyOf(source: Buffer, start: number): BkHash {
  // Safe: encodeRows wrote it from a BkHash.
  return source.toString('hex', start, start + KEY_BYTES) as BkHash;
}

export function dataHashOf(source: Buffer, start: number): DataHash {
  // Safe: it was written from a DataHash.
  return source.toString('hex', start + DATA_HASH_AT, start + FLAGS_AT) as DataHash;
}

export function printOf(source: Buffer, start: number): Fingerprint {
  // Safe: it was written from a Fingerprint.
  return source.toString('hex', start + PRINT_AT, start + DATA_HASH_AT) as Fingerprint;
}

export function mappingVersionOf(source: Buffer, start: number): number {
  return source.readUInt32LE(start + VERSION_AT);
}

/** In place: another row has the same key, and no fingerprint says any more that the row is unchanged. */
export function markDuplicate(source: Buffer, start: number): void {
  source[start + FLAGS_AT] = (source[start + FLAGS_AT] ?? 0) | HAS_DUPLICATE;
  source.fill(0, start + PRINT_AT, start + DATA_HASH_AT);
}

/** UTF-16 units of all texts: none of them takes more than three bytes in UTF-8. */
function countUnits(rows: readonly LedgerRow[]): number {
  let units = 0;
  for (const row of rows) {
    units += row.targetUid.length;
    // Bytes are at least as many as units.
    if (row.draft !== undefined && !row.hasDuplicate) units += row.draft.length;
    else {
      const { hashSpec, rowversion, businessKey, sourceKey } = row;
      units += hashSpec.length + (rowversion?.length ?? 0) + businessKey.length + (sourceKey?.length ?? 0);
    }
  }
  return units;
}

function writeFixed(bytes: Buffer, at: number, row: LedgerRow): number {
  assert(
    row.bkHash.length === KEY_BYTES * 2 && row.dataHash.length === DATA_HASH_BYTES * 2,
    'Hashes have their length.',
  );
  assert(row.fingerprint === undefined || row.fingerprint.length === PRINT_BYTES * 2, 'So has a fingerprint.');
  writeHex(bytes, at, row.bkHash);
  if (row.fingerprint === undefined || row.hasDuplicate) bytes.fill(0, at + PRINT_AT, at + DATA_HASH_AT);
  else writeHex(bytes, at + PRINT_AT, row.fingerprint);
  writeHex(bytes, at + DATA_HASH_AT, row.dataHash);
  bytes[at + FLAGS_AT] =
    (row.hasDuplicate ? HAS_DUPLICATE : 0) |
    (row.rowversion === null ? NO_ROWVERSION : 0) |
    (row.sourceKey === null ? NO_SOURCE_KEY : 0);
  bytes.writeUInt32LE(row.mappingVersion, at + VERSION_AT);
  return at + LENGTHS_AT;
}

function writeHex(bytes: Buffer, at: number, hex: string): void {
  const written = bytes.write(hex, at, 'hex');
  assert(2 * written === hex.length, 'A hash of the ledger is hex.');
}

function writeTexts(bytes: Buffer, at: number, row: LedgerRow): number {
  const { hashSpec, rowversion, businessKey, sourceKey } = row;
  const texts = [hashSpec, rowversion ?? '', businessKey, sourceKey ?? ''] as const;
  let end = at;
  for (const text of texts) end = writeLength(bytes, end, text.length);
  const all = texts[0] + texts[1] + texts[2] + texts[3];
  const written = bytes.write(all, end, 'utf8');
  // ASCII, as nearly always: each character is a byte.
  if (written === all.length) return end + written;
  end = at;
  for (const text of texts) end = writeLength(bytes, end, Buffer.byteLength(text, 'utf8'));
  // By itself each: halves of a surrogate pair at the end of one text and the start of the next must not become one.
  for (const text of texts) end += bytes.write(text, end, 'utf8');
  return end;
}

function writeText(bytes: Buffer, at: number, text: string): number {
  const from = writeLength(bytes, at, Buffer.byteLength(text, 'utf8'));
  return from + bytes.write(text, from, 'utf8');
}

/** What a target uid of so many bytes takes in a record. */
export function uidBytes(length: number): number {
  let bytes = 1 + length;
  for (let rest = length; rest >= 0x80; rest = Math.floor(rest / 128)) bytes += 1;
  return bytes;
}

/** Ends a record: its target uid, bytes `from` to `to` of a source. */
export function writeUid(
  bytes: Buffer,
  at: number,
  { source, from, to }: { readonly source: Buffer; readonly from: number; readonly to: number },
): number {
  let next = writeLength(bytes, at, to - from);
  for (let byte = from; byte < to; byte += 1, next += 1) bytes[next] = source[byte] ?? 0;
  return next;
}

function readLength(source: Buffer, at: number): { readonly length: number; readonly end: number } {
  let length = 0;
  let end = at;
  for (let unit = 1; ; unit *= 128) {
    const byte = source[end] ?? 0;
    end += 1;
    length += (byte & 0x7f) * unit;
    if (byte < 0x80) return { length, end };
  }
}

function writeLength(bytes: Buffer, at: number, length: number): number {
  let rest = length;
  let next = at;
  while (rest >= 0x80) {
    bytes[next] = (rest % 128) | 0x80;
    rest = Math.floor(rest / 128);
    next += 1;
  }
  bytes[next] = rest;
  return next + 1;
}
