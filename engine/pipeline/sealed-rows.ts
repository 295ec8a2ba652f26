// Rows of a sealed page as the later stages know them. A value is read from the page's bytes when it is asked for: most
// rows are sent, and nobody ever asks for their raw or normalized shape.

import { readPageOfRows } from '../clients/apismith-answers.ts';
import { AFTER_DATA_BYTES, readHead } from '../clients/outgoing-record.ts';
import { EngineError } from '../failures/engine-error.ts';
import { dataHashOf, decodeTexts, keyOf, printOf } from '../ledger/record-codec.ts';
import type { SealedPage, SealedRows } from '../record/sealed-page.ts';
import type {
  BkHash,
  DataHash,
  Fingerprint,
  IdentifiedRecord,
  IdentifiedRow,
  MappedData,
  NormalizedRow,
  RawRow,
  Value,
} from '../record/shapes.ts';
import type { Run } from './run.ts';
import { KEY_BYTES } from '../record/key-set.ts';

/** The rows of a page that need a decision, in the order of the page. */
export function openSealedRows(run: Run, page: SealedPage): readonly IdentifiedRow[] {
  return openRowsAt(run, page, placesInOrder(page.rows));
}

/** The rows at these places of those that need a decision. */
export function openRowsAt(run: Run, page: SealedPage, places: Iterable<number>): readonly IdentifiedRow[] {
  const context = createContext(run, page);
  // The brand is what stage 5 promises; the page worker ran it.
  return Array.from(places, (place) => new SealedRow(context, place) as unknown as IdentifiedRow);
}

/** The places of rows in the order of the page: rows that went the plain way were written after the clean ones. */
export function placesInOrder({ count, rowNos }: SealedRows): Uint32Array {
  const places = new Uint32Array(count);
  for (let place = 0; place < count; place += 1) places[place] = place;
  return isInOrder(rowNos) ? places : places.sort((one, other) => (rowNos[one] ?? 0) - (rowNos[other] ?? 0));
}

function isInOrder(rowNos: Uint32Array): boolean {
  for (let place = 1; place < rowNos.length; place += 1) {
    if ((rowNos[place] ?? 0) < (rowNos[place - 1] ?? 0)) return false;
  }
  return true;
}

/** The keys of rows, in this order of their places. */
export function keysInOrder({ keys, rowNos }: SealedRows, places: Uint32Array): Uint8Array {
  if (isInOrder(rowNos)) return keys;
  const ordered = new Uint8Array(keys.length);
  for (const [at, place] of places.entries()) {
    ordered.set(keys.subarray(place * KEY_BYTES, (place + 1) * KEY_BYTES), at * KEY_BYTES);
  }
  return ordered;
}

/** A raw row of a sealed page, read again from the bytes of the page. */
export function rawRowAt(run: Run, page: SealedPage, rowNo: number): RawRow {
  return createContext(run, page).rawRow(rowNo);
}

interface Context {
  readonly run: Run;
  readonly page: SealedPage;
  readonly outgoing: Buffer;
  readonly drafts: Buffer;
  rawRow(rowNo: number): RawRow;
}

function createContext(run: Run, page: SealedPage): Context {
  const { outgoing, drafts } = page.rows;
  let items: readonly RawRow[] | null = null;
  return {
    run,
    page,
    outgoing: Buffer.from(outgoing.buffer, outgoing.byteOffset, outgoing.byteLength),
    drafts: Buffer.from(drafts.buffer, drafts.byteOffset, drafts.byteLength),
    rawRow: (rowNo) => {
      items ??= readItems(run, page);
      const row = items[rowNo];
      if (row === undefined) throw new EngineError('bad_answer', `Row ${rowNo} of a page is not there any more.`);
      return row;
    },
  };
}

function readItems(run: Run, { body }: SealedPage): readonly RawRow[] {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const reading = readPageOfRows({ body: bytes, contentType: '' }, null, { exactText: run.exactText });
  // It was read before, in the page worker.
  return reading.ok ? reading.value.items : [];
}

/** A class for its getters: one object a row, whatever is asked of it. */
class SealedRow {
  readonly rowNo: number;
  readonly identity: SealedIdentity;
  readonly #context: Context;

  constructor(context: Context, place: number) {
    this.#context = context;
    this.rowNo = context.page.rows.rowNos[place] ?? 0;
    this.identity = new SealedIdentity(context, place);
  }

  get raw(): RawRow {
    return this.#context.rawRow(this.rowNo);
  }

  get sourceKey(): string {
    return this.identity.sourceKey;
  }

  get normalized(): NormalizedRow {
    return this.#context.run.plan.normalize(this.raw).normalized;
  }
}

class SealedIdentity implements IdentifiedRecord {
  readonly bkHash: BkHash;
  readonly #context: Context;
  readonly #place: number;

  constructor(context: Context, place: number) {
    this.#context = context;
    this.#place = place;
    this.bkHash = keyOf(context.drafts, this.#draftStart);
  }

  get dataHash(): DataHash {
    return dataHashOf(this.#context.drafts, this.#draftStart);
  }

  get fingerprint(): Fingerprint {
    return printOf(this.#context.drafts, this.#draftStart);
  }

  get draft(): Uint8Array {
    return this.#context.drafts.subarray(this.#draftStart, this.#rows.draftStarts[this.#place + 1]);
  }

  get dataBytes(): Uint8Array {
    return this.#context.outgoing.subarray(this.#dataStart, this.#dataEnd);
  }

  get dataJson(): string {
    return this.#context.outgoing.toString('utf8', this.#dataStart, this.#dataEnd);
  }

  get rowversion(): string | null {
    return this.#head.rowversion;
  }

  get reference(): string {
    return this.#head.reference;
  }

  get sourceKey(): string {
    return decodeTexts(this.#context.drafts, this.#draftStart).sourceKey;
  }

  get businessKey(): string {
    return decodeTexts(this.#context.drafts, this.#draftStart).businessKey;
  }

  get data(): MappedData {
    const values: unknown = JSON.parse(this.dataJson);
    // Safe: the canonical JSON of a mapped record, a flat object of scalars.
    const data = values as Readonly<Record<string, Value>>;
    const targets = this.#context.run.entity.mappings.map((mapping) => mapping.target_field);
    // The brand is what stage 4 promises; the page worker ran it.
    return Object.fromEntries(targets.map((target) => [target, data[target] ?? null])) as MappedData;
  }

  get #rows(): SealedRows {
    return this.#context.page.rows;
  }

  get #head(): { readonly rowversion: string | null; readonly reference: string } {
    return readHead(this.#context.outgoing, this.#rows.recordStarts[this.#place] ?? 0, this.#dataStart);
  }

  get #draftStart(): number {
    return this.#rows.draftStarts[this.#place] ?? 0;
  }

  get #dataStart(): number {
    return this.#rows.dataStarts[this.#place] ?? 0;
  }

  get #dataEnd(): number {
    return (this.#rows.recordStarts[this.#place + 1] ?? 0) - AFTER_DATA_BYTES;
  }
}
