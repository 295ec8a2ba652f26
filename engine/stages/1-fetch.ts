// Stage 1: reads the pages of one API, in order, by cursor where the API can and by page number else.
// Promises: every page that is yielded is whole; `isLast` only after the end marker; `next` is where to go on.

import type {
  ApiDescription,
  ApismithClient,
  ExecuteFilter,
  ExecuteRequest,
  PageHead,
  RowPage,
} from '../clients/apismith-client.ts';
import { EngineError } from '../failures/engine-error.ts';
import { compareRowversions, parseRowversion, type RowversionKind } from '../record/rowversion.ts';
import type { PageSummary, SealedPage } from '../record/sealed-page.ts';
import type { FetchedRecord, RawRow, RawValue } from '../record/shapes.ts';
import { hashSourceKey, sourceKeyOf } from '../record/source-key.ts';

/** Where a read stands after a page; kept with the batch, so that a run goes on where it stopped. */
export interface ReadPosition {
  readonly cursor: string | null;
  /** Number of the next page; used when there is no cursor. */
  readonly page: number;
  readonly pageSize: number;
  readonly pagesRead: number;
  readonly rowsRead: number;
  readonly asOf: string | null;
  /** The highest row version that was committed when the read began. */
  readonly ceiling: string | null;
  /** The highest row version seen so far. */
  readonly highest: string | null;
  readonly firstTotal: number | null;
  readonly lastTotal: number | null;
  /** Signs that rows moved between pages while they were read. */
  readonly movedRows: number;
  readonly isComplete: boolean;
}

export interface FetchedPage {
  /** 1-based within the read. */
  readonly pageNo: number;
  /** Empty where the page is sealed. */
  readonly records: readonly FetchedRecord[];
  /** The page after stages 2 to 5, where page workers read it. */
  readonly sealed: SealedPage | null;
  readonly next: ReadPosition;
  /** Rows the API says match in all, where it says so. */
  readonly total: number | null;
  readonly isLast: boolean;
}

/** A page that was answered: where to go on is known at once, what is in it soon. */
export interface ReadPage {
  readonly head: PageHead;
  readonly content: Promise<PageContent>;
}
export interface PageContent extends PageSummary, Pick<FetchedPage, 'records' | 'sealed'> {}

export interface FetchNeeds {
  readonly client: Pick<ApismithClient, 'executeApi'>;
  readonly api: ApiDescription;
  readonly filters: readonly ExecuteFilter[];
  readonly pageSize: number;
  readonly rowversion: { readonly field: string; readonly kind: RowversionKind } | null;
  readonly start: ReadPosition | null;
  /** Row versions have fractions: `1.10` must stay `1.10`. */
  readonly exactText: boolean;
  /** How a page is asked for and read; by default in this thread, rows and all. */
  readonly readPage?: (request: ExecuteRequest) => Promise<ReadPage>;
  /** Lets pages be asked for while the content of one is not known yet; by default none is. */
  readonly ahead?: <T>(pages: AsyncIterable<T>) => AsyncIterable<T>;
  /** Waits after a system failure, or throws when the outage has lasted too long. */
  readonly waitOutOutage: (error: EngineError) => Promise<void>;
  readonly outageOver: () => void;
  readonly signal: AbortSignal;
}

/** Yields page after page; throws EngineError when a page cannot be had or the API breaks its contract. */
export async function* fetchPages(needs: FetchNeeds): AsyncGenerator<FetchedPage> {
  let position = needs.start ?? firstPosition(needs);
  let lastKeys: Float64Array = new Float64Array();
  const pages = readPages(needs, position);
  for await (const { page, ceiling } of needs.ahead?.(pages) ?? pages) {
    const { records, sealed, sourceKeys, highest, rowCount } = await page.content;
    const seen = { highest, rowCount, movedRows: countShared(sourceKeys, lastKeys) };
    position = nextPosition({ needs, before: { ...position, ceiling }, head: page.head, ...seen });
    lastKeys = sourceKeys;
    const { pagesRead, isComplete } = position;
    yield { pageNo: pagesRead, records, sealed, next: position, total: page.head.total, isLast: isComplete };
  }
}

/** Asks for page after page; each request needs nothing but the head of the page before. */
async function* readPages(
  needs: FetchNeeds,
  start: ReadPosition,
): AsyncGenerator<{ readonly page: ReadPage; readonly ceiling: string | null }> {
  let place: Place = start;
  let { ceiling } = start;
  let isCeilingKnown = needs.start !== null;
  while (!place.isComplete) {
    const page = await askPatiently(needs, requestFor(needs, place));
    // The consumer meets the error when it gets there; until then it is not unhandled.
    page.content.catch(() => undefined);
    if (!isCeilingKnown) {
      isCeilingKnown = true;
      const found = await ceilingOf(needs, page.head);
      ceiling = found.value;
      if (found.readAgain) continue;
    }
    place = nextPlace(needs, place, page.head);
    yield { page, ceiling };
  }
}

