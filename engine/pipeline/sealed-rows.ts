// Rows of a sealed page as the later stages know them. A value is read from the page's bytes when it is asked for: most
// rows are sent, and nobody ever asks for their raw or normalized shape.

import { readPageOfRows } from '../clients/apismith-answers.ts';
import { EngineError } from '../failures/engine-error.ts';
import { DATA_HASH_AT, FINGERPRINT_AT, HASH_BYTES, MARK, MARKS, type SealedPage } from '../record/sealed-page.ts';
import type {
  BkHash,
  DataHash,
  Fingerprint,
  IdentifiedRecord,
  IdentifiedRow,
  KeyBytes,
  MappedData,
  NormalizedRow,
  RawRow,
  Value,
} from '../record/shapes.ts';
import type { Run } from './run.ts';

/** The rows of a page that need a decision, in the order of the page. */
export function openSealedRows(run: Run, page: SealedPage): readonly IdentifiedRow[] {
  const context = createContext(run, page);
  const rows: SealedRow[] = [];
  for (let place = 0; place < page.rows.count; place += 1) rows.push(new SealedRow(context, place));
  // Rows that went the plain way were written after the clean ones.
  rows.sort((one, other) => one.rowNo - other.rowNo);
  // The brand is what stage 5 promises; the page worker ran it.
  return rows as unknown as readonly IdentifiedRow[];
}

/** A raw row of a sealed page, read again from the bytes of the page. */
export function rawRowAt(run: Run, page: SealedPage, rowNo: number): RawRow {
  return createContext(run, page).rawRow(rowNo);
}

interface Context {
  readonly run: Run;
  readonly page: SealedPage;
  readonly text: Buffer;
  readonly hashes: Buffer;
  rawRow(rowNo: number): RawRow;
}

function createContext(run: Run, page: SealedPage): Context {
  const { text, hashes } = page.rows;
  let items: readonly RawRow[] | null = null;
  return {
    run,
    page,
    text: Buffer.from(text.buffer, text.byteOffset, text.byteLength),
    hashes: Buffer.from(hashes.buffer, hashes.byteOffset, hashes.byteLength),
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
  #hashes: Uint8Array | null = null;

  constructor(context: Context, place: number) {
    this.#context = context;
    this.#place = place;
    const at = place * HASH_BYTES;
    // Safe: stage 5 made these 16 bytes.
    this.bkHash = context.hashes.toString('hex', at, at + DATA_HASH_AT) as BkHash;
  }

  get dataHash(): DataHash {
    const at = this.#place * HASH_BYTES;
    // As above.
    return this.#context.hashes.toString('hex', at + DATA_HASH_AT, at + FINGERPRINT_AT) as DataHash;
  }

  get fingerprint(): Fingerprint {
    const at = this.#place * HASH_BYTES;
    // As above.
    return this.#context.hashes.toString('hex', at + FINGERPRINT_AT, at + HASH_BYTES) as Fingerprint;
  }

  get hashes(): Uint8Array {
    const at = this.#place * HASH_BYTES;
    this.#hashes ??= this.#context.hashes.subarray(at, at + HASH_BYTES);
    return this.#hashes;
  }

  get keyBytes(): KeyBytes {
    const { text, page } = this.#context;
    const at = this.#place * MARKS;
    const markAt = (mark: number): number => page.rows.marks[at + mark] ?? 0;
    return {
      text,
      rowversion: markAt(MARK.rowversion),
      sourceKey: markAt(MARK.sourceKey),
      businessKey: markAt(MARK.businessKey),
      end: markAt(MARK.data) - 1,
    };
  }

  get dataBytes(): Uint8Array {
    const { text, page } = this.#context;
    const at = this.#place * MARKS;
    return text.subarray(page.rows.marks[at + MARK.data], page.rows.marks[at + MARK.reference]);
  }

  get rowversion(): string | null {
    const text = this.#part(MARK.rowversion, MARK.sourceKey, 1);
    return text === '' ? null : text;
  }

  get sourceKey(): string {
    return this.#part(MARK.sourceKey, MARK.businessKey, 1);
  }

  get businessKey(): string {
    return this.#part(MARK.businessKey, MARK.data, 1);
  }

  get dataJson(): string {
    return this.#part(MARK.data, MARK.reference, 0);
  }

  get reference(): string {
    return this.#part(MARK.reference, MARK.end, 0);
  }

  get data(): MappedData {
    const values: unknown = JSON.parse(this.dataJson);
    // Safe: the canonical JSON of a mapped record, a flat object of scalars.
    const data = values as Readonly<Record<string, Value>>;
    const targets = this.#context.run.entity.mappings.map((mapping) => mapping.target_field);
    // The brand is what stage 4 promises; the page worker ran it.
    return Object.fromEntries(targets.map((target) => [target, data[target] ?? null])) as MappedData;
  }

  #part(from: number, to: number, separator: number): string {
    const { text, page } = this.#context;
    const at = this.#place * MARKS;
    return text.toString('utf8', page.rows.marks[at + from], (page.rows.marks[at + to] ?? 0) - separator);
  }
}
