// Knows rows of a page by their bytes: what was delivered and reads the same is unchanged, and need not be parsed.
//
//   page ─▶ rows' bytes ─▶ print of each ─▶ in the ledger? ─yes─▶ its place
//                                                 └──no──▶ scanned, or parsed ─▶ stages 2 to 5
//
// Promises: a row is taken as known only by its own bytes, cleaned by the rules in force (record/raw-print.ts).

import { isUtf8 } from 'node:buffer';
import type { Answer } from '../clients/http/exchange.ts';
import type { Reading } from '../clients/http/read-answer.ts';
import { parsePage, readRows, type Envelope } from '../clients/row-page.ts';
import { isFlatObject, parseSplitEnvelope, splitPage, type SplitPage } from '../clients/split-page.ts';
import type { LedgerIndex } from '../ledger/ledger-index.ts';
import { createPrintRows, type PageInMemory, type PrintRows } from '../record/raw-print.ts';
import type { RecordMemory } from '../record/record-memory.ts';
import type { RowScanner } from '../record/row-scanner.ts';
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
  readonly inMemory: PageInMemory;
  /** A row's place in the ledger index, -1 where it is not known. */
  readonly places: Int32Array;
  /** A row's number among those that were scanned, -1 where it was not. */
  readonly scanned: Int32Array;
}

export interface ReadRows {
  readonly envelope: Envelope;
  readonly rows: PageRows;
}

export interface KnownRowsNeeds {
  readonly exactText: boolean;
  /** Null where rows are not told by their bytes. */
  readonly rulesTag: number | null;
  /** Null where no row can be known. */
  readonly index: LedgerIndex | null;
  /** Null where rows have to be parsed. */
  readonly scanner: RowScanner | null;
  /** What the scanner scans. */
  readonly memory: RecordMemory;
}

type ReadAnswer = (answer: Pick<Answer, 'body' | 'contentType'>) => Reading<ReadRows>;

/** Reads pages; of rows that are known nothing is read but their bytes, and of most others where their values stand. */
export function createRowReader({ exactText, rulesTag, index, scanner, memory }: KnownRowsNeeds): ReadAnswer {
  const printRows = rulesTag === null ? null : createPrintRows(rulesTag, memory);
  return (answer) => {
    const raw = printRows === null ? null : findRaw(answer.body, { printRows, index, scanner });
    const envelope = raw === null ? null : parseSplitEnvelope(answer, raw.split, { exactText });
    if (raw !== null && envelope?.ok === true) {
      const rows = readApart(raw, exactText);
      if (rows !== null) return { ok: true, value: { envelope: envelope.value, rows } };
    }
    const whole = parsePage(answer, { exactText });
    if (!whole.ok) return whole;
    const rows = plainRows(whole.value.items, envelope?.ok === true ? raw : null);
    return { ok: true, value: { envelope: whole.value.envelope, rows } };
  };
}

/** Rows that were all parsed; those that are known need not be looked at. */
export function plainRows(items: readonly RawRow[], found: RawRows | null = null): PageRows {
  // Flat rows cannot be split at a wrong place: as many as there are rows are those rows.
  const raw = found?.split.count === items.length ? found : null;
  const isKnown = (rowNo: number): boolean => raw !== null && raw.places[rowNo] !== -1;
  return { count: items.length, itemAt: (rowNo) => (isKnown(rowNo) ? null : (items[rowNo] ?? null)), raw };
}

function findRaw(
  body: Buffer,
  { printRows, index, scanner }: Pick<KnownRowsNeeds, 'index' | 'scanner'> & { readonly printRows: PrintRows },
): RawRows | null {
  const split = splitPage(body);
  // Rows that are not parsed are not decoded either.
  if (split === null || !isUtf8(body)) return null;
  const { count, starts, ends } = split;
  const inMemory = printRows(body, split);
  const { at, prints } = inMemory;
  const places = index?.findPrints(prints) ?? new Int32Array(count).fill(-1);
  const scanned = new Int32Array(count).fill(-1);
  scanner?.begin(count);
  let scans = 0;
  for (let rowNo = 0; rowNo < count; rowNo += 1) {
    const [start, end] = [starts[rowNo] ?? 0, ends[rowNo] ?? 0];
    if (places[rowNo] !== -1) continue;
    if (scanner?.scan(at + start, at + end) === true) {
      scanned[rowNo] = scans;
      scans += 1;
    } else if (!isFlatObject(body, start, end)) {
      // A row gets a print only as a flat object: so whatever the ledger knows is one.
      return null;
    }
  }
  return { body, split, inMemory, places, scanned };
}

/** Rows of which the fewest are parsed; null where most of them would be, or one of them cannot be. */
function readApart(raw: RawRows, exactText: boolean): PageRows | null {
  const { split, places, scanned, body } = raw;
  const bytesOf = (rowNo: number): Buffer => body.subarray(split.starts[rowNo], split.ends[rowNo]);
  const unread: number[] = [];
  for (let rowNo = 0; rowNo < split.count; rowNo += 1) {
    if (places[rowNo] === -1 && scanned[rowNo] === -1) unread.push(rowNo);
  }
  if (unread.length > split.count / 2) return null;
  const items = readRows(unread.map(bytesOf), { exactText });
  if (items === null) return null;
  const byRowNo = new Map(unread.map((rowNo, at) => [rowNo, items[at] ?? null]));
  return {
    count: split.count,
    itemAt: (rowNo) => {
      // A scanned row is valid JSON: it is parsed when somebody asks for it.
      if (scanned[rowNo] !== -1) return readRows([bytesOf(rowNo)], { exactText })?.[0] ?? null;
      return byRowNo.get(rowNo) ?? null;
    },
    raw,
  };
}
