// A ledger row as bytes, one record after the other, so that records move between log and blocks as they are.
//
//   key 16 | fingerprint 16 | data hash 32 | flags 1 | mapping version 4 | 5 lengths | UTF-8 texts
//
// Lengths are those of hash spec, row version, target uid, business key and source key: LEB128, nearly always one byte.

import assert from 'node:assert/strict';
import type { BkHash, DataHash } from '../record/shapes.ts';
import type { LedgerRow, SealedRow } from './ledger-row.ts';
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
const TEXTS = 5;
/** With lengths of up to 2^35, which no text has. */
const MAX_FIXED_BYTES = LENGTHS_AT + TEXTS * 5;
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
    const end = row.sealed === undefined || row.hasDuplicate ? -1 : writeSealed(bytes, at, { row, sealed: row.sealed });
    at = end === -1 ? writeTexts(bytes, writeFixed(bytes, at, row), row) : end;
    ends[index] = at;
  }
  return { sources: [bytes], source: new Uint32Array(rows.length), starts, ends };
}

/** The row of a record; without its fingerprint. */
export function decodeRow(source: Buffer, start: number): LedgerRow {
  const flags = source[start + FLAGS_AT] ?? 0;
  const lengths = [0, 0, 0, 0, 0];
  let at = start + LENGTHS_AT;
  for (let which = 0; which < TEXTS; which += 1) {
    let length = 0;
    for (let unit = 1; ; unit *= 128) {
      const byte = source[at] ?? 0;
      at += 1;
      length += (byte & 0x7f) * unit;
      if (byte < 0x80) break;
    }
    lengths[which] = length;
  }
  const text = (which: number): string => {
    const from = at;
    at += lengths[which] ?? 0;
    return source.toString('utf8', from, at);
  };
  const [hashSpec, rowversion, targetUid, businessKey, sourceKey] = [text(0), text(1), text(2), text(3), text(4)];
  return {
    bkHash: keyOf(source, start),
    // Safe: encodeRows wrote it from a DataHash.
    dataHash: source.toString('hex', start + DATA_HASH_AT, start + FLAGS_AT) as DataHash,
    hashSpec,
    rowversion: (flags & NO_ROWVERSION) === 0 ? rowversion : null,
    targetUid,
    businessKey,
    sourceKey: (flags & NO_SOURCE_KEY) === 0 ? sourceKey : null,
    mappingVersion: mappingVersionOf(source, start),
    hasDuplicate: (flags & HAS_DUPLICATE) !== 0,
  };
}

export function keyOf(source: Buffer, start: number): BkHash {
  // Safe: encodeRows wrote it from a BkHash.
  return source.toString('hex', start, start + KEY_BYTES) as BkHash;
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
    units += row.hashSpec.length + row.targetUid.length;
    // Bytes are at least as many as units.
    if (row.sealed !== undefined) units += row.sealed.keyBytes.end - row.sealed.keyBytes.rowversion;
    else units += row.businessKey.length + (row.rowversion?.length ?? 0) + (row.sourceKey?.length ?? 0);
  }
  return units;
}

/** The end of the record; -1 where the row has a text that has to be encoded. */
function writeSealed(
  bytes: Buffer,
  at: number,
  { row, sealed }: { readonly row: LedgerRow; readonly sealed: SealedRow },
): number {
  const { hashSpec, targetUid, mappingVersion } = row;
  const { text, rowversion, sourceKey, businessKey, end } = sealed.keyBytes;
  let next = at;
  // Loops: a call into native code costs more than so few bytes.
  const add = (source: Uint8Array, from: number, to: number): void => {
    for (let byte = from; byte < to; byte += 1, next += 1) bytes[next] = source[byte] ?? 0;
  };
  const addAscii = (ascii: string): boolean => {
    for (let unit = 0; unit < ascii.length; unit += 1, next += 1) {
      const code = ascii.charCodeAt(unit);
      if (code > 0x7f) return false;
      bytes[next] = code;
    }
    return true;
  };
  add(sealed.hashes, 0, KEY_BYTES);
  add(sealed.hashes, KEY_BYTES + DATA_HASH_BYTES, SEALED_BYTES);
  add(sealed.hashes, KEY_BYTES, KEY_BYTES + DATA_HASH_BYTES);
  bytes[next] = sourceKey - 1 > rowversion ? 0 : NO_ROWVERSION;
  next = bytes.writeUInt32LE(mappingVersion, at + VERSION_AT);
  next = writeLength(bytes, next, hashSpec.length);
  next = writeLength(bytes, next, sourceKey - 1 - rowversion);
  next = writeLength(bytes, next, targetUid.length);
  next = writeLength(bytes, next, end - businessKey);
  next = writeLength(bytes, next, businessKey - 1 - sourceKey);
  if (!addAscii(hashSpec)) return -1;
  add(text, rowversion, sourceKey - 1);
  if (!addAscii(targetUid)) return -1;
  add(text, businessKey, end);
  add(text, sourceKey, businessKey - 1);
  return next;
}

const SEALED_BYTES = KEY_BYTES + DATA_HASH_BYTES + PRINT_BYTES;

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
  const { hashSpec, rowversion, targetUid, businessKey, sourceKey } = row;
  const texts = [hashSpec, rowversion ?? '', targetUid, businessKey, sourceKey ?? ''] as const;
  let end = at;
  for (const text of texts) end = writeLength(bytes, end, text.length);
  const all = texts[0] + texts[1] + texts[2] + texts[3] + texts[4];
  const written = bytes.write(all, end, 'utf8');
  // ASCII, as nearly always: each character is a byte.
  if (written === all.length) return end + written;
  end = at;
  for (const text of texts) end = writeLength(bytes, end, Buffer.byteLength(text, 'utf8'));
  // By itself each: halves of a surrogate pair at the end of one text and the start of the next must not become one.
  for (const text of texts) end += bytes.write(text, end, 'utf8');
  return end;
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
