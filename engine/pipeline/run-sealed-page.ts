// A page that a page worker has brought to the end of stage 5: its rejects, its figures and its unchanged rows are
// booked here; of the rows that need a decision the new ones leave as bytes, the others one by one.

import type { LedgerIndex } from '../ledger/ledger-index.ts';
import { freeMemory } from '../record/free-memory.ts';
import type { FetchedRecord, IdentifiedRow } from '../record/shapes.ts';
import type { SealedPage, SealedParents } from '../record/sealed-page.ts';
import { sourceKeyOf } from '../record/source-key.ts';
import { normalizePage } from '../stages/2-normalize.ts';
import { validatePage } from '../stages/3-validate.ts';
import { mapPage } from '../stages/4-map.ts';
import { identifyPage } from '../stages/5-identify.ts';
import type { NewRows, RowRange } from './new-rows.ts';
import type { OpenPage } from './open-page.ts';
import type { RunParts } from './run-parts.ts';
import type { Run } from './run.ts';
import { keysInOrder, openRowsAt, openSealedRows, placesInOrder, rawRowAt } from './sealed-rows.ts';
import { sendRows } from './send-rows.ts';
import { deferRow, setAsideDuplicates } from './set-aside-duplicates.ts';
import type { Step } from './step.ts';
import { KEY_BYTES } from '../record/key-set.ts';

export interface SealedWork {
  readonly page: OpenPage;
  readonly sealed: SealedPage;
  readonly step: Step;
}

/** Stages 6 to 8 of a page that comes sealed; what stages 2 to 5 did with it is booked. */
export async function runSealedPage(run: Run, parts: RunParts, work: SealedWork): Promise<void> {
  const { page, sealed, step } = work;
  for (const [column, what] of sealed.drift) parts.drift.set(column, what);
  for (const { stage, ...figures } of sealed.figures) parts.totals.addStage(stage, figures);
  page.rejected.push(...sealed.rejected);
  page.tally.failed += sealed.rejected.length;
  for (const record of sealed.rejected) parts.see(page, record);
  const { accepted, repeated } = takeUnchanged(parts, page, sealed);
  page.tally.skipped += accepted;
  parts.totals.addStage('delta', { rowsIn: accepted, rowsOut: 0, failed: 0, ms: 0 });
  if (repeated.length === 0 && parts.canSendBytes()) {
    await sendSealedRows(run, parts, work);
    return;
  }
  const rows = [...openSealedRows(run, sealed), ...(await identifyAgain(run, parts, { sealed, rowNos: repeated }))];
  await sendRows(run, parts, { page, rows: setAsideDuplicates(parts, page, rows), step });
}

/** New rows leave as bytes; of the others each is decided by itself. */
async function sendSealedRows(run: Run, parts: RunParts, { page, sealed, step }: SealedWork): Promise<void> {
  const started = run.clock.monotonic();
  const places = placesInOrder(sealed.rows);
  const keys = keysInOrder(sealed.rows, places);
  const { fates, repeated } = sortOut(parts, keys);
  page.seenKeys = page.seenKeys === undefined ? keys : Buffer.concat([page.seenKeys, keys]);
  const sortedOut = run.clock.monotonic();
  await setAsideChildren(parts, sealed.rows.parents, { places, fates });
  const resolved = run.clock.monotonic();
  const others = listOthers(fates);
  const openAt = (which: readonly number[]) =>
    openRowsAt(
      run,
      sealed,
      which.map((at) => places[at] ?? 0),
    );
  for (const [index, row] of openAt(repeated.map(({ at }) => at)).entries()) {
    deferRow(parts, row, repeated[index]?.wasSeen === true);
  }
  const rows = toRanges({ page, sealed }, places, fates);
  const fresh = places.length - others.length - repeated.length;
  const figures = { rowsIn: fresh, rowsOut: fresh, failed: 0 };
  parts.totals.addStage('delta', { ...figures, ms: sortedOut - started });
  parts.totals.addStage('resolve', { ...figures, ms: resolved - sortedOut });
  // Nothing but the ranges refers to the page's records, and they are done with it when it is committed.
  if (others.length === 0 && repeated.length === 0) page.reuse = sealed.reuse ?? null;
  await parts.sendNew(page, rows);
  if (others.length > 0) await sendRows(run, parts, { page, rows: openAt(others), step });
}

/** What becomes of a row: decided by itself, sent as bytes, or put off to the end of the read. */
const FATE = { decided: 0, fresh: 1, repeated: 2 } as const;

interface SortedOut {
  /** One of FATE for each row; fresh is one that neither the ledger nor this run knows. */
  readonly fates: Uint8Array;
  /** Rows whose key has more than one row. */
  readonly repeated: readonly { readonly at: number; readonly wasSeen: boolean }[];
}

