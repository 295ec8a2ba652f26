// How the pages of a run are read: in this thread, until the read turns out large; then by page workers, with the
// ledger's keys and fingerprints in memory that they share.

import assert from 'node:assert/strict';
import { readPageHead, readPageOfRows } from '../clients/apismith-answers.ts';
import type { ExecuteRequest, PageHead } from '../clients/apismith-client.ts';
import type { Answer } from '../clients/http/exchange.ts';
import type { Reading } from '../clients/http/read-answer.ts';
import { parsePage } from '../clients/row-page.ts';
import { parseSplitEnvelope, splitPage } from '../clients/split-page.ts';
import { loadLedgerIndex } from '../ledger/ledger-index.ts';
import type { PlanOptions } from '../normalize/compile-plan.ts';
import type { Column } from '../contract/entity.ts';
import { rulesTagOf } from '../record/raw-print.ts';
import { toReadPage, type FetchNeeds, type ReadPage } from '../stages/1-fetch.ts';
import { HASH_SPEC } from '../stages/6-delta.ts';
import { createPageWorkers, type PageThreads, type PageWorkers } from './page-workers.ts';
import { readAhead } from './read-ahead.ts';
import type { RunParts } from './run-parts.ts';
import type { Run } from './run.ts';
import type { SealSetup } from './seal-page.ts';

export interface PageReader {
  /** What stage 1 is given. */
  readonly needs: Required<Pick<FetchNeeds, 'readPage' | 'ahead'>>;
  /** The source is read from its first page again. */
  restart(): Promise<void>;
  /** All is read: the page workers begin to end, but for the one that `settle` needs. */
  endReading(): Promise<void>;
  /** After a large read: settles the ledger with the help of a page worker. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export interface PageReaderNeeds {
  readonly run: Run;
  readonly parts: RunParts;
  readonly threads: PageThreads;
  /** What the run's plan was compiled from. */
  readonly columns: readonly Column[];
  readonly planOptions: PlanOptions;
}

export function createPageReader(needs: PageReaderNeeds): PageReader {
  const { run, parts, threads } = needs;
  /** Null until the read turns out large. */
  let workers: Promise<PageWorkers> | null = null;
  let rowsRead = 0;

  const startWorkers = async (totalRows: number | null): Promise<PageWorkers> => {
    const cleaning: Omit<SealSetup, 'parentRules'> = {
      entity: run.entity,
      columns: needs.columns,
      planOptions: needs.planOptions,
      mappingVersion: run.mappingVersion,
      keyColumns: run.api.keyColumns,
      rowversion: run.rowversion,
      exactText: run.exactText,
    };
    // Expressions may read a clock: the same bytes need not give the same data.
    const rulesTag = run.plan.isAsync ? null : rulesTagOf(JSON.stringify([HASH_SPEC, threads.rules, cleaning]));
    const started = createPageWorkers(threads, { setup: { ...cleaning, parentRules: run.parentRules }, rulesTag });
    try {
      const { ledger } = run.store;
      // Settled, the count is exact: the index has a place for each.
      await ledger.settle(run.entity.name);
      const records = await ledger.count(run.entity.name);
      const index = await loadLedgerIndex(records, ledger.streamFingerprints(run.entity.name));
      parts.attachIndex(index, totalRows);
      // Where earlier failures or ScheduleHub itself have a say, every row is looked at.
      const knowsUnchanged = !run.lookUpTarget && !parts.keepsSkipped && index.size > 0;
      const { memory, places, size, byPrint } = index;
      started.useLedger(knowsUnchanged ? { memory, places, size, byPrint } : null);
      return started;
    } catch (error) {
      await started.close();
      throw error;
    }
  };
  /** The threads and the index get ready while the next page is asked for. */
  const begin = (totalRows: number | null): Promise<PageWorkers> => {
    workers ??= startWorkers(totalRows);
    // Whoever awaits a page's content meets the error; until then it is not unhandled.
    workers.catch(() => undefined);
    return workers;
  };
  /** The first pages: large reads are known by their head, before a row is parsed. */
  const readHere = (answer: Answer, askedPage: number | null): Reading<ReadPage> => {
    const split = splitPage(answer.body);
    const envelope = split === null ? null : parseSplitEnvelope(answer, split, { exactText: run.exactText });
    const head = envelope?.ok === true ? readPageHead(envelope.value, askedPage) : null;
    if (split !== null && head?.ok === true && isLarge(head.value, split.count)) return handOver(answer, head.value);
    const page = readPageOfRows(answer, askedPage, { exactText: run.exactText });
    if (!page.ok) return page;
    const { items, total } = page.value;
    const read = toReadPage(page.value, run);
    // A page that cannot be split was read here; the ones after it need not be.
    const begun = isLarge(page.value, items.length) ? begin(total) : null;
    rowsRead += items.length;
    return { ok: true, value: begun === null ? read : { ...read, content: begun.then(() => read.content) } };
  };
  const handOver = (answer: Answer, head: PageHead): Reading<ReadPage> => {
    const begun = begin(head.total);
    // The next page is asked for before this one is sealed: only where its rows can be read, else it is asked for again.
    const whole = parsePage(answer, {});
    if (!whole.ok) return whole;
    const content = begun.then(async (started) => {
      const reading = await started.read(answer, null);
      assert(reading.ok, 'The page was read before.');
      return reading.value.content;
    });
    return { ok: true, value: { head, content } };
  };
  const isLarge = ({ hasMore, total }: PageHead, rows: number): boolean =>
    hasMore && (total ?? (rowsRead + rows) * 2) >= threads.fromRows;
  const readPage = (request: ExecuteRequest): Promise<ReadPage> => {
    const begun = workers;
    return run.apismith.executeApiAs(run.api.slug, request, {
      signal: run.control.signal,
      read: begun === null ? readHere : async (answer, askedPage) => (await begun).read(answer, askedPage),
    });
  };
  const end = async (): Promise<void> => {
    const ending = workers;
    workers = null;
    // Workers that did not begin have ended already.
    const begun = await ending?.catch(() => null);
    await begun?.close();
  };
  return {
    // One page more than there are workers: none of them waits for the network.
    needs: { readPage, ahead: (pages) => readAhead(pages, threads.count + 1) },
    restart: async () => {
      rowsRead = 0;
      await end();
    },
    endReading: async () => (await workers)?.endReading(),
    settle: async () => {
      const begun = await workers;
      if (begun !== null && run.lease !== null) await run.store.ledger.settle(run.entity.name, begun.sorter);
    },
    close: end,
  };
}
