// The runs that are at work right now: one stream for the whole console, latest state only, let go while nobody looks.

import { create } from 'zustand';
import type { z } from 'zod';
import type { liveRunSchema } from '../../engine/contract/run.ts';
import { engine } from '../api/engine.ts';
import { useLink } from '../api/link-state.ts';

export type LiveRun = z.output<typeof liveRunSchema>;

export interface LiveRunsState {
  readonly runs: readonly LiveRun[];
  /** Counts the runs that began or ended: lists read again when it changes. */
  readonly changes: number;
  /** Rows a second over time by run, the newest last; at most 600 points. */
  readonly speeds: Readonly<Record<string, readonly number[]>>;
}

export const useLiveRuns = create<LiveRunsState>(() => ({ runs: [], changes: 0, speeds: {} }));

const MAX_POINTS = 600;
const TRY_AGAIN_MS = 1000;

function take(runs: readonly LiveRun[]): void {
  const before = useLiveRuns.getState();
  const uids = (list: readonly LiveRun[]): string => list.map((run) => `${run.batch_uid} ${run.status}`).join();
  const speeds = Object.fromEntries(
    runs.map(({ batch_uid: uid, rows_per_second: speed }) => {
      const known = before.speeds[uid] ?? [];
      return [uid, speed === null ? known : [...known, speed].slice(-MAX_POINTS)];
    }),
  );
  const changes = uids(runs) === uids(before.runs) ? before.changes : before.changes + 1;
  useLiveRuns.setState({ runs, speeds, changes });
}

/** Follows the engine until the returned function is called. */
export function followLiveRuns(): () => void {
  let isOver = false;
  let current: AbortController | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const isWanted = (): boolean => !isOver && !document.hidden && useLink.getState().phase === 'ready';
  const follow = async (): Promise<void> => {
    if (!isWanted() || current !== null) return;
    const mine = (current = new AbortController());
    try {
      const snapshots = await engine.sync.watch({ batch_uid: null }, { signal: mine.signal });
      for await (const { runs } of snapshots) {
        if (mine.signal.aborted) break;
        take(runs);
      }
    } catch {
      // Cut off, or let go on purpose: what follows is the same.
    }
    current = null;
    if (isWanted()) timer = setTimeout(() => void follow(), TRY_AGAIN_MS);
  };
  const decide = (): void => {
    if (isWanted()) void follow();
    else current?.abort();
  };
  document.addEventListener('visibilitychange', decide);
  const stop = useLink.subscribe(decide);
  decide();
  return () => {
    isOver = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', decide);
    stop();
    current?.abort();
  };
}
