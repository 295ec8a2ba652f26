// What the buttons of the list are about: the marked records, else everything the filter shows.

import { useMemo } from 'react';
import type { FailedView } from './failed-params.ts';
import { groupsResource, recordsList, useMarks, useTotal } from './failed-store.ts';
import type { FailedFilter } from './failed-types.ts';
import { targetOfFilter, targetOfMarks, type Target } from './target.ts';

export interface ListTarget {
  /** Null where there is nothing, or more is marked than one action takes. */
  readonly target: Target | null;
  readonly marked: number;
}

export function useTarget(view: FailedView, filter: FailedFilter): ListTarget {
  const marks = useMarks(JSON.stringify(filter));
  const groups = groupsResource(({ data }) => data);
  const { rows, latest } = recordsList();
  const total = useTotal(filter);
  return useMemo(() => {
    if (view === 'groups') {
      const { snapshot = '', total: count = 0 } = groups ?? {};
      return { target: targetOfFilter({ filter, snapshot, total: count }), marked: 0 };
    }
    if (marks.size > 0) {
      const entities = new Set(rows.filter(({ uid }) => marks.has(uid)).map(({ entity }) => entity));
      return { target: targetOfMarks(marks, entities), marked: marks.size };
    }
    const snapshot = latest?.snapshot ?? '';
    return { target: targetOfFilter({ filter, snapshot, total: total ?? 0 }), marked: 0 };
  }, [view, filter, marks, groups, rows, latest, total]);
}
