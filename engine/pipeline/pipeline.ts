// START READING HERE. One run of one entity: nine stages, one after another, for every page.
//
//   1 fetch ▶ 2 normalize ▶ 3 validate ▶ 4 map ▶ 5 identify ▶ 6 delta ▶ 7 resolve ▶ 8 ingest ▶ 9 track
//
// A stage returns what passed and what it rejected; only `step` below keeps the rejects. Records that have to be sent
// leave in chunks, several in flight; a page is committed when all its records have their fate.

import { EngineError } from '../failures/engine-error.ts';
import type { FetchedPage } from '../stages/1-fetch.ts';
import { normalizePage } from '../stages/2-normalize.ts';
import { validatePage } from '../stages/3-validate.ts';
import { mapPage } from '../stages/4-map.ts';
import { identifyPage } from '../stages/5-identify.ts';
import type { OpenPage } from './open-page.ts';
import { processDuplicates } from './process-duplicates.ts';
import { endOf, type PipelineEnd } from './run-control.ts';
import type { RunParts } from './run-parts.ts';
import type { Run } from './run.ts';
import { runSealedPage } from './run-sealed-page.ts';
import { sendRows } from './send-rows.ts';
import { setAsideDuplicates } from './set-aside-duplicates.ts';
import { createStep } from './step.ts';

/** A page as stage 1 yields it, or rows that were captured earlier. */
export type PageToRun = Pick<FetchedPage, 'pageNo' | 'records'> & Partial<Pick<FetchedPage, 'sealed'>>;

/** Works through the pages until they end or the run is asked to pause or stop; everything settled is committed. */
export async function runPipeline(run: Run, parts: RunParts, pages: AsyncIterable<PageToRun>): Promise<PipelineEnd> {
  let asked: 'pause' | 'stop' | null = null;
  try {
    for await (const fetched of timed(parts, pages)) {
      asked = await run.control.requested();
      if (asked !== null) break;
      const page = parts.tracker.open(fetched);
      const step = createStep(run, parts, page);

      // A page of a large read comes sealed: a page worker ran stages 2 to 5 on it (seal-page.ts).
      if (fetched.sealed) await runSealedPage(run, parts, { page, sealed: fetched.sealed, step });
      else {
        const normalized = await step('normalize', fetched.records, (rows) => normalizePage(run.plan, rows));
        const validated = await step('validate', normalized, (rows) =>
          validatePage({ plan: run.plan, validator: run.validator, drift: parts.drift }, rows),
        );
        const mapped = await step('map', validated, (rows) => mapPage(run.plan, rows));
        const identified = await step('identity', mapped, (rows) => identifyPage(run.plan, rows));
        await sendRows(run, parts, { page, rows: setAsideDuplicates(parts, page, identified), step });
      }

      countFailedPage(parts, page);
      // Worked off even where the run ends here: what the page rejected is kept.
      page.isWorkedOff = true;
      checkFailureLimits(run, parts);
      await parts.tracker.workedOff(page);
      parts.report();
    }
    await parts.sender.drain();
    await parts.tracker.flush();
    await processDuplicates(run, parts, asked === null ? 'complete' : 'partial');
    // What ScheduleHub refused in the last chunks is known only now; nothing is deleted after such a run.
    if (asked === null) checkFailureLimits(run, parts);
  } finally {
    // Whatever ends the run: what ScheduleHub has answered by now is stored.
    await parts.sender.drain().catch(parts.noteLateFailure);
    await parts.tracker.flush();
  }
  parts.throwLateFailure();
  return asked === null ? 'complete' : endOf(asked);
}

/** Counts the pages and the time it takes to get them. */
async function* timed(parts: RunParts, pages: AsyncIterable<PageToRun>): AsyncGenerator<PageToRun> {
  let asked = performance.now();
  for await (const page of pages) {
    const rows = page.sealed?.rowCount ?? page.records.length;
    parts.totals.addStage('fetch', { rowsIn: rows, rowsOut: rows, failed: 0, ms: performance.now() - asked });
    yield page;
    asked = performance.now();
  }
}

function countFailedPage({ failures }: RunParts, { tally: { failed, fetched } }: OpenPage): void {
  failures.inARow = failed >= fetched && fetched > 0 ? failures.inARow + fetched : 0;
}

function checkFailureLimits(run: Run, parts: RunParts): void {
  const { failure_percent: percent, failure_min_rows: minRows, failures_in_a_row: limit } = run.settings;
  const inARow = Math.max(parts.failures.inARow, parts.failures.refusedInARow);
  const metrics = parts.totals.live(parts.tracker.openPages().map((open) => open.tally));
  const share = metrics.totalFetched === 0 ? 0 : (100 * metrics.failed) / metrics.totalFetched;
  const tooMany =
    inARow >= limit
      ? `${inARow} records failed one after another (limit ${limit})`
      : metrics.totalFetched >= minRows && share > percent
        ? `${share.toFixed(1)} % of ${metrics.totalFetched} records failed (limit ${percent} %)`
        : null;
  if (tooMany === null) return;
  throw new EngineError(
    'limit',
    `Syncing ${run.entity.name} stopped: ${tooMany}. Delivered records stay, failed ones are kept. Look at the failed records of ${run.entity.name}, mend the cause, then sync again.`,
  );
}
