// Sends rows that were captured before (woken children, failed records) through the same nine stages as a batch of
// their own, so that history shows them and a crash loses none.

import type { Retry } from '../pipeline/pending-fate.ts';
import { runPipeline } from '../pipeline/pipeline.ts';
import type { FetchedRecord, RawRow } from '../record/shapes.ts';
import type { Batch } from '../repositories/batch-repository.ts';
import { completeReplay, failRun, interruptRun } from './end-run.ts';
import { openBatch, startRun, type OpenRun } from './open-run.ts';
import type { SyncControl } from './prepare-run.ts';
import type { Services } from './services.ts';

export interface CapturedRow {
  readonly raw: RawRow;
  readonly sourceKey: string;
}

export interface ReplayRequest {
  readonly entity: string;
  readonly startedBy: string;
  readonly retry: Retry | null;
  readonly control: SyncControl;
  /** The mapping version to run with; the current one when absent. */
  readonly mappingVersion?: number;
  /** Pages of rows; asked for one at a time, after the page before was worked on. */
  readonly pages: (opened: OpenRun) => AsyncIterable<readonly CapturedRow[]>;
}

/** Failures of the run are in the batch; throws `conflict` where the entity is being synced. */
export async function replayRows(services: Services, request: ReplayRequest): Promise<Batch> {
  const { entity, startedBy, retry, control } = request;
  const open = await openBatch(services, {
    entity,
    syncType: 'incremental',
    dryRun: false,
    startedBy,
    kind: 'replay',
    mappingVersion: request.mappingVersion,
  });
  let opened: OpenRun | null = null;
  try {
    opened = await startRun(services, { open, control, retry, isReplay: true, totalRows: () => null });
    const end = await runPipeline(opened.run, opened.parts, numbered(request.pages(opened)));
    if (end !== 'complete') return await interruptRun(services, open, { end: 'stopped', parts: opened.parts });
    return await completeReplay(services, open, opened.parts);
  } catch (error) {
    return failRun(services, open, { error, parts: opened?.parts ?? null });
  }
}

async function* numbered(
  pages: AsyncIterable<readonly CapturedRow[]>,
): AsyncGenerator<{ readonly pageNo: number; readonly records: readonly FetchedRecord[] }> {
  let pageNo = 1;
  for await (const rows of pages) {
    // The brand is what stage 1 gives: a row as it was read, with its source key.
    yield { pageNo, records: rows.map((row) => row as FetchedRecord) };
    pageNo += 1;
  }
}
