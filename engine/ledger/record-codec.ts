// A ledger row as bytes, one record after the other, so that records move between log and blocks as they are.
//
//   key 16 | fingerprint 16 | data hash 32 | flags 1 | mapping version | 3 lengths | 3 texts | (hash spec) │ target uid
//   └───────────────────── what is known before the record is sent: the draft ──────────────────────────┘
//
// The texts are row version, business key and source key, in UTF-8. The flags name the hash spec; only one without a number
// stands there, as length and text. Version and lengths are LEB128, nearly always one byte. The uid: uid-bytes.ts.

import assert from 'node:assert/strict';
import type { BkHash, DataHash, Fingerprint } from '../record/shapes.ts';
import type { LedgerRow } from './ledger-row.ts';
import { specAt, specNumber, UNKNOWN_SPEC } from './hash-spec-number.ts';
import { MAX_NUMBER_BYTES, readNumber, writeNumber } from './number-bytes.ts';
import type { RecordList } from './record-list.ts';
import { MAX_UID_HEAD_BYTES, readUid, writeUidText } from './uid-bytes.ts';
import { KEY_BYTES } from '../record/key-set.ts';
import { PRINT_BYTES } from '../record/raw-print.ts';

const PRINT_AT = KEY_BYTES;
const DATA_HASH_AT = PRINT_AT + PRINT_BYTES;
const DATA_HASH_BYTES = 32;
const FLAGS_AT = DATA_HASH_AT + DATA_HASH_BYTES;
const VERSION_AT = FLAGS_AT + 1;
/** Key and fingerprint, with which a record begins. */
export const KEY_AND_PRINT_BYTES = DATA_HASH_AT;
/** Mapping version, lengths of three texts, and of the hash spec. */
const NUMBERS = 5;
const MAX_FIXED_BYTES = VERSION_AT + NUMBERS * MAX_NUMBER_BYTES + MAX_UID_HEAD_BYTES;
const MAX_BYTES_PER_UNIT = 3;

const HAS_DUPLICATE = 1;
const NO_ROWVERSION = 2;
const NO_SOURCE_KEY = 4;
/** The number of the hash spec stands above the flags. */
const SPEC_SHIFT = 3;

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
    at = writeUidText(bytes, at, row.targetUid);
    ends[index] = at;
  }
  return { sources: [bytes], source: new Uint32Array(rows.length), starts, ends };
}

/** What all drafts of a kind have alike: between hashes and texts, with a row version and without one, and at the end. */
export function draftPieces({ hashSpec, mappingVersion }: Pick<LedgerRow, 'hashSpec' | 'mappingVersion'>): {
  readonly head: Buffer;
  readonly headUnversioned: Buffer;
  readonly tail: Buffer;
} {
  const spec = specNumber(hashSpec);
  const headOf = (flags: number): Buffer => {
    const bytes = Buffer.from([flags | (spec << SPEC_SHIFT), ...new Array<number>(MAX_NUMBER_BYTES).fill(0)]);
    return bytes.subarray(0, writeNumber(bytes, 1, mappingVersion));
  };
  const text = Buffer.from(hashSpec);
  const length = Buffer.alloc(MAX_NUMBER_BYTES);
  const tail = Buffer.concat([length.subarray(0, writeNumber(length, 0, text.length)), text]);
  return {
    head: headOf(0),
    headUnversioned: headOf(NO_ROWVERSION),
    tail: spec === UNKNOWN_SPEC ? tail : Buffer.alloc(0),
  };
}

/** The row of a record; without its fingerprint. */
export function decodeRow(source: Buffer, start: number): LedgerRow {
  const flags = source[start + FLAGS_AT] ?? 0;
  const { rowversion, businessKey, sourceKey, end } = decodeTexts(source, start);
  const spec = readSpec(source, { number: flags >> SPEC_SHIFT, at: end });
  return {
    bkHash: keyOf(source, start),
    dataHash: dataHashOf(source, start),
    hashSpec: spec.text,
    rowversion: (flags & NO_ROWVERSION) === 0 ? rowversion : null,
    targetUid: readUid(source, spec.end),
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
): Pick<LedgerRow, 'businessKey'> & {
  readonly rowversion: string;
  readonly sourceKey: string;
  readonly end: number;
} {
  const version = readNumber(source, start + VERSION_AT);
  const rowversion = readNumber(source, version.end);
  const businessKey = readNumber(source, rowversion.end);
  const sourceKey = readNumber(source, businessKey.end);
  const [first, second] = [sourceKey.end + rowversion.value, sourceKey.end + rowversion.value + businessKey.value];
  const end = second + sourceKey.value;
  return {
    rowversion: source.toString('utf8', sourceKey.end, first),
    businessKey: source.toString('utf8', first, second),
    sourceKey: source.toString('utf8', second, end),
    end,
  };
}

function readSpec(
  source: Buffer,
  { number, at }: { readonly number: number; readonly at: number },
): { readonly text: string; readonly end: number } {
  if (number !== UNKNOWN_SPEC) return { text: specAt(number), end: at };
  const { value, end } = readNumber(source, at);
  return { text: source.toString('utf8', end, end + value), end: end + value };
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
  return readNumber(source, start + VERSION_AT).value;
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
    (row.sourceKey === null ? NO_SOURCE_KEY : 0) |
    (specNumber(row.hashSpec) << SPEC_SHIFT);
  return writeNumber(bytes, at + VERSION_AT, row.mappingVersion);
}

function writeHex(bytes: Buffer, at: number, hex: string): void {
  const written = bytes.write(hex, at, 'hex');
  assert(2 * written === hex.length, 'A hash of the ledger is hex.');
}

function writeTexts(bytes: Buffer, at: number, row: LedgerRow): number {
  const { rowversion, businessKey, sourceKey, hashSpec } = row;
  const end = writeThree(bytes, at, [rowversion ?? '', businessKey, sourceKey ?? '']);
  if (specNumber(hashSpec) !== UNKNOWN_SPEC) return end;
  const from = writeNumber(bytes, end, Buffer.byteLength(hashSpec, 'utf8'));
  return from + bytes.write(hashSpec, from, 'utf8');
}

function writeThree(bytes: Buffer, at: number, texts: readonly [string, string, string]): number {
  let end = at;
  for (const text of texts) end = writeNumber(bytes, end, text.length);
  const all = texts[0] + texts[1] + texts[2];
  const written = bytes.write(all, end, 'utf8');
  // ASCII, as nearly always: each character is a byte.
  if (written === all.length) return end + written;
  end = at;
  for (const text of texts) end = writeNumber(bytes, end, Buffer.byteLength(text, 'utf8'));
  // By itself each: halves of a surrogate pair at the end of one text and the start of the next must not become one.
  for (const text of texts) end += bytes.write(text, end, 'utf8');
  return end;
}