function askPatiently(needs: FetchNeeds, request: ExecuteRequest): Promise<ReadPage> {
  const { readPage } = needs;
  return patiently(needs, readPage === undefined ? async () => readHere(needs, request) : () => readPage(request));
}

/** The page with all its rows, in this thread. */
async function readHere(needs: FetchNeeds, request: ExecuteRequest): Promise<ReadPage> {
  const { signal, exactText } = needs;
  return toReadPage(await needs.client.executeApi(needs.api.slug, request, { signal, exactText }), needs);
}

/** A page whose rows were parsed. */
export function toReadPage({ items, ...head }: RowPage, needs: Pick<FetchNeeds, 'api' | 'rowversion'>): ReadPage {
  const records = items.map(
    // The brand is what this stage promises: a row as read, with its source key.
    (raw) => ({ raw, sourceKey: sourceKeyOf(raw, needs.api.keyColumns) }) as FetchedRecord,
  );
  const content: PageContent = {
    rowCount: items.length,
    sourceKeys: Float64Array.from(records, (record) => hashSourceKey(record.sourceKey)).sort(),
    highest: highestVersion(needs.rowversion, null, items),
    records,
    sealed: null,
  };
  return { head, content: Promise.resolve(content) };
}

/** A gateway that does not answer is waited for; a page that stays broken ends the read. */
async function patiently<T>(needs: FetchNeeds, ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      const page = await ask();
      needs.outageOver();
      return page;
    } catch (error) {
      if (!(error instanceof EngineError) || error.kind !== 'unavailable') throw error;
      await needs.waitOutOutage(error);
    }
  }
}

function firstPosition(needs: FetchNeeds): ReadPosition {
  return {
    cursor: null,
    page: 1,
    pageSize: needs.pageSize,
    pagesRead: 0,
    rowsRead: 0,
    asOf: null,
    ceiling: null,
    highest: null,
    firstTotal: null,
    lastTotal: null,
    movedRows: 0,
    isComplete: false,
  };
}

/** What the next request is made of. */
type Place = Pick<ReadPosition, 'cursor' | 'page' | 'pageSize' | 'pagesRead' | 'asOf' | 'isComplete'>;

function requestFor(needs: FetchNeeds, position: Place): ExecuteRequest {
  return {
    pageSize: position.pageSize,
    filters: needs.filters,
    ...(position.cursor === null ? { page: position.page } : { cursor: position.cursor }),
    ...(position.asOf === null ? {} : { asOf: position.asOf }),
    ...(needs.api.keyColumns.length === 0 ? {} : { orderBy: needs.api.keyColumns }),
  };
}

/**
 * The ceiling bounds the watermark. Where neither a ceiling nor a snapshot is given, the highest version is asked for
 * first and page 1 is read again after it: a row that changes later then lies above the ceiling.
 */
async function ceilingOf(
  needs: FetchNeeds,
  page: PageHead,
): Promise<{ readonly value: string | null; readonly readAgain: boolean }> {
  const { rowversion } = needs;
  if (rowversion === null) return { value: null, readAgain: false };
  if (page.rowversionCeiling !== null) {
    return { value: readVersion(rowversion.kind, page.rowversionCeiling), readAgain: false };
  }
  if (page.asOf !== null || !page.hasMore) return { value: null, readAgain: false };
  const request: ExecuteRequest = {
    page: 1,
    pageSize: 1,
    // Oracle puts rows without a version first when it sorts downwards.
    filters: [...needs.filters, { field: rowversion.field, op: 'not_null' }],
    orderBy: [`-${rowversion.field}`],
  };
  const { signal, exactText } = needs;
  const top: RowPage = await patiently(needs, () =>
    needs.client.executeApi(needs.api.slug, request, { signal, exactText }),
  );
  const raw = top.items[0]?.[rowversion.field];
  return { value: raw === undefined || raw === null ? null : readVersion(rowversion.kind, raw), readAgain: true };
}

