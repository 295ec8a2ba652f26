// Where a page worker writes rows end to end as UTF-8, one page after the other in the same memory.
//
//   … spec version \n row version \n source key \n business key \n data │ reference …
//     └─────────────── what the fingerprint is made of ───────────────┘
//
// Promises: an unchanged row leaves nothing but its place; what leaves with a page is a copy of its own.

import { fingerprintHead } from '../record/fingerprint.ts';
import { DATA_HASH_AT, FINGERPRINT_AT, HASH_BYTES, MARK, MARKS, type SealedPage } from '../record/sealed-page.ts';

const START_BYTES = 4 * 2 ** 20;

export interface RowText {
  readonly hashSpec: string;
  readonly mappingVersion: number;
  readonly rowversion: string | null;
  readonly sourceKey: string;
  readonly businessKey: string;
  readonly dataJson: string;
}

/** Where a row stands in the buffer: one object for all, good until the next row is written. */
export interface RowSpan {
  readonly start: number;
  readonly rowversion: number;
  readonly sourceKey: number;
  readonly businessKey: number;
  readonly businessKeyEnd: number;
  readonly data: number;
  readonly end: number;
}

export interface KeptRow {
  readonly rowNo: number;
  readonly key: Uint8Array;
  readonly dataHash: Uint8Array;
  readonly print: Uint8Array;
  readonly reference: string;
}

export interface RowBuffer {
  /** Begins a page of at most so many rows. */
  begin(rows: number): void;
  write(row: RowText): RowSpan;
  bytes(from: number, to: number): Uint8Array;
  keep(span: RowSpan, row: KeptRow): void;
  takeBack(span: RowSpan, row: { readonly rowNo: number; readonly place: number }): void;
  /** An unchanged row that was never written. */
  skip(row: { readonly rowNo: number; readonly place: number }): void;
  end(): Pick<SealedPage, 'rows' | 'unchanged' | 'unchangedRowNos'>;
}

export function createRowBuffer(): RowBuffer {
  let text = Buffer.allocUnsafeSlow(START_BYTES);
  let used = 0;
  let kept = 0;
  let taken = 0;
  let rowNos = new Uint32Array(0);
  let marks = new Uint32Array(0);
  let hashes = new Uint8Array(0);
  let unchanged = new Uint32Array(0);
  let unchangedRowNos = new Uint32Array(0);
  const span = { start: 0, rowversion: 0, sourceKey: 0, businessKey: 0, businessKeyEnd: 0, data: 0, end: 0 };

  const makeRoom = (units: number): void => {
    // A UTF-16 unit takes at most three bytes.
    const wanted = used + units * 3;
    if (wanted <= text.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(wanted, text.length * 2));
    larger.set(text.subarray(0, used));
    text = larger;
  };

  const skip: RowBuffer['skip'] = ({ rowNo, place }) => {
    unchanged[taken] = place;
    unchangedRowNos[taken] = rowNo;
    taken += 1;
  };

  return {
    begin: (rows) => {
      [used, kept, taken] = [0, 0, 0];
      if (rows <= rowNos.length) return;
      rowNos = new Uint32Array(rows);
      marks = new Uint32Array(rows * MARKS);
      hashes = new Uint8Array(rows * HASH_BYTES);
      unchanged = new Uint32Array(rows);
      unchangedRowNos = new Uint32Array(rows);
    },
    write: (row) => {
      const head = fingerprintHead(row);
      const keys = `${head}${row.businessKey}\n`;
      makeRoom(keys.length + row.dataJson.length);
      const start = used;
      const keyBytes = text.write(keys, start);
      const data = start + keyBytes;
      used = data + text.write(row.dataJson, data);
      const sizeOf = (part: string): number => (keyBytes === keys.length ? part.length : Buffer.byteLength(part));
      span.start = start;
      span.data = data;
      span.end = used;
      span.businessKeyEnd = data - 1;
      span.businessKey = span.businessKeyEnd - sizeOf(row.businessKey);
      span.sourceKey = span.businessKey - 1 - sizeOf(row.sourceKey);
      span.rowversion = span.sourceKey - 1 - sizeOf(row.rowversion ?? '');
      return span;
    },
    bytes: (from, to) => text.subarray(from, to),
    keep: (place, row) => {
      makeRoom(row.reference.length);
      const at = kept * MARKS;
      marks[at + MARK.rowversion] = place.rowversion;
      marks[at + MARK.sourceKey] = place.sourceKey;
      marks[at + MARK.businessKey] = place.businessKey;
      marks[at + MARK.data] = place.data;
      marks[at + MARK.reference] = place.end;
      used = place.end + text.write(row.reference, place.end);
      marks[at + MARK.end] = used;
      hashes.set(row.key, kept * HASH_BYTES);
      hashes.set(row.dataHash, kept * HASH_BYTES + DATA_HASH_AT);
      hashes.set(row.print, kept * HASH_BYTES + FINGERPRINT_AT);
      rowNos[kept] = row.rowNo;
      kept += 1;
    },
    takeBack: (place, row) => {
      used = place.start;
      skip(row);
    },
    skip,
    end: () => ({
      rows: {
        count: kept,
        rowNos: rowNos.slice(0, kept),
        marks: marks.slice(0, kept * MARKS),
        hashes: hashes.slice(0, kept * HASH_BYTES),
        text: new Uint8Array(text.subarray(0, used)),
      },
      unchanged: unchanged.slice(0, taken),
      unchangedRowNos: unchangedRowNos.slice(0, taken),
    }),
  };
}
