// A record as ScheduleHub takes it, and the body of a batch: as text, or as bytes where the data are bytes, so that they
// are copied and neither decoded nor encoded.
//
//   {"uid":…,"bk_hash":…,"data_hash":…,"rowversion":…,"reference":…,"data":{…}}

import type { ByteText } from '../record/byte-text.ts';
import { BACKSLASH, QUOTE, SPACE } from '../record/json-bytes.ts';

/** A record to be written; its data are JSON that goes out as it is. `uid` is needed for updates. */
export type OutgoingRecord = OutgoingHead & OutgoingData;
interface OutgoingHead {
  readonly bkHash: string;
  readonly dataHash: string;
  readonly rowversion: string | null;
  readonly reference: string | null;
  readonly uid?: string | undefined;
}
/** As text, or as its UTF-8. */
type OutgoingData = { readonly dataJson: string } | { readonly dataBytes: Uint8Array };

const START = '{"records":[';
const END = ']}';

export function writeRecord(record: OutgoingRecord): string {
  return `${writeHead(record)}${dataOf(record)}}`;
}

export function writeBatchBody(records: readonly OutgoingRecord[]): string | Uint8Array {
  const heads = records.map(writeHead);
  if (!records.some((record) => 'dataBytes' in record)) {
    return `${START}${records.map((record, at) => `${heads[at]}${dataOf(record)}}`).join(',')}${END}`;
  }
  const data = records.map((record) => ('dataBytes' in record ? record.dataBytes : Buffer.from(record.dataJson)));
  // A UTF-16 unit takes at most three bytes.
  const size = data.reduce((sum, bytes, at) => sum + bytes.length + (heads[at]?.length ?? 0) * 3 + 2, 0);
  const body = Buffer.allocUnsafe(START.length + size + END.length);
  let used = body.write(START);
  for (const [at, bytes] of data.entries()) {
    // Each head closes the record before it.
    used += body.write(at === 0 ? (heads[at] ?? '') : `},${heads[at]}`, used);
    body.set(bytes, used);
    used += bytes.length;
  }
  used += body.write(`}${END}`, used);
  return body.subarray(0, used);
}

/** A record up to its data, which are spliced in: serialising a million records a second time costs two seconds. */
function writeHead(record: OutgoingHead): string {
  const uid = record.uid === undefined ? '' : `"uid":${JSON.stringify(record.uid)},`;
  return (
    `{${uid}"bk_hash":"${record.bkHash}","data_hash":"${record.dataHash}",` +
    `"rowversion":${JSON.stringify(record.rowversion)},"reference":${JSON.stringify(record.reference)},"data":`
  );
}

function dataOf(record: OutgoingRecord): string {
  return 'dataBytes' in record ? Buffer.from(record.dataBytes).toString() : record.dataJson;
}

/** A new record in bytes; `rowversion` and `data` are spans of `text`, an empty row version is none. */
export interface RecordParts {
  readonly key: Uint8Array;
  readonly dataHash: Uint8Array;
  /** Adds it as JSON. */
  readonly addReference: (to: ByteText) => void;
  readonly text: Buffer;
  readonly rowversion: Span;
  readonly data: Span;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

const BEFORE_KEY = Buffer.from('{"bk_hash":"');
const BEFORE_DATA_HASH = Buffer.from('","data_hash":"');
const BEFORE_ROWVERSION = Buffer.from('","rowversion":');
const BEFORE_REFERENCE = Buffer.from(',"reference":');
const BEFORE_DATA = Buffer.from(',"data":');
const NULL = Buffer.from('null');
/** A record ends with its own brace and the comma before the next one. */
const AFTER_DATA = Buffer.from('},');
export const AFTER_DATA_BYTES = AFTER_DATA.length;

/** Adds a record with the comma that follows it; returns where its data begin. */
export function addRecord(to: ByteText, parts: RecordParts): number {
  const { key, dataHash, addReference, text, rowversion, data } = parts;
  to.addBytes(BEFORE_KEY, 0, BEFORE_KEY.length);
  to.addHex(key);
  to.addBytes(BEFORE_DATA_HASH, 0, BEFORE_DATA_HASH.length);
  to.addHex(dataHash);
  to.addBytes(BEFORE_ROWVERSION, 0, BEFORE_ROWVERSION.length);
  if (rowversion.from === rowversion.to) to.addBytes(NULL, 0, NULL.length);
  else addJsonText(to, text, rowversion);
  to.addBytes(BEFORE_REFERENCE, 0, BEFORE_REFERENCE.length);
  addReference(to);
  to.addBytes(BEFORE_DATA, 0, BEFORE_DATA.length);
  const dataStart = to.length;
  to.addBlock(text, data.from, data.to);
  to.addBytes(AFTER_DATA, 0, AFTER_DATA.length);
  return dataStart;
}

/** What a record says before its data, from its bytes up to them. */
export function readHead(
  bytes: Buffer,
  from: number,
  dataStart: number,
): { rowversion: string | null; reference: string } {
  const head: unknown = JSON.parse(`${bytes.toString('utf8', from, dataStart)}null}`);
  // Safe: addRecord wrote it.
  return head as { rowversion: string | null; reference: string };
}

/**
 * The body of a batch of records that `addRecord` wrote: pieces end with a comma, and are copied as they are. Written into
 * `memory` where that is large enough.
 */
export function joinRecords(pieces: readonly Uint8Array[], memory: Buffer | null = null): Buffer {
  const size = START.length + END.length + pieces.reduce((sum, piece) => sum + piece.length, 0);
  const body = memory !== null && memory.length >= size ? memory : Buffer.allocUnsafeSlow(size + (size >> SPARE_SHIFT));
  let used = body.write(START);
  for (const piece of pieces) {
    body.set(piece, used);
    used += piece.length;
  }
  // Over the last comma.
  used += body.write(END, used - 1) - 1;
  return body.subarray(0, used);
}

/** An eighth more: the next batch is not of the same size. */
const SPARE_SHIFT = 3;

function addJsonText(to: ByteText, text: Buffer, { from, to: end }: Span): void {
  for (let at = from; at < end; at += 1) {
    const byte = text[at] ?? 0;
    if (byte >= SPACE && byte !== QUOTE && byte !== BACKSLASH) continue;
    to.addText(JSON.stringify(text.toString('utf8', from, end)));
    return;
  }
  to.addByte(QUOTE);
  to.addBytes(text, from, end);
  to.addByte(QUOTE);
}
