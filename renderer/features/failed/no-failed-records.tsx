// Nothing failed: a success, not a blank.

import { TickCircleIcon } from '@blueprintjs/icons';
import type { ReactNode } from 'react';
import { useResource } from '../../state/resource.ts';
import { formatTime } from '../../ui/format.ts';
import { EmptyState } from '../../ui/list-states.tsx';
import { lastClosedResource } from './failed-store.ts';

export function NoFailedRecords(): ReactNode {
  const { data: lastAt } = useResource(lastClosedResource, null);
  return (
    <EmptyState title="No failed records" icon={<TickCircleIcon size={40} className="sf-failed-success" />}>
      {lastAt === null ? (
        <>
          A record that cannot be sent is kept here whole, with the reason and what to do, until ScheduleHub has
          acknowledged it. Nothing has failed so far.
        </>
      ) : (
        <>
          Last failure {formatTime(lastAt)}, dealt with since.{' '}
          <a href="#/failed?status=resolved,ignored,superseded&view=records">Show what was closed</a>
        </>
      )}
    </EmptyState>
  );
}
