// Failed records by reason, the largest group first: what it is, where, since when, and how the last 14 days went.

import type { ReactNode } from 'react';
import { STAGE_WORDS } from '../../parts/stage-words.ts';
import { goTo, usePlace } from '../../state/location.ts';
import { ROW_HEIGHT_PX, usePreferences } from '../../state/preferences.ts';
import { Age, useNow } from '../../ui/age.tsx';
import { DataGrid, type GridColumn, type RowKey } from '../../ui/data-grid.tsx';
import { formatCount } from '../../ui/format.ts';
import { Sparkline } from '../../ui/sparkline.tsx';
import { filterParams } from './failed-params.ts';
import type { FailedGroup } from './failed-types.ts';
import { CODE_WORDS } from './failed-words.ts';
import { describeTrend, groupMark, type ClosedGroup } from './group-mark.ts';

export interface GroupsGridProps {
  readonly groups: readonly FailedGroup[];
  readonly closedBySignature: ReadonlyMap<string, ClosedGroup>;
  readonly onRetry: (group: FailedGroup) => void;
  readonly onIgnore: (group: FailedGroup) => void;
}

/** Two lines a row: the reason, and its cause in plain words. */
const LINES = 1.75;

export function GroupsGrid({ groups, closedBySignature, onRetry, onIgnore }: GroupsGridProps): ReactNode {
  const params = usePlace((place) => place.params);
  const { density, hasLetterKeys } = usePreferences();
  const nowMs = useNow();
  const columns: readonly GridColumn<FailedGroup>[] = [
    { id: 'count', header: 'Records', width: '76px', isNumber: true, render: ({ count }) => formatCount(count) },
    {
      id: 'cause',
      header: 'Reason',
      width: 'minmax(260px, 1fr)',
      title: ({ message, cause }) => `${message}\n${cause}`,
      render: (group) => <Reason group={group} closed={closedBySignature.get(group.signature)} nowMs={nowMs} />,
    },
    {
      id: 'entity',
      header: 'Entity',
      width: 'minmax(110px, 170px)',
      title: ({ entities }) => entities.join(', '),
      render: ({ entities: [first = '', ...others] }) => (others.length === 0 ? first : `${first} + ${others.length}`),
    },
    { id: 'stage', header: 'Stage', width: '92px', render: ({ stage }) => STAGE_WORDS[stage] },
    {
      id: 'trend',
      header: '14 days',
      width: '114px',
      render: ({ trend }) => (
        <Sparkline kind="bars" values={trend.map(({ count }) => count)} label={describeTrend(trend)} />
      ),
    },
    { id: 'first', header: 'First seen', width: '100px', render: ({ first_seen_at: at }) => <Age at={at} /> },
    { id: 'last', header: 'Last seen', width: '100px', render: ({ last_seen_at: at }) => <Age at={at} /> },
  ];
  const keys: readonly RowKey<FailedGroup>[] = [
    { key: 'Delete', run: onIgnore },
    ...(hasLetterKeys ? [{ key: 'r', run: onRetry }] : []),
  ];
  return (
    <DataGrid
      label="Failed records by reason"
      columns={columns}
      rows={groups}
      rowId={({ signature }) => signature}
      rowHeightPx={Math.round(ROW_HEIGHT_PX[density] * LINES)}
      total={groups.length}
      onOpen={({ signature }) => goTo('/failed', { ...filterParams(params), signature })}
      keys={keys}
    />
  );
}

interface ReasonProps {
  readonly group: FailedGroup;
  readonly closed: ClosedGroup | undefined;
  readonly nowMs: number;
}

function Reason({ group, closed, nowMs }: ReasonProps): ReactNode {
  const mark = groupMark(group, closed, nowMs);
  return (
    <div className="sf-failed-lines">
      <div className="sf-ellipsis">
        <strong>{CODE_WORDS[group.code]}</strong>
        {group.field !== null && <span className="sf-mono"> {group.field}</span>}
        {mark !== null && (
          <span className={`sf-failed-mark sf-failed-${mark.kind}`} title={mark.meaning}>
            {mark.word}
          </span>
        )}
      </div>
      <div className="sf-ellipsis sf-muted">{group.cause}</div>
    </div>
  );
}
