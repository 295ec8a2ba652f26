// Where a page worker writes rows, one after the other in the same memory, and from them the records of a page: as
// ScheduleHub takes them, and as the ledger keeps them.
// Promises: an unchanged row leaves nothing but its place; what leaves with a page has memory of its own.

import { addRecord } from '../clients/outgoing-record.ts';
import { addDraft } from '../ledger/record-codec.ts';
import type { Shortcut } from '../normalize/compile-shortcut.ts';
import { ByteText } from '../record/byte-text.ts';
import { fingerprintHead } from '../record/fingerprint.ts';
import { createHashMemory } from '../record/hash-memory.ts';
import type { RowSpan } from '../record/row-span.ts';
import { hashSourceKeyBytes } from '../record/source-key.ts';
import type { SealedPage } from '../record/sealed-page.ts';
import { createParentBuffer, type ParentKeyAt } from './parent-buffer.ts';

const ROW_BYTES = 4096;
const PAGE_BYTES = 2 ** 20;

/** What all rows of a page have alike. */
export interface RowKind {
  readonly hashSpec: string;
  readonly mappingVersion: number;
  /** How many parents a row has. */
  readonly parents: number;
}

export interface RowText {
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
  /** Adds the reference as JSON. */
  readonly addReference: (to: ByteText) => void;
  readonly parentKeyAt: ParentKeyAt;
}

/** What the records of a page lie in. */
export interface PageMemory {
  readonly outgoing: ArrayBuffer;
  readonly drafts: ArrayBuffer;
}

export interface RowBuffer {
  /** Begins a page of at most so many rows. */
  begin(rows: number): void;
  /** Writes a row over the one before. */
  write(row: RowText): Readonly<RowSpan>;
  /** The same for the row that the short way has read. */
  writeRead(shortcut: Shortcut): Readonly<RowSpan>;
  /** Hashes of the row where it stands; each holds until the next of its kind. */
  bkHash(span: Readonly<RowSpan>): Uint8Array;
  fingerprint(span: Readonly<RowSpan>): Uint8Array;
  dataHash(span: Readonly<RowSpan>): Uint8Array;
  /** As `hashSourceKey`. */
  hashSourceKey(span: Readonly<RowSpan>): number;
  /** The key of the parent that the row which the short way has read names by a rule; in the place of `bkHash`. */
  readonly readParentKey: (shortcut: Shortcut, rule: number) => ReturnType<ParentKeyAt>;
  keep(span: Readonly<RowSpan>, row: KeptRow): void;
  /** An unchanged row. */
  skip(row: { readonly rowNo: number; readonly place: number }): void;
  end(): Pick<SealedPage, 'rows' | 'unchanged' | 'unchangedRowNos'>;
  /** Memory of a page that left, to be written again. */
  readonly reuse: (memory: PageMemory) => void;
}

export function createRowBuffer(kind: RowKind): RowBuffer {
  const memory = createHashMemory();
  const text = new ByteText(ROW_BYTES, '', memory.makeRoom);
  const outgoing = new ByteText(PAGE_BYTES);
  const drafts = new ByteText(PAGE_BYTES);
  const parents = createParentBuffer(kind.parents);
  const spare: PageMemory[] = [];
  const head = fingerprintHead(kind);
  const hashSpec = Buffer.from(kind.hashSpec);
  const { mappingVersion } = kind;
  // Written again for each row.
  const rowversion = { from: 0, to: 0 };
  const data = { from: 0, to: 0 };
  let kept = 0;
  let taken = 0;
  let rowNos = new Uint32Array(0);
  let recordStarts = new Uint32Array(0);
  let dataStarts = new Uint32Array(0);
  let draftStarts = new Uint32Array(0);
  let unchanged = new Uint32Array(0);
  let unchangedRowNos = new Uint32Array(0);
  const span: RowSpan = {
    start: 0,
    rowversion: 0,
    sourceKey: 0,
    businessKey: 0,
    businessKeyEnd: 0,
    data: 0,
    end: 0,
    hashed: 0,
    hashedEnd: 0,
  };

  return {
    begin: (rows) => {
      [kept, taken] = [0, 0];
      parents.begin(rows);
      if (rows <= rowNos.length) return;
      rowNos = new Uint32Array(rows);
      recordStarts = new Uint32Array(rows + 1);
      dataStarts = new Uint32Array(rows);
      draftStarts = new Uint32Array(rows + 1);
      unchanged = new Uint32Array(rows);
      unchangedRowNos = new Uint32Array(rows);
    },
    write: (row) => {
      text.cut(0);
      text.addText(head);
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
      [span.hashed, span.hashedEnd] = [span.data, span.end];
      return span;
    },
    writeRead: (shortcut) => {
      text.cut(0);
      shortcut.write(text, span);
      return span;
    },
    bkHash: ({ businessKey, businessKeyEnd }) => memory.bkHash(businessKey, businessKeyEnd),
    fingerprint: ({ start, end }) => memory.fingerprint(start, end),
    dataHash: ({ hashed, hashedEnd }) => memory.dataHash(hashed, hashedEnd),
    hashSourceKey: ({ sourceKey, businessKey }) => hashSourceKeyBytes(text.bytes, sourceKey, businessKey - 1),
    readParentKey: (shortcut, rule) => {
      const from = text.length;
      const found = shortcut.addParentKey(rule, text);
      return found === 'key' ? memory.bkHash(from, text.length) : found;
    },
    keep: (place, { rowNo, key, dataHash, print, addReference, parentKeyAt }) => {
      recordStarts[kept] = outgoing.length;
      draftStarts[kept] = drafts.length;
      [rowversion.from, rowversion.to] = [place.rowversion, place.sourceKey - 1];
      [data.from, data.to] = [place.data, place.end];
      const parts = { key, dataHash, text: text.bytes, rowversion, data, addReference };
      dataStarts[kept] = addRecord(outgoing, parts);
      addDraft(drafts, { key, dataHash, text: text.bytes, print, hashSpec, mappingVersion, span: place });
      // Last: the parents' keys are written behind the row, and take the place of its own.
      parents.add(parentKeyAt);
      rowNos[kept] = rowNo;
      kept += 1;
    },
    skip: ({ rowNo, place }) => {
      unchanged[taken] = place;
      unchangedRowNos[taken] = rowNo;
      taken += 1;
    },
    end: () => {
      recordStarts[kept] = outgoing.length;
      draftStarts[kept] = drafts.length;
      // The few changed rows of a page leave as a copy: the page after it is written into the same memory.
      const isLarge = outgoing.isLarge && drafts.isLarge;
      const again = isLarge ? spare.pop() : undefined;
      return {
        rows: {
          count: kept,
          rowNos: rowNos.slice(0, kept),
          outgoing: isLarge ? outgoing.take(again?.outgoing) : outgoing.takeCopy(),
          recordStarts: recordStarts.slice(0, kept + 1),
          dataStarts: dataStarts.slice(0, kept),
          drafts: isLarge ? drafts.take(again?.drafts) : drafts.takeCopy(),
          draftStarts: draftStarts.slice(0, kept + 1),
          parents: parents.end(),
        },
        unchanged: unchanged.slice(0, taken),
        unchangedRowNos: unchangedRowNos.slice(0, taken),
      };
    },
    reuse: (page) => {
      if (page.outgoing.byteLength >= PAGE_BYTES) spare.push(page);
    },
  };
}
