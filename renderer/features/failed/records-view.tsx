// The list of records with its four faces; new ones wait below the filter until they are asked for.

import { Button } from '@blueprintjs/core';
import type { ReactNode } from 'react';
import { ShownErrorState } from '../../parts/shown-error.tsx';
import { setParams, usePlace } from '../../state/location.ts';
import { useResource } from '../../state/resource.ts';
import { countOf } from '../../ui/format.ts';
import { FilteredEmptyState, LoadingState } from '../../ui/list-states.tsx';
import { filterPatch, isFiltered } from './failed-params.ts';
import { matchingResource, readAgain, recordsList, useMarkStore } from './failed-store.ts';
import type { FailedFilter, FailedItem } from './failed-types.ts';
import { ignore } from './ignore-store.ts';
import { NoFailedRecords } from './no-failed-records.tsx';
import { RecordsGrid } from './records-grid.tsx';
import { askRetry, retry } from './retry-store.ts';
import { targetOfMarks, targetOfRecord, type Target } from './target.ts';

export interface RecordsViewProps {
  readonly filter: FailedFilter;
  readonly onBack: () => void;
}

/** Not with a search: it reads every row. */
const REFRESH_MS = 10_000;

export function RecordsView({ filter, onBack }: RecordsViewProps): ReactNode {
  const { rows, total, error, isLoading, reload, latest } = recordsList();
  const { data: matching } = useResource(
    matchingResource,
    filter,
    filter.search === undefined ? REFRESH_MS : undefined,
  );
  const params = usePlace((place) => place.params);
  const difference = matching === null || total === null || isLoading ? 0 : matching - total;
  const face =
    rows.length > 0 ? null : error !== null ? (
      <ShownErrorState error={error} onRetry={() => void reload()} />
    ) : latest === null ? (
      <LoadingState what="the failed records" />
    ) : isFiltered(params) ? (
      <FilteredEmptyState what="failed records" onClear={() => setParams({ ...filterPatch({}), view: null })} />
    ) : (
      <NoFailedRecords />
    );
  return (
    <>
      {difference !== 0 && (
        <div className="sf-failed-news">
          {difference > 0
            ? `${countOf(difference, 'more record')} match.`
            : `${countOf(-difference, 'record')} left this list.`}{' '}
          <Button size="small" text="Read again" onClick={readAgain} />
        </div>
      )}
      {face}
      {/* Kept while it is empty: it is what reads the list. */}
      <div className="sf-failed-list" hidden={face !== null}>
        <RecordsGrid
          filter={filter}
          onRetry={(record) => retryRow(record)}
          onIgnore={(record) => void ignore(rowTarget(record))}
          onBack={onBack}
        />
      </div>
    </>
  );
}

/** A marked row stands for all that are marked. */
function rowTarget(record: FailedItem): Target {
  const { uids } = useMarkStore.getState();
  return (uids.has(record.uid) ? targetOfMarks(uids, new Set()) : null) ?? targetOfRecord(record);
}

function retryRow(record: FailedItem): void {
  const target = rowTarget(record);
  if (target.count === 1) retry(target, 'current_mapping');
  else askRetry(target);
}
