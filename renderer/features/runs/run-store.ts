// One run's story, and what a dry run would change.

import { useEffect } from 'react';
import { engine } from '../../api/engine.ts';
import { createPagedList, type Page, type PagedListState } from '../../state/paged-list.ts';
import { createResource } from '../../state/resource.ts';
import type { Operation, PlanRecord } from './run-types.ts';

export const storyResource = createResource((batchUid: string) => engine.sync.status({ batch_uid: batchUid }));

/** Null while there is nothing to read yet. */
export const planFieldsResource = createResource(async (batchUid: string | null) =>
  batchUid === null ? { fields: [] } : engine.sync.plan_fields({ batch_uid: batchUid }),
);

export const planRecordResource = createResource(
  ({ batchUid, seq }: { readonly batchUid: string; readonly seq: number }) =>
    engine.sync.plan({ batch_uid: batchUid, cursor: String(seq - 1), limit: 1 }),
);

export interface PlanFilter {
  readonly batchUid: string;
  readonly operation: Operation | null;
  readonly field: string | null;
}

export const plan = createPagedList<PlanFilter, PlanRecord>(async ({ filter, cursor, limit }) => {
  const { batchUid, operation, field } = filter;
  const query = { batch_uid: batchUid, operation: operation ?? undefined, field: field ?? undefined };
  let page: Page<PlanRecord> = await engine.sync.plan({ ...query, cursor, limit });
  // A page of a filtered plan may be short, or empty, although more records follow: the engine reads only so far at once.
  while (page.next !== null && page.rows.length < limit) {
    const more = await engine.sync.plan({ ...query, cursor: page.next, limit: limit - page.rows.length });
    page = { ...more, rows: [...page.rows, ...more.rows] };
  }
  return page;
});

/** The records of a dry run under a filter; null while there are none to read yet. */
export function usePlan(filter: PlanFilter | null): PagedListState<PlanFilter, PlanRecord, Page<PlanRecord>> {
  const key = filter === null ? null : JSON.stringify(filter);
  useEffect(() => {
    // Safe: the text was made from a PlanFilter a line above.
    if (key !== null) void plan.getState().load(JSON.parse(key) as PlanFilter);
  }, [key]);
  return plan();
}
