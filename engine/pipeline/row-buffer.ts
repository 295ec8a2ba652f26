// Where a page worker writes rows, one after the other in the same memory, and from them the records of a page: as
// ScheduleHub takes them, and as the ledger keeps them (wasm/rows.ts).
// Promises: an unchanged row leaves nothing but its place; what leaves with a page has memory of its own.

import { RECORD_PIECES } from '../clients/outgoing-record.ts';
import { draftPieces } from '../ledger/record-codec.ts';
import { NO_PLACE, type Place } from '../normalize/compile-shortcut.ts';
import { fingerprintHead } from '../record/fingerprint.ts';
import { createArea, type RecordMemory } from '../record/record-memory.ts';
import { SPAN_WORD } from '../record/row-span.ts';
import { hashSourceKeyBytes } from '../record/source-key.ts';
import type { SealedPage } from '../record/sealed-page.ts';
import { createParentBuffer, type ReadParentKey } from './parent-buffer.ts';
import { KEY_BYTES } from '../record/key-set.ts';

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
  /** Where its print is. */
  readonly print: number;
  readonly words: RowWords;
}

/** What is said of a row beside its text. */
export interface RowWords {
  /** JSON, where it is not what the module makes of the row. */
  readonly version: Place;
  readonly reference: Place;
  readonly readParentKey: ReadParentKey;
}

/** What the records of a page lie in. */
export interface PageMemory {
  readonly outgoing: ArrayBuffer;
  readonly drafts: ArrayBuffer;
}

/** Everything about a row is about the one that was written last. */
export interface RowBuffer {
  /** Begins a page of at most so many rows. */
  begin(rows: number): void;
  /** Writes a row that took the plain way; returns its row version as JSON. */
  write(row: RowText): Place;
  /** Where the hash of its business key is. */
  readonly keyAt: number;
  /** Makes its fingerprint, and says where. */
  fingerprint(): number;
  /** As `hashSourceKey`. */
  hashSourceKey(): number;
  /** Hashes its data. */
  hashData(): void;
  /** The same, where it is known. */
  setDataHash(hash: Uint8Array): void;
  keep(row: KeptRow): void;
  /** An unchanged row. */
  skip(row: { readonly rowNo: number; readonly place: number }): void;
  end(): Pick<SealedPage, 'rows' | 'unchanged' | 'unchangedRowNos'>;
  /** Memory of a page that left, to be written again. */
  readonly reuse: (memory: PageMemory) => void;
}

const PRINT_AT = 16;
const DATA_HASH_AT = 32;
/** Place in the page, starts of record, data and draft, key; of records and drafts there is one start more. */
const WORDS_PER_ROW = 4 + KEY_BYTES / 4;
const WORDS_MORE = 2;

