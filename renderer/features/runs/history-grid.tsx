// The runs that were, newest first, with a bar to filter them.

import { Button, HTMLSelect } from '@blueprintjs/core';
import { useEffect, type ReactNode } from 'react';
import { BATCH_STATUSES } from '../../../engine/contract/batch.ts';
import { runStatusWord } from '../../parts/run-status.tsx';
import { ShownErrorState } from '../../parts/shown-error.tsx';
import { useLiveRuns } from '../../state/live-runs.ts';
import { goTo, setParams, useParam, usePlace } from '../../state/location.ts';
import { ROW_HEIGHT_PX, usePreferences } from '../../state/preferences.ts';
import { Age } from '../../ui/age.tsx';
import { DataGrid, type GridColumn, type RowKey } from '../../ui/data-grid.tsx';
import { countOf, formatCount, formatDuration, formatTime } from '../../ui/format.ts';
import { EmptyState, FilteredEmptyState, LoadingState } from '../../ui/list-states.tsx';
import { toCounts } from './counts.ts';
import {
  history,
  loadHistory,
  readFilter,
  refreshHistory,
  setAtTop,
  showNewRuns,
  useNewRuns,
} from './history-store.ts';
import { RunOutcome } from './run-outcome.tsx';
import type { Run } from './run-types.ts';
import { starterWords, typeWords } from './run-words.ts';

const REFRESH_MS = 5000;

const KEYS: readonly RowKey<Run>[] = [{ key: 'Escape', run: () => setParams({ run: null }) }];

const number = (of: (run: Run) => number) => (run: Run) => {
  const count = of(run);
  return count === 0 ? <span className="sf-muted">0</span> : formatCount(count);
};

const COLUMNS: readonly GridColumn<Run>[] = [
  {
    id: 'entity',
    header: 'Entity',
    width: 'minmax(136px, 1.2fr)',
    render: (run) => run.entity,
    title: (run) => run.entity,
  },
  {
    id: 'outcome',
    header: 'Outcome',
    width: 'minmax(178px, 1.2fr)',
    render: (run) => <RunOutcome run={run} />,
    title: (run) => run.error ?? runStatusWord(run.status, run.is_interrupted),
  },
  {
    id: 'what',
    header: 'What',
    width: 'minmax(108px, 1fr)',
    render: (run) => (
      <>
        {run.dry_run ? <span className="sf-tag-dry">Dry run</span> : typeWords(run)}
        {run.mapping_version !== null && <span className="sf-muted"> v{run.mapping_version}</span>}
      </>
    ),
    title: (run) =>
      `${run.dry_run ? 'Dry run. ' : ''}${typeWords(run)}${run.mapping_version === null ? '' : `. Mapping version ${run.mapping_version}`}`,
  },
  {
    id: 'trigger',
    header: 'Trigger',
    width: 'minmax(104px, 1fr)',
    render: (run) => starterWords(run.started_by),
    title: (run) => starterWords(run.started_by),
  },
  {
    id: 'started',
    header: 'Started',
    width: '82px',
    render: (run) => <Age at={run.started_at} />,
    title: (run) => formatTime(run.started_at),
  },
  {
    id: 'took',
    header: 'Took',
    width: '62px',
    isNumber: true,
    render: (run) => formatDuration(run.metrics.duration_ms),
  },
  { id: 'read', header: 'Read', width: '58px', isNumber: true, render: number((run) => toCounts(run.metrics).read) },
  { id: 'inserted', header: 'Inserted', width: '68px', isNumber: true, render: number((run) => run.metrics.inserted) },
  { id: 'updated', header: 'Updated', width: '68px', isNumber: true, render: number((run) => run.metrics.updated) },
  { id: 'deleted', header: 'Deleted', width: '66px', isNumber: true, render: number((run) => run.metrics.deleted) },
  { id: 'failed', header: 'Failed', width: '56px', isNumber: true, render: number((run) => run.metrics.failed) },
  { id: 'waiting', header: 'Waiting', width: '64px', isNumber: true, render: number((run) => run.metrics.waiting) },
];

