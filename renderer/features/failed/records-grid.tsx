// The records of a group or filter, one a row, with marks for what is done to several at once.

import { useEffect, type ReactNode } from 'react';
import { setParams, useParam } from '../../state/location.ts';
import { ROW_HEIGHT_PX, usePreferences } from '../../state/preferences.ts';
import { Age } from '../../ui/age.tsx';
import { DataGrid, type GridColumn, type RowKey } from '../../ui/data-grid.tsx';
import { mark, recordsList, useMarks, useTotal } from './failed-store.ts';
import { FailedStatusLabel } from './failed-status.tsx';
import type { FailedFilter, FailedItem } from './failed-types.ts';
import { CODE_WORDS } from './failed-words.ts';

export interface RecordsGridProps {
  readonly filter: FailedFilter;
  readonly onRetry: (record: FailedItem) => void;
  readonly onIgnore: (record: FailedItem) => void;
  readonly onBack: () => void;
}

const COLUMNS: readonly GridColumn<FailedItem>[] = [
  { id: 'status', header: 'Status', width: '130px', render: ({ status }) => <FailedStatusLabel status={status} /> },
  {
    id: 'reference',
    header: 'Record',
    width: 'minmax(170px, 1fr)',
    title: ({ reference }) => reference ?? 'No business key',
    render: ({ reference }) => <span className="sf-mono">{reference ?? 'no business key'}</span>,
  },
  {
    id: 'message',
    header: 'What is wrong',
    width: 'minmax(240px, 2fr)',
    title: ({ message, cause }) => `${message}\n${cause}`,
    render: ({ code, field, message }) => (
      <>
        <span className="sf-hidden">{CODE_WORDS[code]}: </span>
        {field !== null && <span className="sf-mono">{field} </span>}
        {message}
      </>
    ),
  },
  { id: 'entity', header: 'Entity', width: '150px', title: ({ entity }) => entity, render: ({ entity }) => entity },
  {
    id: 'tries',
    header: 'Tries',
    width: '64px',
    isNumber: true,
    title: ({ retry_count: tried, max_retries: most }) => `${tried} of ${most} tries`,
    render: ({ retry_count: tried, max_retries: most }) => `${tried}/${most}`,
  },
  { id: 'last', header: 'Last seen', width: '100px', render: ({ last_seen_at: at }) => <Age at={at} /> },
];

export function RecordsGrid({ filter, onRetry, onIgnore, onBack }: RecordsGridProps): ReactNode {
  const key = JSON.stringify(filter);
  const { rows, hasMore, loadMore } = recordsList();
  const total = useTotal(filter);
  const { density, hasLetterKeys } = usePreferences();
  const marked = useMarks(key);
  const openId = useParam('uid');
  useEffect(() => {
    // Safe: the text was made from a filter above.
    void recordsList.getState().load(JSON.parse(key) as FailedFilter);
  }, [key]);
  const keys: readonly RowKey<FailedItem>[] = [
    { key: 'Delete', run: onIgnore },
    ...(hasLetterKeys
      ? [
          { key: 'r', run: onRetry },
          { key: 'e', run: ({ uid }: FailedItem) => setParams({ uid, edit: '1' }) },
          { key: 'g', run: onBack },
        ]
      : []),
  ];
  return (
    <DataGrid
      label="Failed records"
      columns={COLUMNS}
      rows={rows}
      rowId={({ uid }) => uid}
      rowHeightPx={ROW_HEIGHT_PX[density]}
      total={total}
      hasMore={hasMore}
      onMore={() => void loadMore()}
      openId={openId}
      onOpen={({ uid }) => setParams({ uid, edit: null })}
      marked={marked}
      onMark={(uids) => mark(key, uids)}
      keys={keys}
    />
  );
}
