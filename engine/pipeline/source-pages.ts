// The pages a run reads: from its stored position, filtered to what is newer than the watermark for an incremental run.

import type { ExecuteFilter } from '../clients/apismith-client.ts';
import { EngineError } from '../failures/engine-error.ts';
import { subtractOverlap } from '../record/rowversion-overlap.ts';
import { fetchPages, type FetchedPage, type FetchNeeds, type ReadPosition } from '../stages/1-fetch.ts';
import type { PageReader } from './page-reader.ts';
import { readAhead } from './read-ahead.ts';
import type { RunParts } from './run-parts.ts';
import type { Run } from './run.ts';

export interface SourcePagesNeeds {
  readonly run: Run;
  readonly parts: RunParts;
  /** Row versions up to this one are known; null reads everything. */
  readonly watermark: string | null;
  readonly pageSize: number;
  readonly onTotal: (total: number | null) => void;
  /** Reads large sources with page workers; without it all is read in this thread. */
  readonly reader?: PageReader | null;
}

/** Yields pages read ahead; a position that the gateway no longer knows starts the read over. */
export async function* sourcePages(needs: SourcePagesNeeds): AsyncGenerator<FetchedPage> {
  const { run, parts } = needs;
  const start = parts.tracker.position();
  const fetchNeeds = (from: ReadPosition | null): FetchNeeds => ({
    client: run.apismith,
    api: run.api,
    filters: filtersOf(needs),
    pageSize: needs.pageSize,
    rowversion: run.rowversion,
    start: from,
    exactText: run.exactText,
    waitOutOutage: run.control.waitOutOutage,
    outageOver: run.control.outageOver,
    signal: run.control.signal,
    ...needs.reader?.needs,
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
      await needs.reader?.restart();
      parts.startReadOver();
      from = null;
    }
  }
}

function filtersOf({ run, watermark }: SourcePagesNeeds): readonly ExecuteFilter[] {
  const filters: ExecuteFilter[] = run.entity.source.filters.map(({ field, op, value }) => ({ field, op, value }));
  if (run.batch.syncType !== 'incremental' || run.rowversion === null || watermark === null) return filters;
  const { field, kind } = run.rowversion;
  const { overlap_seconds: seconds, overlap_versions: versions } = run.entity.delta;
  const text = subtractOverlap(kind, watermark, { seconds, versions });
  return [...filters, { field, op: 'gt', value: kind === 'number' ? { exactNumber: text } : text }];
}
