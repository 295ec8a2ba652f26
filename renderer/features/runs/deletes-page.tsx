// Deletes on hold: records that the ERP no longer has and that a limit kept from being deleted, until somebody approves
// or discards them. `/deletes?entity=product`

import { Button } from '@blueprintjs/core';
import { TickCircleIcon } from '@blueprintjs/icons';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { ShownErrorState } from '../../parts/shown-error.tsx';
import { useCommands } from '../../state/commands.ts';
import { setParams, useParam } from '../../state/location.ts';
import { overviewResource } from '../../state/overview.ts';
import { ROW_HEIGHT_PX, usePreferences } from '../../state/preferences.ts';
import { Age } from '../../ui/age.tsx';
import { DataGrid, type GridColumn } from '../../ui/data-grid.tsx';
import { countOf, formatCount } from '../../ui/format.ts';
import { EmptyState, LoadingState } from '../../ui/list-states.tsx';
import { Page } from '../../ui/page.tsx';
import { ApprovalCard } from './approval-card.tsx';
import { DecideDialog, type Decision } from './decide-dialog.tsx';
import { heldDeletes, mark, useHeld, type HeldChoice } from './held-store.ts';
import type { HeldDelete } from './run-types.ts';
import './runs.css';

const COLUMNS: readonly GridColumn<HeldDelete>[] = [
  {
    id: 'reference',
    header: 'Record',
    width: 'minmax(200px, 2fr)',
    render: ({ reference }) => reference,
    title: ({ reference }) => reference,
  },
  {
    id: 'reason',
    header: 'Why it is held',
    width: 'minmax(240px, 3fr)',
    render: ({ reason }) => reason,
    title: ({ reason }) => reason,
  },
  { id: 'since', header: 'Since', width: '110px', render: (held) => <Age at={held.detected_at} /> },
  {
    id: 'state',
    header: 'State',
    width: '110px',
    render: ({ approved_at: at }) => (at === null ? 'To decide' : 'Approved'),
    title: ({ approved_at: at }) =>
      at === null ? '' : 'Approved, and not deleted yet: the next approval goes on with it',
  },
];

export function DeletesPage(): ReactNode {
  const { data: overview, error, reload } = overviewResource();
  const { approvals } = useHeld();
  const held = overview?.entities.filter((entity) => entity.held_deletes > 0) ?? [];
  const wanted = useParam('entity');
  const entity = held.find(({ name }) => name === wanted)?.name ?? held[0]?.name ?? null;
  const count = held.find(({ name }) => name === entity)?.held_deletes ?? 0;
  return (
    <Page
      title="Held deletes"
      subtitle="Records that the ERP no longer has. A limit kept them from being deleted: they stay in ScheduleHub until you decide."
      filters={
        held.length === 0 ? undefined : (
          <nav className="sf-row-wrap" aria-label="Entities with held deletes">
            {held.map((one) => (
              <Button
                key={one.name}
                size="small"
                active={one.name === entity}
                aria-pressed={one.name === entity}
                text={`${one.name}: ${formatCount(one.held_deletes)}`}
                onClick={() => {
                  mark(new Set());
                  setParams({ entity: one.name });
                }}
              />
            ))}
          </nav>
        )
      }
    >
      {approvals.map((approval) => (
        <ApprovalCard key={approval.job?.job_uid ?? approval.entity} approval={approval} />
      ))}
      {overview === null && error !== null ? (
        <ShownErrorState error={error} onRetry={() => void reload()} />
      ) : overview === null ? (
        <LoadingState what="the held deletes" />
      ) : entity === null ? (
        <EmptyState title="No deletes are held" icon={<TickCircleIcon size={40} />}>
          A full sync finds records that the ERP no longer has. Where they are more than the limit of the entity, they
          are held here and not deleted; inserts and updates go on.
        </EmptyState>
      ) : (
        <HeldList key={entity} entity={entity} count={count} />
      )}
    </Page>
  );
}

function HeldList({ entity, count }: { readonly entity: string; readonly count: number }): ReactNode {
  const { rows, total, hasMore, error, loadMore, reload } = heldDeletes();
  const marked = useHeld((state) => state.marked);
  const isApproving = useHeld(({ approvals }) =>
    approvals.some((approval) => approval.entity === entity && (approval.job?.state ?? 'running') === 'running'),
  );
  const density = usePreferences((preferences) => preferences.density);
  const [decision, setDecision] = useState<Decision | null>(null);
  useEffect(() => {
    void heldDeletes.getState().load({ entity });
  }, [entity, count]);
  const all: HeldChoice = useMemo(() => ({ entity, count: total ?? count, hashes: null }), [entity, total, count]);
  useCommands(
    useMemo(
      () => [
        {
          id: 'deletes.approve',
          label: `Approve all held deletes of ${entity}`,
          group: 'Held deletes',
          combo: 'mod+enter',
          isDisabled: isApproving,
          run: () => setDecision({ verb: 'Approve', choice: all }),
        },
      ],
      [entity, all, isApproving],
    ),
  );
  if (error !== null && rows.length === 0) return <ShownErrorState error={error} onRetry={() => void reload()} />;
  if (total === null) return <LoadingState what="the held deletes" />;
  const chosen: HeldChoice = { entity, count: marked.size, hashes: [...marked] };
  const reasons = [...new Set(rows.map(({ reason }) => reason))];
  const oldest = rows.reduce<string | null>(
    (at, row) => (at === null || row.detected_at < at ? row.detected_at : at),
    null,
  );
  const run = rows[0]?.batch_uid;
  return (
    <>
      <div className="sf-held-bar">
        <div className="sf-held-why">
          <p>
            <b>0 of {countOf(all.count, 'delete')} sent.</b> {reasons[0] === undefined ? '' : `${reasons[0]}.`}
            {reasons.length > 1 && ` And ${reasons.length - 1} more reasons, in the list.`}
          </p>
          <p className="sf-muted">
            {oldest !== null && (
              <>
                Held since <Age at={oldest} />.{' '}
              </>
            )}
            {run !== undefined && <a href={`#/runs?run=${run}`}>The run that found them</a>}
          </p>
        </div>
        <div className="sf-row-wrap">
          {marked.size > 0 && (
            <>
              <Button
                text={`Approve ${countOf(marked.size, 'chosen delete')}`}
                disabled={isApproving}
                onClick={() => setDecision({ verb: 'Approve', choice: chosen })}
              />
              <Button
                text={`Discard ${countOf(marked.size, 'chosen delete')}`}
                disabled={isApproving}
                onClick={() => setDecision({ verb: 'Discard', choice: chosen })}
              />
            </>
          )}
          <Button
            intent="primary"
            text={`Approve all ${formatCount(all.count)}`}
            disabled={isApproving}
            onClick={() => setDecision({ verb: 'Approve', choice: all })}
          />
          <Button
            text={`Discard all ${formatCount(all.count)}`}
            disabled={isApproving}
            onClick={() => setDecision({ verb: 'Discard', choice: all })}
          />
        </div>
      </div>
      <DataGrid
        label={`Held deletes of ${entity}`}
        columns={COLUMNS}
        rows={rows}
        rowId={({ bk_hash: hash }) => hash}
        rowHeightPx={ROW_HEIGHT_PX[density]}
        total={total}
        hasMore={hasMore}
        onMore={() => void loadMore()}
        marked={marked}
        onMark={mark}
      />
      {decision !== null && <DecideDialog decision={decision} onClose={() => setDecision(null)} />}
    </>
  );
}
