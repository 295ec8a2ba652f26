// What the screen of failed records reads: groups, the list, one record; and which records are marked.

import { create } from 'zustand';
import { engine } from '../../api/engine.ts';
import { createPagedList, type Page } from '../../state/paged-list.ts';
import { createResource } from '../../state/resource.ts';
import { overviewResource } from '../../state/overview.ts';
import type { FailedFilter, FailedItem } from './failed-types.ts';
import type { ClosedGroup } from './group-mark.ts';

/** Those that nobody needs any more. */
const CLOSED = ['resolved', 'ignored', 'superseded'] as const;

export const groupsResource = createResource(async (filter: FailedFilter) => {
  const [shown, closed] = await Promise.all([
    engine.failed.groups({ filter }),
    engine.failed.groups({ filter: { ...filter, statuses: [...CLOSED] } }),
  ]);
  const closedBySignature = new Map<string, ClosedGroup>(closed.groups.map((group) => [group.signature, group]));
  return { ...shown, closedBySignature };
});

interface RecordsPage extends Page<FailedItem> {
  readonly snapshot: string;
}

/** What came after the first page stays out of bulk actions: later pages keep the first one's snapshot. */
let firstSnapshot = '';

export const recordsList = createPagedList<FailedFilter, FailedItem, RecordsPage>(async (request) => {
  const page = await engine.failed.list(request);
  if (request.cursor === null) firstSnapshot = page.snapshot;
  return { ...page, snapshot: firstSnapshot };
});

/**
 * How many match by now: the list itself stays still until the operator asks for the new ones, and with a search it does
 * not count at all.
 */
export const matchingResource = createResource(async (filter: FailedFilter) => {
  const { total } = await engine.failed.list({ filter, limit: 1 });
  return total ?? (await engine.failed.groups({ filter })).total;
});

/** Records of the list; null while they are being counted. */
export function useTotal(filter: FailedFilter): number | null {
  const listed = recordsList(({ total }) => total);
  const counted = matchingResource(({ data, input }) =>
    JSON.stringify(input) === JSON.stringify(filter) ? data : null,
  );
  return listed ?? counted;
}

export const recordResource = createResource((uid: string) => engine.failed.get({ uid }));

export const entitiesResource = createResource((_nothing: null) => engine.entities.list({}));

/** The mapping a record failed with; the current one where that version is gone, null where the entity is. */
export const mappingResource = createResource(async ({ name, version }: { name: string; version: number }) => {
  try {
    return (await engine.entities.get({ name, version })).entity;
  } catch {
    // A removed entity or version: the record is shown without its mapping.
    return null;
  }
});

/** What became of the records of a retry, those that failed first. */
export const retryResultsResource = createResource((jobUid: string) =>
  engine.jobs.results({ job_uid: jobUid, limit: 100 }),
);

/** The records that wait for one, as far as one page tells. */
export const childrenResource = createResource(async ({ entity, hash }: { entity: string; hash: string }) => {
  const { rows, next } = await engine.waiting.list({ parent_entity: entity, parent_bk_hash: hash, limit: 500 });
  return { count: rows.length, hasMore: next !== null };
});

/** When the last record failed that is closed by now. */
export const lastClosedResource = createResource(async (_nothing: null) => {
  const { rows } = await engine.failed.list({ filter: { statuses: [...CLOSED] }, limit: 1 });
  return rows[0]?.last_seen_at ?? null;
});

interface Marks {
  /** The list the marks belong to: another filter begins without any. */
  readonly list: string;
  readonly uids: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

export const useMarkStore = create<Marks>(() => ({ list: '', uids: NONE }));

export function useMarks(list: string): ReadonlySet<string> {
  return useMarkStore((marks) => (marks.list === list ? marks.uids : NONE));
}

export function mark(list: string, uids: ReadonlySet<string>): void {
  useMarkStore.setState({ list, uids });
}

/** After anything that changes records. */
export function readAgain(): void {
  for (const resource of [groupsResource, recordsList, matchingResource, recordResource, overviewResource]) {
    void resource.getState().reload();
  }
}
