// A record as ScheduleHub takes it, and the body of a batch: as text, or as bytes where the data are bytes, so that they
// are copied and neither decoded nor encoded.
//
//   {"uid":…,"bk_hash":…,"data_hash":…,"rowversion":…,"reference":…,"data":{…}}

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

/** What stands around the parts of a new record in bytes; it ends with its own brace and the comma before the next one. */
export const RECORD_PIECES = {
  beforeKey: '{"bk_hash":"',
  beforeDataHash: '","data_hash":"',
  beforeRowversion: '","rowversion":',
  beforeReference: ',"reference":',
  beforeData: ',"data":',
  afterData: '},',
} as const;
export const AFTER_DATA_BYTES = RECORD_PIECES.afterData.length;

/** What a record says before its data, from its bytes up to them. */
export function readHead(
  bytes: Buffer,
  from: number,
  dataStart: number,
): { rowversion: string | null; reference: string } {
  const head: unknown = JSON.parse(`${bytes.toString('utf8', from, dataStart)}null}`);
  // Safe: a page worker wrote it.
  return head as { rowversion: string | null; reference: string };
}

/**
 * The body of a batch of records that page workers wrote: pieces end with a comma, and are copied as they are. Written into
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