export function createRowBuffer(kind: RowKind, memory: RecordMemory): RowBuffer {
  const { module } = memory;
  const [digests, span] = [module.DIGESTS.value, module.SPAN.value >>> 2];
  const head = fingerprintHead(kind);
  layPieces(kind, head, memory);
  const places = createArea(memory);
  const version = createArea(memory);
  const parents = createParentBuffer(kind.parents);
  const pool = createPool();
  let rows = 0;
  let taken = 0;
  let unchanged = new Uint32Array(0);
  let unchangedRowNos = new Uint32Array(0);
  const partOf = (word: keyof typeof SPAN_WORD): number => memory.words[span + SPAN_WORD[word]] ?? 0;

  return {
    begin: (count) => {
      [rows, taken] = [count, 0];
      parents.begin(count);
      module.beginPage(places.makeRoom((count * WORDS_PER_ROW + WORDS_MORE) * 4), count);
      if (count <= unchanged.length) return;
      unchanged = new Uint32Array(count);
      unchangedRowNos = new Uint32Array(count);
    },
    write: (row) => {
      const parts = [head, `${row.rowversion ?? ''}\n`, `${row.sourceKey}\n`, row.businessKey, '\n', row.dataJson];
      // A UTF-16 unit takes at most three bytes.
      let at = module.roomForRow(parts.reduce((sum, { length }) => sum + length * 3, 0));
      const starts = [at];
      for (const part of parts) starts.push((at += memory.bytes.write(part, at)));
      const [, , , , , data = 0, end = 0] = starts;
      memory.words.set([...starts, data, end], span);
      module.hashKey();
      if (row.rowversion === null || row.rowversion === '') return NO_PLACE;
      version.writeText(JSON.stringify(row.rowversion));
      return version;
    },
    keyAt: digests,
    fingerprint: () => {
      module.printRow();
      return digests + PRINT_AT;
    },
    hashData: () => module.hashData(),
    setDataHash: (hash) => memory.bytes.set(hash, digests + DATA_HASH_AT),
    hashSourceKey: () => hashSourceKeyBytes(memory.bytes, partOf('sourceKey'), partOf('businessKey') - 1),
    keep: ({ rowNo, print, words: { version: json, reference, readParentKey } }) => {
      module.keepRow(rowNo, print, json.from, json.to, reference.from, reference.to);
      parents.add(readParentKey);
    },
    skip: ({ rowNo, place }) => {
      unchanged[taken] = place;
      unchangedRowNos[taken] = rowNo;
      taken += 1;
    },
    end: () => {
      const kept = module.endPage();
      const { bytes, words } = memory;
      let at = places.from >>> 2;
      const takeWords = (count: number, ofRows: number): Uint32Array => {
        const list = words.slice(at, at + count);
        at += ofRows;
        return list;
      };
      const rowNos = takeWords(kept, rows);
      const recordStarts = takeWords(kept + 1, rows + 1);
      const dataStarts = takeWords(kept, rows);
      const draftStarts = takeWords(kept + 1, rows + 1);
      const keysAt = at * 4;
      const copyOf = (from: number, starts: Uint32Array, again: ArrayBuffer | undefined) =>
        copyInto(bytes.subarray(from, from + (starts[kept] ?? 0)), again);
      const again = pool.take(recordStarts[kept] ?? 0);
      return {
        rows: {
          count: kept,
          rowNos,
          keys: new Uint8Array(bytes.subarray(keysAt, keysAt + kept * KEY_BYTES)),
          outgoing: copyOf(module.outgoingAt(), recordStarts, again?.outgoing),
          recordStarts,
          dataStarts,
          drafts: copyOf(module.draftsAt(), draftStarts, again?.drafts),
          draftStarts,
          parents: parents.end(),
        },
        unchanged: unchanged.slice(0, taken),
        unchangedRowNos: unchangedRowNos.slice(0, taken),
      };
    },
    reuse: pool.give,
  };
}

/** What wasm/rows.ts and wasm/records.ts want, in their order. */
function layPieces(kind: RowKind, head: string, memory: RecordMemory): void {
  const { module } = memory;
  const area = createArea(memory);
  area.writeText(head);
  module.makeRows(area.from, area.to);
  module.makeRecords();
  const draft = draftPieces(kind);
  const pieces = [
    draft.head,
    draft.headUnversioned,
    draft.tail,
    ...Object.values(RECORD_PIECES).map((piece) => Buffer.from(piece)),
  ];
  for (const [at, piece] of pieces.entries()) {
    const from = area.makeRoom(piece.length);
    memory.bytes.set(piece, from);
    module.setPiece(at, from, from + piece.length);
  }
}

/** Smaller pages leave in memory of just their size: the few changed rows of a page. */
const LARGE_BYTES = 2 ** 20;
/** Pages are about alike in size: memory that was large enough once mostly stays so. */
const GROWTH = 1.125;

function createPool() {
  const spare: PageMemory[] = [];
  return {
    give: (page: PageMemory): void => {
      if (page.outgoing.byteLength >= LARGE_BYTES) spare.push(page);
    },
    take: (bytes: number): PageMemory | undefined => (bytes >= LARGE_BYTES / 2 ? spare.pop() : undefined),
  };
}

function copyInto(bytes: Buffer, again: ArrayBuffer | undefined): Uint8Array<ArrayBuffer> {
  const isEnough = again !== undefined && again.byteLength >= bytes.length;
  const size = bytes.length < LARGE_BYTES ? bytes.length : Math.ceil(bytes.length * GROWTH);
  const copy = new Uint8Array(isEnough ? again : new ArrayBuffer(size), 0, bytes.length);
  copy.set(bytes);
  return copy;
}
