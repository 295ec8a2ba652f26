// The history of runs, newest first. New runs come in at the top by themselves, but only while the top is what is looked
// at: further down they are counted and wait for a click.

import { create } from 'zustand';
import { BATCH_STATUSES, type BatchStatus } from '../../../engine/contract/batch.ts';
import { engine } from '../../api/engine.ts';
import { useLiveRuns } from '../../state/live-runs.ts';
import { createPagedList, PAGE_ROWS } from '../../state/paged-list.ts';
import { mergeRuns } from './merge-runs.ts';
import type { Run } from './run-types.ts';
import { withLive } from './with-live.ts';

export interface HistoryFilter {
  readonly entity: string | null;
  readonly status: BatchStatus | null;
  readonly kind: 'all' | 'real' | 'dry';
}

export const history = createPagedList<HistoryFilter, Run>(({ filter, cursor, limit }) =>
  engine.sync.history({ ...toQuery(filter), cursor, limit }),
);

interface NewRunsState {
  /** Runs that began since and are not shown yet. */
  readonly count: number;
  readonly isAtTop: boolean;
}

export const useNewRuns = create<NewRunsState>(() => ({ count: 0, isAtTop: true }));

function toQuery({ entity, status, kind }: HistoryFilter) {
  return {
    entity: entity ?? undefined,
    status: status ?? undefined,
    dry_run: kind === 'all' ? undefined : kind === 'dry',
  };
}

export function readFilter(params: Readonly<Record<string, string>>): HistoryFilter {
  const { entity, status, kind } = params;
  return {
    entity: entity ?? null,
    status: BATCH_STATUSES.find((known) => known === status) ?? null,
    kind: kind === 'real' || kind === 'dry' ? kind : 'all',
  };
}

export function loadHistory(filter: HistoryFilter): void {
  useNewRuns.setState({ count: 0, isAtTop: true });
  void history.getState().load(filter);
}

/** Reads the newest page and brings the rows up to date in place. An error is the list's own to tell, at its next load. */
export async function refreshHistory(): Promise<void> {
  const { filter, isLoading, error } = history.getState();
  if (filter === null || isLoading) return;
  if (error !== null) {
    void history.getState().reload();
    return;
  }
  const page = await engine.sync.history({ ...toQuery(filter), limit: PAGE_ROWS }).catch(() => null);
  const now = history.getState();
  if (page === null || now.isLoading || now.filter !== filter) return;
  const { rows, added } = mergeRuns(now.rows, page.rows, page.next === null);
  const { isAtTop } = useNewRuns.getState();
  const { total } = page;
  const { runs } = useLiveRuns.getState();
  const show = (run: Run): Run =>
    withLive(
      run,
      runs.find((live) => live.batch_uid === run.batch_uid),
    );
  history.setState({ rows: (isAtTop ? [...added, ...rows] : rows).map(show), total });
  useNewRuns.setState({ count: isAtTop ? 0 : added.length });
}

export function setAtTop(isAtTop: boolean): void {
  const { isAtTop: before, count } = useNewRuns.getState();
  if (before === isAtTop) return;
  useNewRuns.setState({ isAtTop });
  if (isAtTop && count > 0) void refreshHistory();
}

export function showNewRuns(): void {
  useNewRuns.setState({ isAtTop: true });
  void refreshHistory();
}
