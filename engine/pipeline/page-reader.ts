// How the pages of a run are read: in this thread, until the read turns out large; then by page workers, with the
// ledger's keys and fingerprints in memory that they share.

import type { ExecuteRequest } from '../clients/apismith-client.ts';
import { loadLedgerIndex } from '../ledger/ledger-index.ts';
import type { PlanOptions } from '../normalize/compile-plan.ts';
import type { Column } from '../contract/entity.ts';
import { readHere, type FetchNeeds, type ReadPage } from '../stages/1-fetch.ts';
import { createPageWorkers, type PageThreads, type PageWorkers } from './page-workers.ts';
import { readAhead } from './read-ahead.ts';
import type { RunParts } from './run-parts.ts';
import type { Run } from './run.ts';

export interface PageReader {
  /** What stage 1 is given. */
  readonly needs: Required<Pick<FetchNeeds, 'readPage' | 'ahead'>>;
  /** The source is read from its first page again. */
  restart(): Promise<void>;
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
  let workers: PageWorkers | null = null;
  let rowsRead = 0;

  const begin = async (): Promise<PageWorkers> => {
    const { ledger } = run.store;
    const records = await ledger.count(run.entity.name);
    const index = await loadLedgerIndex(records, ledger.streamFingerprints(run.entity.name));
    parts.attachIndex(index);
    // Where earlier failures or ScheduleHub itself have a say, every row is looked at.
    const knowsUnchanged = !run.lookUpTarget && !parts.keepsSkipped;
    const { memory, places, size } = index;
    return createPageWorkers(threads, {
      exactText: run.exactText,
      setup: {
        entity: run.entity,
        columns: needs.columns,
        planOptions: needs.planOptions,
        mappingVersion: run.mappingVersion,
        keyColumns: run.api.keyColumns,
        rowversion: run.rowversion,
        index: knowsUnchanged && size > 0 ? { memory, places, size } : null,
      },
    });
  };
  const readPage = async (request: ExecuteRequest): Promise<ReadPage> => {
    const { client, signal } = { client: run.apismith, signal: run.control.signal };
    if (workers !== null) return client.executeApiAs(run.api.slug, request, { signal, read: workers.read });
    const { api, rowversion, exactText } = run;
    const page = await readHere({ client, api, rowversion, exactText, signal }, request);
    rowsRead += (await page.content).rowCount;
    const expected = page.head.total ?? (page.head.hasMore ? rowsRead * 2 : rowsRead);
    if (page.head.hasMore && expected >= threads.fromRows) workers = await begin();
    return page;
  };
  const end = async (): Promise<void> => {
    const ending = workers;
    workers = null;
    await ending?.close();
  };
  return {
    // One page more than there are workers: none of them waits for the network.
    needs: { readPage, ahead: (pages) => readAhead(pages, threads.count + 1) },
    restart: async () => {
      rowsRead = 0;
      await end();
    },
    close: end,
  };
}
