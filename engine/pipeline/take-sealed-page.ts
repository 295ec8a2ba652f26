// A page that a page worker has brought to the end of stage 5: its rejects, its figures and its unchanged rows are
// booked here; the rows that need a decision go on.

import type { FetchedRecord, IdentifiedRow } from '../record/shapes.ts';
import type { SealedPage } from '../record/sealed-page.ts';
import { sourceKeyOf } from '../record/source-key.ts';
import { normalizePage } from '../stages/2-normalize.ts';
import { validatePage } from '../stages/3-validate.ts';
import { mapPage } from '../stages/4-map.ts';
import { identifyPage } from '../stages/5-identify.ts';
import type { OpenPage } from './open-page.ts';
import type { RunParts } from './run-parts.ts';
import type { Run } from './run.ts';
import { openSealedRows, rawRowAt } from './sealed-rows.ts';

export async function takeSealedPage(
  run: Run,
  parts: RunParts,
  { page, sealed }: { readonly page: OpenPage; readonly sealed: SealedPage },
): Promise<readonly IdentifiedRow[]> {
  for (const [column, what] of sealed.drift) parts.drift.set(column, what);
  for (const { stage, ...figures } of sealed.figures) parts.totals.addStage(stage, figures);
  page.rejected.push(...sealed.rejected);
  page.tally.failed += sealed.rejected.length;
  for (const record of sealed.rejected) parts.see(page, record);
  const rows = openSealedRows(run, sealed);
  const { accepted, repeated } = takeUnchanged(parts, { page, sealed, rows });
  page.tally.skipped += accepted;
  parts.totals.addStage('delta', { rowsIn: accepted, rowsOut: 0, failed: 0, ms: 0 });
  if (repeated.length === 0) return rows;
  return [...rows, ...(await identifyAgain(run, parts, { sealed, rowNos: repeated }))];
}

interface Unchanged {
  readonly page: OpenPage;
  readonly sealed: SealedPage;
  readonly rows: readonly IdentifiedRow[];
}

/** Marks unchanged rows as seen. One whose key was read before, or comes again in this page, is decided like any other. */
function takeUnchanged(
  { index, seen }: RunParts,
  { page, sealed, rows }: Unchanged,
): { readonly accepted: number; readonly repeated: readonly number[] } {
  const { unchanged, unchangedRowNos } = sealed;
  if (index === null || unchanged.length === 0) return { accepted: 0, repeated: [] };
  const repeatedPlaces = new Set(rows.map((row) => index.placeOf(row.identity.bkHash)));
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

const KEY_BYTES = 16;

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
