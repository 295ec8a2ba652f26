// Where a page worker writes rows end to end as UTF-8, one page after the other in the same memory.
// Promises: an unchanged row leaves nothing but its place; what leaves with a page is a copy of its own.

import type { Shortcut } from '../normalize/compile-shortcut.ts';
import { ByteText } from '../record/byte-text.ts';
import { fingerprintHead } from '../record/fingerprint.ts';
import type { RowSpan } from '../record/row-span.ts';
import { hashSourceKeyBytes } from '../record/source-key.ts';
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
  write(row: RowText): Readonly<RowSpan>;
  /** Writes the row that the short way has read. */
  writeRead(shortcut: Shortcut): Readonly<RowSpan>;
  bytes(from: number, to: number): Uint8Array;
  /** As `hashSourceKey`. */
  hashSourceKey(span: Readonly<RowSpan>): number;
  keep(span: Readonly<RowSpan>, row: KeptRow): void;
  takeBack(span: Readonly<RowSpan>, row: { readonly rowNo: number; readonly place: number }): void;
  /** An unchanged row that was never written. */
  skip(row: { readonly rowNo: number; readonly place: number }): void;
  end(): Pick<SealedPage, 'rows' | 'unchanged' | 'unchangedRowNos'>;
}

export function createRowBuffer(): RowBuffer {
  const text = new ByteText(START_BYTES);
  let kept = 0;
  let taken = 0;
  let rowNos = new Uint32Array(0);
  let marks = new Uint32Array(0);
  let hashes = new Uint8Array(0);
  let unchanged = new Uint32Array(0);
  let unchangedRowNos = new Uint32Array(0);
  const span: RowSpan = { start: 0, rowversion: 0, sourceKey: 0, businessKey: 0, businessKeyEnd: 0, data: 0, end: 0 };

  const skip: RowBuffer['skip'] = ({ rowNo, place }) => {
    unchanged[taken] = place;
    unchangedRowNos[taken] = rowNo;
    taken += 1;
  };

  return {
    begin: (rows) => {
      [kept, taken] = [0, 0];
      text.cut(0);
      if (rows <= rowNos.length) return;
      rowNos = new Uint32Array(rows);
      marks = new Uint32Array(rows * MARKS);
      hashes = new Uint8Array(rows * HASH_BYTES);
      unchanged = new Uint32Array(rows);
      unchangedRowNos = new Uint32Array(rows);
    },
    write: (row) => {
      span.start = text.length;
      text.addText(fingerprintHead(row));
      span.rowversion = text.length;
      text.addText(`${row.rowversion ?? ''}\n`);
      span.sourceKey = text.length;
      text.addText(`${row.sourceKey}\n`);
      span.businessKey = text.length;
      text.addText(row.businessKey);
      span.businessKeyEnd = text.length;
      text.addText('\n');
      span.data = text.length;
      text.addText(row.dataJson);
      span.end = text.length;
      return span;
    },
    writeRead: (shortcut) => {
      shortcut.write(text, span);
      return span;
    },
    bytes: (from, to) => text.bytes.subarray(from, to),
    hashSourceKey: ({ sourceKey, businessKey }) => hashSourceKeyBytes(text.bytes, sourceKey, businessKey - 1),
    keep: (place, row) => {
      const at = kept * MARKS;
      marks[at + MARK.rowversion] = place.rowversion;
      marks[at + MARK.sourceKey] = place.sourceKey;
      marks[at + MARK.businessKey] = place.businessKey;
      marks[at + MARK.data] = place.data;
      marks[at + MARK.reference] = place.end;
      text.addText(row.reference);
      marks[at + MARK.end] = text.length;
      hashes.set(row.key, kept * HASH_BYTES);
      hashes.set(row.dataHash, kept * HASH_BYTES + DATA_HASH_AT);
      hashes.set(row.print, kept * HASH_BYTES + FINGERPRINT_AT);
      rowNos[kept] = row.rowNo;
      kept += 1;
    },
    takeBack: (place, row) => {
      text.cut(place.start);
      skip(row);
    },
    skip,
    end: () => ({
      rows: {
        count: kept,
        rowNos: rowNos.slice(0, kept),
        marks: marks.slice(0, kept * MARKS),
        hashes: hashes.slice(0, kept * HASH_BYTES),
        text: new Uint8Array(text.bytes.subarray(0, text.length)),
      },
      unchanged: unchanged.slice(0, taken),
      unchangedRowNos: unchangedRowNos.slice(0, taken),
    }),
  };
}