/** Which row is which, by the keys of a page in its order. */
function sortOut({ seen, index }: RunParts, keys: Uint8Array): SortedOut {
  const count = keys.length / KEY_BYTES;
  const hexAt = (at: number): string =>
    Buffer.from(keys.buffer, keys.byteOffset + at * KEY_BYTES, KEY_BYTES).toString('hex');
  const areNew = new Uint8Array(count);
  seen.addAll(keys, areNew);
  const repeatedKeys = new Set<string>();
  for (let at = 0; at < count; at += 1) if (areNew[at] === 0) repeatedKeys.add(hexAt(at));
  const inLedger = index?.findKeys(keys);
  const fates = new Uint8Array(count);
  const repeated: { at: number; wasSeen: boolean }[] = [];
  for (let at = 0; at < count; at += 1) {
    if (repeatedKeys.size > 0 && repeatedKeys.has(hexAt(at))) {
      fates[at] = FATE.repeated;
      repeated.push({ at, wasSeen: areNew[at] === 0 });
    } else if (inLedger?.[at] === -1) fates[at] = FATE.fresh;
  }
  return { fates, repeated };
}

interface SortedRows {
  readonly places: Uint32Array;
  readonly fates: Uint8Array;
}

/** A new row whose parents are not known to be there is decided by itself: the ledger is asked for them, and it may wait. */
async function setAsideChildren(
  parts: RunParts,
  parents: SealedParents | null,
  { places, fates }: SortedRows,
): Promise<void> {
  if (parents === null) return;
  let fresh = 0;
  for (const fate of fates) if (fate === FATE.fresh) fresh += 1;
  const areLoaded = fresh > 0 && (await parts.parents.prepare(fresh));
  for (let at = 0; at < fates.length; at += 1) {
    if (fates[at] !== FATE.fresh || (areLoaded && parts.parents.hasAll(parents, places[at] ?? 0))) continue;
    fates[at] = FATE.decided;
  }
  // Nothing asks for them again.
  freeMemory(parents.keys);
}

function listOthers(fates: Uint8Array): readonly number[] {
  const others: number[] = [];
  for (let at = 0; at < fates.length; at += 1) if (fates[at] === FATE.decided) others.push(at);
  return others;
}

/** The places of fresh rows as ranges of those that follow one another. */
function toRanges(of: Pick<RowRange, 'page' | 'sealed'>, places: Uint32Array, fates: Uint8Array): NewRows {
  const ranges: { from: number; to: number }[] = [];
  for (let at = 0; at < places.length; at += 1) {
    if (fates[at] !== FATE.fresh) continue;
    const place = places[at] ?? 0;
    const last = ranges.at(-1);
    if (last?.to === place) last.to += 1;
    else ranges.push({ from: place, to: place + 1 });
  }
  return ranges.map((range) => ({ ...of, ...range }));
}

interface Unchanged {
  readonly accepted: number;
  /** Places in the page of rows that are decided like any other. */
  readonly repeated: readonly number[];
}

/** Marks unchanged rows as seen, but for one whose key was read before or comes again in this page. */
function takeUnchanged({ index, seen }: RunParts, page: OpenPage, sealed: SealedPage): Unchanged {
  const { unchanged, unchangedRowNos } = sealed;
  if (index === null || unchanged.length === 0) return { accepted: 0, repeated: [] };
  const repeatedPlaces = placesOfRows(index, sealed);
  const firstOnes: number[] = [];
  for (const place of unchanged) {
    if (repeatedPlaces.has(place)) continue;
    if (seen.addPlace(place)) firstOnes.push(place);
    else repeatedPlaces.add(place);
  }
  for (const place of firstOnes) if (repeatedPlaces.has(place)) seen.removePlace(place);
  const keys = new DataView(new ArrayBuffer(unchanged.length * KEY_BYTES));
  const repeated: number[] = [];
  let accepted = 0;
  for (const [at, place] of unchanged.entries()) {
    if (repeatedPlaces.has(place)) repeated.push(unchangedRowNos[at] ?? 0);
    else {
      index.writeKey(place, keys, accepted * KEY_BYTES);
      accepted += 1;
    }
  }
  page.seenKeys = new Uint8Array(keys.buffer, 0, accepted * KEY_BYTES);
  return { accepted, repeated };
}

function placesOfRows(index: LedgerIndex, { rows: { drafts, draftStarts, count } }: SealedPage): Set<number> {
  const places = new Set<number>();
  for (let row = 0; row < count; row += 1) places.add(index.find(drafts, draftStarts[row] ?? 0));
  return places;
}

/** The whole row of one that travelled as a place only; it passed every stage before. */
async function identifyAgain(
  run: Run,
  parts: RunParts,
  { sealed, rowNos }: { readonly sealed: SealedPage; readonly rowNos: readonly number[] },
): Promise<readonly IdentifiedRow[]> {
  const records = rowNos.map((rowNo) => {
    const raw = rawRowAt(run, sealed, rowNo);
    // The brand is what stage 1 promises: a row as read, with its source key.
    return { raw, sourceKey: sourceKeyOf(raw, run.api.keyColumns) } as FetchedRecord;
  });
  const normalized = normalizePage(run.plan, records);
  const needs = { plan: run.plan, validator: run.validator, drift: parts.drift };
  const mapped = await mapPage(run.plan, validatePage(needs, normalized.passed).passed);
  return identifyPage(run.plan, mapped.passed).passed;
}
