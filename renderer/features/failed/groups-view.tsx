// The groups with their four faces.

import type { ReactNode } from 'react';
import { ShownErrorState } from '../../parts/shown-error.tsx';
import { setParams, usePlace } from '../../state/location.ts';
import { useResource } from '../../state/resource.ts';
import { FilteredEmptyState, LoadingState } from '../../ui/list-states.tsx';
import { filterPatch, isFiltered } from './failed-params.ts';
import { groupsResource } from './failed-store.ts';
import type { FailedFilter, FailedGroup } from './failed-types.ts';
import { GroupsGrid } from './groups-grid.tsx';
import { ignore } from './ignore-store.ts';
import { NoFailedRecords } from './no-failed-records.tsx';
import { askRetry } from './retry-store.ts';
import { targetOfFilter, type Target } from './target.ts';

const REFRESH_MS = 15_000;

export function GroupsView({ filter }: { readonly filter: FailedFilter }): ReactNode {
  const { data, error, reload } = useResource(groupsResource, filter, REFRESH_MS);
  const params = usePlace((place) => place.params);
  if (data === null) {
    if (error === null) return <LoadingState what="the failed records" />;
    return <ShownErrorState error={error} onRetry={() => void reload()} />;
  }
  if (data.groups.length === 0) {
    if (!isFiltered(params)) return <NoFailedRecords />;
    return <FilteredEmptyState what="failed records" onClear={() => setParams(filterPatch({}))} />;
  }
  const act = (run: (target: Target) => void) => (group: FailedGroup) => {
    const shown = { filter: { ...filter, signature: group.signature }, snapshot: data.snapshot, total: group.count };
    const target = targetOfFilter(shown, 'with this reason');
    if (target !== null) run({ ...target, entity: group.entities.length === 1 ? (group.entities[0] ?? null) : null });
  };
  return (
    <GroupsGrid
      groups={data.groups}
      closedBySignature={data.closedBySignature}
      onRetry={act(askRetry)}
      onIgnore={act((target) => void ignore(target))}
    />
  );
}