/** Where to read on after a page; throws where its head does not lead on. */
function nextPlace(needs: FetchNeeds, before: Place, page: PageHead): Place {
  if (page.hasMore && needs.api.capabilities.keyset && page.nextCursor === null) {
    throw new EngineError(
      'bad_answer',
      `Reading ${needs.api.slug}: page ${before.pagesRead + 1} does not say where the next one begins, although it says that more follow. Nothing was skipped; the position stays. Ask who runs APISmith to look at this API.`,
    );
  }
  if (page.hasMore && page.nextCursor !== null && page.nextCursor === before.cursor) {
    throw new EngineError(
      'bad_answer',
      `Reading ${needs.api.slug}: page ${before.pagesRead + 1} says that the next one begins where it began itself. Nothing was skipped; the position stays. Ask who runs APISmith to look at this API.`,
    );
  }
  return {
    cursor: page.nextCursor,
    page: before.page + 1,
    // A server may give smaller pages than asked for; page numbers then count in its size.
    pageSize: page.nextCursor === null && page.pageSize < before.pageSize ? page.pageSize : before.pageSize,
    pagesRead: before.pagesRead + 1,
    asOf: page.asOf ?? before.asOf,
    isComplete: !page.hasMore,
  };
}

interface Step extends Pick<PageSummary, 'rowCount' | 'highest'> {
  readonly needs: FetchNeeds;
  readonly before: ReadPosition;
  readonly head: PageHead;
  readonly movedRows: number;
}

function nextPosition({ needs, before, head, rowCount, highest, movedRows }: Step): ReadPosition {
  if (head.hasMore && rowCount === 0) {
    throw new EngineError(
      'bad_answer',
      `Reading ${needs.api.slug}: page ${before.pagesRead + 1} is empty but says that more follow. Nothing was skipped; the position stays. Ask who runs APISmith to look at this API.`,
    );
  }
  return {
    ...nextPlace(needs, before, head),
    rowsRead: before.rowsRead + rowCount,
    ceiling: before.ceiling,
    highest: higher(needs.rowversion, before.highest, highest),
    firstTotal: before.pagesRead === 0 ? head.total : before.firstTotal,
    lastTotal: head.total ?? before.lastTotal,
    movedRows: before.movedRows + movedRows,
  };
}

function higher(rowversion: FetchNeeds['rowversion'], before: string | null, text: string | null): string | null {
  if (rowversion === null || text === null) return before;
  return before === null || compareRowversions(rowversion.kind, text, before) > 0 ? text : before;
}

function highestVersion(
  rowversion: FetchNeeds['rowversion'],
  before: string | null,
  rows: readonly RawRow[],
): string | null {
  if (rowversion === null) return before;
  let highest = before;
  for (const row of rows) {
    const raw = row[rowversion.field];
    if (raw === undefined || raw === null) continue;
    const text = readVersion(rowversion.kind, raw);
    highest = higher(rowversion, highest, text);
  }
  return highest;
}

function readVersion(kind: RowversionKind, raw: RawValue): string | null {
  const parsed = parseRowversion(kind, raw);
  return parsed.ok ? parsed.text : null;
}

/** How many different numbers stand in both lists; both are sorted. */
function countShared(keys: Float64Array, others: Float64Array): number {
  let shared = 0;
  let at = 0;
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] ?? 0;
    if (index > 0 && key === keys[index - 1]) continue;
    while (at < others.length && (others[at] ?? 0) < key) at += 1;
    if (others[at] === key) shared += 1;
  }
  return shared;
}

/**
 * The watermark a finished read may move to: the highest version read, but never above the ceiling of its start.
 * Null where the source has no row version or nothing was read.
 */
export function watermarkOf(position: ReadPosition, kind: RowversionKind | null): string | null {
  const { highest, ceiling } = position;
  if (kind === null || highest === null) return null;
  return ceiling !== null && compareRowversions(kind, highest, ceiling) > 0 ? ceiling : highest;
}

/** Why a full read proves nothing about absent rows; null when it is proved complete. */
export function incompleteness(position: ReadPosition, api: ApiDescription): string | null {
  if (!position.isComplete) return 'the read did not reach the end marker';
  if (position.movedRows > 0) return `${position.movedRows} rows moved between pages while they were read`;
  if (position.lastTotal !== null && position.asOf !== null && position.lastTotal !== position.rowsRead) {
    return `the API counts ${position.lastTotal} rows but ${position.rowsRead} were read`;
  }
  // New rows may be committed while a cursor walks: up to 0.1 % more than read is no sign of a short read.
  const tolerance = api.capabilities.keyset ? Math.floor(position.rowsRead / 1000) : 0;
  if (position.lastTotal !== null && position.lastTotal > position.rowsRead + tolerance) {
    return `the API counts ${position.lastTotal} rows but only ${position.rowsRead} were read`;
  }
  if (!api.capabilities.keyset && position.asOf === null && position.firstTotal !== position.lastTotal) {
    return `the number of rows changed from ${position.firstTotal} to ${position.lastTotal} during a read by page number`;
  }
  return null;
}