/** Kept apart from the list: it stays when the filter hides every run. */
export function HistoryFilters({ entities }: { readonly entities: readonly string[] }): ReactNode {
  const params = usePlace((place) => place.params);
  const { entity, status, kind } = readFilter(params);
  const total = history((state) => state.total);
  const count = useNewRuns((state) => state.count);
  return (
    <div className="sf-page-filters">
      <HTMLSelect
        aria-label="Entity"
        value={entity ?? ''}
        options={[{ value: '', label: 'All entities' }, ...entities.map((name) => ({ value: name, label: name }))]}
        onChange={(event) => setParams({ entity: event.currentTarget.value })}
      />
      <HTMLSelect
        aria-label="Outcome"
        value={status ?? ''}
        options={[
          { value: '', label: 'All outcomes' },
          ...BATCH_STATUSES.map((one) => ({ value: one, label: runStatusWord(one) })),
        ]}
        onChange={(event) => setParams({ status: event.currentTarget.value })}
      />
      <HTMLSelect
        aria-label="Dry runs"
        value={kind}
        options={[
          { value: 'all', label: 'Real and dry runs' },
          { value: 'real', label: 'Only real runs' },
          { value: 'dry', label: 'Only dry runs' },
        ]}
        onChange={(event) =>
          setParams({ kind: event.currentTarget.value === 'all' ? null : event.currentTarget.value })
        }
      />
      <span className="sf-muted sf-number">{total === null ? '' : countOf(total, 'run')}</span>
      {count > 0 && (
        <Button size="small" intent="primary" text={`${formatCount(count)} new, show`} onClick={showNewRuns} />
      )}
    </div>
  );
}

/** A dry run takes the whole screen: Back returns from it. A story stands beside the list. */
function openRun({ batch_uid: batchUid, dry_run: isDryRun }: Run): void {
  if (isDryRun) goTo('/runs', { ...usePlace.getState().params, run: batchUid });
  else setParams({ run: batchUid });
}

export function HistoryGrid(): ReactNode {
  const params = usePlace((place) => place.params);
  const open = useParam('run');
  const density = usePreferences((preferences) => preferences.density);
  const changes = useLiveRuns((state) => state.changes);
  const { rows, total, hasMore, error, isLoading, loadMore, reload } = history();
  const filter = readFilter(params);
  const { entity, status, kind } = filter;
  useEffect(() => {
    loadHistory({ entity, status, kind });
  }, [entity, status, kind]);
  useEffect(() => {
    if (changes > 0) void refreshHistory();
  }, [changes]);
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) void refreshHistory();
    }, REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  if (error !== null && rows.length === 0) return <ShownErrorState error={error} onRetry={() => void reload()} />;
  if (rows.length === 0 && (isLoading || total === null)) return <LoadingState what="the history of runs" />;
  if (rows.length === 0 && (entity !== null || status !== null || kind !== 'all')) {
    return <FilteredEmptyState what="runs" onClear={() => setParams({ entity: null, status: null, kind: null })} />;
  }
  if (rows.length === 0) {
    return (
      <EmptyState
        title="Nothing has run yet"
        action={<Button intent="primary" text="Start dry run" onClick={() => setParams({ start: 'all', dry: '1' })} />}
      >
        A run reads rows from the ERP, finds what changed and writes only that to ScheduleHub. A dry run shows first
        what would change, and sends nothing.
      </EmptyState>
    );
  }
  return (
    <DataGrid
      label="Runs"
      columns={COLUMNS}
      rows={rows}
      rowId={(run) => run.batch_uid}
      rowHeightPx={ROW_HEIGHT_PX[density]}
      total={total}
      hasMore={hasMore}
      onMore={() => void loadMore()}
      openId={open}
      onOpen={openRun}
      onTop={setAtTop}
      keys={KEYS}
    />
  );
}
