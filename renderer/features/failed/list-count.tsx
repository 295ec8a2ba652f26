// "412 of 41,230": what the filter shows of all that need somebody.

import type { ReactNode } from 'react';
import { usePlace } from '../../state/location.ts';
import { useOverview } from '../../state/overview.ts';
import { countOf, formatCount } from '../../ui/format.ts';
import { isFiltered, type FailedView } from './failed-params.ts';
import { groupsResource, useTotal } from './failed-store.ts';
import type { FailedFilter } from './failed-types.ts';

export interface ListCountProps {
  readonly view: FailedView;
  readonly filter: FailedFilter;
}

export function ListCount({ view, filter }: ListCountProps): ReactNode {
  const params = usePlace((place) => place.params);
  const groups = groupsResource(({ data }) => data);
  const listed = useTotal(filter);
  const overview = useOverview();
  const total = view === 'groups' ? (groups?.total ?? null) : listed;
  if (total === null) return <span>Counting …</span>;
  const reasons = view === 'groups' && groups !== null ? `, ${countOf(groups.groups.length, 'reason')}` : '';
  if (!isFiltered(params) || overview === null) return <span>{countOf(total, 'record') + reasons}</span>;
  const { open, retrying, exhausted, resolved, ignored, superseded } = overview.failed_by_status;
  const live = open + retrying + exhausted;
  const all = filter.statuses === undefined ? live : live + resolved + ignored + superseded;
  return <span>{`${formatCount(total)} of ${countOf(Math.max(all, total), 'record')}${reasons}`}</span>;
}
