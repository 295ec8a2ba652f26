// The records that wait for one parent.

import { Button } from '@blueprintjs/core';
import { useEffect, type ReactNode } from 'react';
import { ShownErrorState } from '../../parts/shown-error.tsx';
import { ROW_HEIGHT_PX, usePreferences } from '../../state/preferences.ts';
import { Age } from '../../ui/age.tsx';
import { DataGrid, type GridColumn } from '../../ui/data-grid.tsx';
import { countOf } from '../../ui/format.ts';
import { LoadingState } from '../../ui/list-states.tsx';
import { askDiscard, childrenList, markChildren, useWaiting } from './waiting-store.ts';
import type { Child, Parent } from './waiting-types.ts';

const COLUMNS: readonly GridColumn<Child>[] = [
  {
    id: 'reference',
    header: 'Record',
    width: 'minmax(150px, 1fr)',
    title: ({ entity, reference }) => `${entity} ${reference}`,
    render: ({ reference }) => <span className="sf-mono">{reference}</span>,
  },
  { id: 'entity', header: 'Entity', width: '130px', title: ({ entity }) => entity, render: ({ entity }) => entity },
  {
    id: 'since',
    header: 'Waits since',
    width: '96px',
    render: ({ status, created_at: at }) => (status === 'ready' ? 'goes next' : <Age at={at} />),
  },
  {
    id: 'tries',
    header: 'Tries',
    width: '56px',
    isNumber: true,
    title: ({ max_retries: most }) => `After ${most} tries it becomes a failed record`,
    render: ({ retry_count: tried, max_retries: most }) => `${tried}/${most}`,
  },
];

export function ChildrenGrid({ parent }: { readonly parent: Parent }): ReactNode {
  const { parent_entity: entity, parent_bk_hash: hash, parent_reference: reference } = parent;
  const { rows, hasMore, loadMore, error, latest, reload } = childrenList();
  const marked = useWaiting((state) => state.marked);
  const { density } = usePreferences();
  useEffect(() => {
    markChildren(new Set());
    void childrenList.getState().load({ parent_entity: entity, parent_bk_hash: hash });
  }, [entity, hash]);
  if (error !== null) return <ShownErrorState error={error} onRetry={() => void reload()} />;
  if (latest === null) return <LoadingState what="the waiting children" />;
  return (
    <section aria-label="Children of this parent">
      <div className="sf-row sf-waiting-children-head">
        <h3>Children</h3>
        <span className="sf-spacer" />
        {marked.size > 0 && (
          <Button
            size="small"
            text={`Discard ${countOf(marked.size, 'marked child', 'marked children')} …`}
            onClick={() =>
              askDiscard({ which: { kind: 'uids', uids: [...marked] }, count: marked.size, parent: reference })
            }
          />
        )}
      </div>
      <div className="sf-waiting-children">
        <DataGrid
          label="Waiting children"
          columns={COLUMNS}
          rows={rows}
          rowId={({ uid }) => uid}
          rowHeightPx={ROW_HEIGHT_PX[density]}
          total={parent.children}
          hasMore={hasMore}
          onMore={() => void loadMore()}
          marked={marked}
          onMark={markChildren}
        />
      </div>
    </section>
  );
}
