// Knows rows of a page by their bytes: what was delivered and reads the same is unchanged, and need not be parsed.
//
//   page ─▶ rows' bytes ─▶ print of each ─▶ in the ledger? ─yes─▶ its place
//                                                 └──no──▶ parsed, stages 2 to 5
//
// Promises: a row is taken as known only by its own bytes, cleaned by the rules in force (record/raw-print.ts).

import { readPageOfRows, readRows, type PageHead } from '../clients/apismith-answers.ts';
import { isFlatObject, readSplitHead, splitPage, type SplitPage } from '../clients/split-page.ts';
import type { Answer } from '../clients/http/exchange.ts';
import type { Reading } from '../clients/http/read-answer.ts';
import type { LedgerIndex } from '../ledger/ledger-index.ts';
import { PRINT_BYTES, rawPrintOf } from '../record/raw-print.ts';
import type { RawRow } from '../record/shapes.ts';

/** The rows of a page before stage 2. */
export interface PageRows {
  readonly count: number;
  /** The row at this place of the page; null where it is known. */
  itemAt(rowNo: number): RawRow | null;
  /** Null where the page has another form than most. */
  readonly raw: RawRows | null;
}

export interface RawRows {
  readonly body: Buffer;
  readonly split: SplitPage;
  /** 16 bytes a row. */
  readonly prints: Uint8Array;
  /** A row's place in the ledger index, -1 where it is not known. */
  readonly places: Int32Array;
}

export interface ReadRows {
  readonly head: PageHead;
  readonly rows: PageRows;
}

export interface KnownRowsNeeds {
  readonly exactText: boolean;
  /** Null where rows are not told by their bytes. */
  readonly rulesTag: number | null;
  /** Null where no row can be known. */
  readonly index: LedgerIndex | null;
}

type ReadAnswer = (answer: Pick<Answer, 'body' | 'contentType'>, askedPage: number | null) => Reading<ReadRows>;

/** Reads pages; of rows that are known nothing is read but their bytes. */
export function createRowReader({ exactText, rulesTag, index }: KnownRowsNeeds): ReadAnswer {
  return (answer, askedPage) => {
    const raw = rulesTag === null ? null : findRaw(answer.body, rulesTag, index);
    if (raw !== null) {
      const apart = readApart(answer, askedPage, { raw, exactText });
      if (apart !== null) return apart;
    }
    const whole = readPageOfRows(answer, askedPage, { exactText });
    if (!whole.ok) return whole;
    const { items, ...head } = whole.value;
    return { ok: true, value: { head, rows: plainRows(items, raw) } };
  };
}

/** Rows that were all parsed; those that are known need not be looked at. */
export function plainRows(items: readonly RawRow[], found: RawRows | null = null): PageRows {
  // Flat rows cannot be split at a wrong place: as many as there are rows are those rows.
  const raw = found?.split.count === items.length ? found : null;
  const isKnown = (rowNo: number): boolean => raw !== null && raw.places[rowNo] !== -1;
  return { count: items.length, itemAt: (rowNo) => (isKnown(rowNo) ? null : (items[rowNo] ?? null)), raw };
}

function findRaw(body: Buffer, rulesTag: number, index: LedgerIndex | null): RawRows | null {
  const split = splitPage(body);
  if (split === null) return null;
  const { count, starts, ends } = split;
  const prints = new Uint8Array(count * PRINT_BYTES);
  const places = new Int32Array(count);
  for (let rowNo = 0; rowNo < count; rowNo += 1) {
    const [start, end] = [starts[rowNo] ?? 0, ends[rowNo] ?? 0];
    prints.set(rawPrintOf(body.subarray(start, end), rulesTag), rowNo * PRINT_BYTES);
    const place = index?.findPrint(prints, rowNo * PRINT_BYTES) ?? -1;
    places[rowNo] = place;
    // A row gets a print only as a flat object: so whatever the ledger knows is one.
    if (place === -1 && !isFlatObject(body, start, end)) return null;
  }
  return { body, split, prints, places };
}

/** The head of the page and its unknown rows; null where that is most of the page, or not to be had. */
function readApart(
  answer: Pick<Answer, 'body' | 'contentType'>,
  askedPage: number | null,
  { raw, exactText }: { readonly raw: RawRows; readonly exactText: boolean },
): Reading<ReadRows> | null {
  const { split, places, body } = raw;
  const unknown: number[] = [];
  for (let rowNo = 0; rowNo < split.count; rowNo += 1) if (places[rowNo] === -1) unknown.push(rowNo);
  if (unknown.length > split.count / 2) return null;
  const head = readSplitHead(answer, askedPage, split);
  if (!head.ok) return null;
  const texts = unknown.map((rowNo) => body.subarray(split.starts[rowNo], split.ends[rowNo]));
  const items = readRows(texts, { exactText });
  if (items === null) return null;
  const byRowNo = new Map(unknown.map((rowNo, at) => [rowNo, items[at] ?? null]));
  const rows: PageRows = { count: split.count, itemAt: (rowNo) => byRowNo.get(rowNo) ?? null, raw };
  return { ok: true, value: { head: head.value, rows } };
}
