// The missing parents, the one that holds most children first.

import { WarningSignIcon } from '@blueprintjs/icons';
import type { ReactNode } from 'react';
import { setParams, useParam } from '../../state/location.ts';
import { ROW_HEIGHT_PX, usePreferences } from '../../state/preferences.ts';
import { Age, useNow } from '../../ui/age.tsx';
import { DataGrid, type GridColumn, type RowKey } from '../../ui/data-grid.tsx';
import { formatCount } from '../../ui/format.ts';
import { StatusLabel } from '../../ui/status-label.tsx';
import { ParentPlaceLabel } from './parent-place.tsx';
import { askDiscard, fetchParent } from './waiting-store.ts';
import type { Parent } from './waiting-types.ts';
import { isOld, toParentParam } from './waiting-words.ts';

export function toDiscard(parent: Parent): Parameters<typeof askDiscard>[0] {
  const { parent_entity, parent_bk_hash, parent_reference: reference, children: count } = parent;
  return { which: { kind: 'parent', parent_entity, parent_bk_hash }, count, parent: reference };
}

export function ParentsGrid({ parents }: { readonly parents: readonly Parent[] }): ReactNode {
  const { density, hasLetterKeys } = usePreferences();
  const openId = useParam('parent');
  const nowMs = useNow();
  const columns: readonly GridColumn<Parent>[] = [
    {
      id: 'children',
      header: 'Would free',
      width: '92px',
      isNumber: true,
      render: ({ children }) => formatCount(children),
    },
    {
      id: 'parent',
      header: 'Missing parent',
      width: 'minmax(200px, 1fr)',
      title: ({ parent_entity: entity, parent_reference: reference }) => `${entity} ${reference}`,
      render: ({ parent_entity: entity, parent_reference: reference }) => (
        <>
          {entity} <span className="sf-mono">{reference}</span>
        </>
      ),
    },
    { id: 'place', header: 'Where it is', width: '160px', render: ({ place }) => <ParentPlaceLabel place={place} /> },
    {
      id: 'entities',
      header: 'Children of',
      width: 'minmax(140px, 260px)',
      title: ({ entities }) => entities.join(', '),
      render: ({ entities }) => entities.join(', '),
    },
    {
      id: 'oldest',
      header: 'Oldest waits since',
      width: '150px',
      render: ({ oldest }) =>
        isOld(oldest, nowMs) ? (
          <StatusLabel tone="warning" icon={<WarningSignIcon />} title="Waits for more than a week">
            <Age at={oldest} />
          </StatusLabel>
        ) : (
          <Age at={oldest} />
        ),
    },
  ];
  const keys: readonly RowKey<Parent>[] = [
    { key: 'Delete', run: (parent) => askDiscard(toDiscard(parent)) },
    ...(hasLetterKeys ? [{ key: 'f', run: (row: Parent) => void fetchParent(keyOf(row), row.parent_reference) }] : []),
  ];
  return (
    <DataGrid
      label="Missing parents"
      columns={columns}
      rows={parents}
      rowId={toParentParam}
      rowHeightPx={ROW_HEIGHT_PX[density]}
      total={parents.length}
      openId={openId}
      onOpen={(parent) => setParams({ parent: toParentParam(parent) })}
      keys={keys}
    />
  );
}

function keyOf({ parent_entity, parent_bk_hash }: Parent): Pick<Parent, 'parent_entity' | 'parent_bk_hash'> {
  return { parent_entity, parent_bk_hash };
}
