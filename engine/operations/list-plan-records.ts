// What a dry run would change, record by record, in pages; of one operation or one field where asked.

import type { PlanRecord } from '../repositories/plan-repository.ts';
import { getBatch } from './find-batch.ts';
import type { Services } from './services.ts';

export interface PlanQuery {
  readonly batchUid: string;
  readonly operation?: PlanRecord['operation'] | undefined;
  readonly field?: string | undefined;
  /** The `next` of the page before. */
  readonly afterSeq: number | null;
  readonly limit: number;
}

export interface PlanPage {
  readonly rows: readonly (PlanRecord & { readonly seq: number })[];
  readonly next: number | null;
  /** Null with a filter: counting would read the whole plan. */
  readonly total: number | null;
}

const READ_AT_ONCE = 1000;
/** A rare field must not make one call read a plan of a million records. */
const MOST_READ = 20_000;

/** A page may be short, or empty, and still have a `next`. Throws EngineError `not_found`. */
export async function listPlanRecords(services: Services, query: PlanQuery): Promise<PlanPage> {
  const { store } = services;
  const { metrics } = await getBatch(store, query.batchUid);
  const isFiltered = query.operation !== undefined || query.field !== undefined;
  const total = isFiltered ? null : metrics.inserted + metrics.updated + metrics.deleted;
  const rows: (PlanRecord & { readonly seq: number })[] = [];
  let afterSeq = query.afterSeq ?? undefined;
  for (let read = 0; read < MOST_READ;) {
    const limit = isFiltered ? READ_AT_ONCE : query.limit;
    const records = await store.plans.list(query.batchUid, { limit, afterSeq });
    for (const record of records) {
      if (isWanted(record, query)) rows.push(record);
      afterSeq = record.seq;
      if (rows.length === query.limit) return { rows, next: afterSeq, total };
    }
    if (records.length < limit) return { rows, next: null, total };
    read += records.length;
  }
  return { rows, next: afterSeq ?? null, total };
}

function isWanted({ operation, changes }: PlanRecord, query: PlanQuery): boolean {
  if (query.operation !== undefined && operation !== query.operation) return false;
  return query.field === undefined || changes.some((change) => change.field === query.field);
}
