// The pages a run reads: from its stored position, filtered to what is newer than the watermark for an incremental run.

import type { ExecuteFilter } from '../clients/apismith-client.ts';
import { EngineError } from '../failures/engine-error.ts';
import { readAhead } from '../pipeline/read-ahead.ts';
import { subtractOverlap } from '../record/rowversion-overlap.ts';
import { fetchPages, type FetchedPage, type FetchNeeds, type ReadPosition } from '../stages/1-fetch.ts';
import type { OpenRun } from './open-run.ts';

export interface SourcePagesNeeds {
  readonly pageSize: number;
  readonly onTotal: (total: number | null) => void;
}

/** Yields pages read ahead; a position that the gateway no longer knows starts the read over. */
export async function* sourcePages(opened: OpenRun, needs: SourcePagesNeeds): AsyncGenerator<FetchedPage> {
  const { run, parts } = opened;
  const start = parts.tracker.position();
  const fetchNeeds = (from: ReadPosition | null): FetchNeeds => ({
    client: run.apismith,
    api: run.api,
    filters: filtersOf(opened),
    pageSize: needs.pageSize,
    rowversion: run.rowversion,
    start: from,
    exactText: run.exactText,
    waitOutOutage: run.control.waitOutOutage,
    outageOver: run.control.outageOver,
    signal: run.control.signal,
  });
  let from = start;
  let isFirst = true;
  for (;;) {
    try {
      for await (const page of readAhead(fetchPages(fetchNeeds(from)), run.settings.pages_ahead)) {
        isFirst = false;
        needs.onTotal(page.total);
        yield page;
      }
      return;
    } catch (error) {
      const isForgotten = error instanceof EngineError && (error.kind === 'refused' || error.kind === 'not_found');
      if (!isFirst || from === null || !isForgotten) throw error;
      parts.warn('The gateway no longer knew where the run had stopped; the source is read from its first page again.');
      parts.totals.restart();
      parts.tracker.restart();
      from = null;
    }
  }
}

function filtersOf({ run, basis }: OpenRun): readonly ExecuteFilter[] {
  const filters: ExecuteFilter[] = run.entity.source.filters.map(({ field, op, value }) => ({ field, op, value }));
  const watermark = basis.state?.lastSyncRowversion ?? null;
  if (run.batch.syncType !== 'incremental' || run.rowversion === null || watermark === null) return filters;
  const { field, kind } = run.rowversion;
  const { overlap_seconds: seconds, overlap_versions: versions } = run.entity.delta;
  const text = subtractOverlap(kind, watermark, { seconds, versions });
  return [...filters, { field, op: 'gt', value: kind === 'number' ? { exactNumber: text } : text }];
}
