// Pausing, resuming and stopping runs, and what was asked of them while they finish what is on its way.

import { create } from 'zustand';
import { engine } from '../../api/engine.ts';
import { useLiveRuns } from '../../state/live-runs.ts';
import { overviewResource } from '../../state/overview.ts';
import { showError, showToast } from '../../state/toasts.ts';
import { countOf } from '../../ui/format.ts';
import { refreshHistory } from './history-store.ts';
import { jobsResource } from './jobs-store.ts';
import { storyResource } from './run-store.ts';

export type Asked = 'pause' | 'stop';

/** By run, from the click to the end of the run. */
export const useAsked = create<Readonly<Record<string, Asked>>>(() => ({}));

useLiveRuns.subscribe(({ runs }, before) => {
  if (runs === before.runs) return;
  const asked = Object.entries(useAsked.getState());
  const left = asked.filter(([uid]) => runs.some((run) => run.batch_uid === uid));
  if (left.length < asked.length) useAsked.setState(Object.fromEntries(left), true);
});

/** Does what the button says, tells it, and reads again what may have changed. */
async function steer(act: () => Promise<string>): Promise<void> {
  try {
    showToast({ message: await act() });
  } catch (error) {
    showError(error);
  }
  void jobsResource.getState().reload();
  void overviewResource.getState().reload();
  void storyResource.getState().reload();
  await refreshHistory();
}

export function pauseRun(batchUid: string, entity: string): void {
  void steer(async () => {
    await engine.sync.pause({ batch_uid: batchUid });
    useAsked.setState({ [batchUid]: 'pause' });
    return `Pausing ${entity}: it finishes what is on its way.`;
  });
}

export function pauseAll(): void {
  void steer(async () => {
    const { asked } = await engine.sync.pause({ batch_uid: null });
    useAsked.setState(Object.fromEntries(asked.map((uid) => [uid, 'pause' as const])));
    return asked.length === 0
      ? 'No run is at work.'
      : `Pausing ${countOf(asked.length, 'run')}: what is on its way is finished.`;
  });
}

/** Null: all that are paused or interrupted. */
export function resumeRuns(batchUid: string | null): void {
  void steer(async () => {
    const { batches } = await engine.sync.resume({ batch_uid: batchUid });
    const names = batches.map(({ entity }) => entity).join(', ');
    const isNew = batches.some((batch) => !batch.is_resumed);
    return isNew
      ? `Resumed ${names}. Where the mapping is a newer version, the run begins anew with it.`
      : `Resumed ${names}.`;
  });
}

export function stopRun(batchUid: string, entity: string): void {
  void steer(async () => {
    const { outcome } = await engine.sync.stop({ batch_uid: batchUid });
    if (outcome === 'ended') return `Stopped ${entity}. What was sent stays.`;
    useAsked.setState({ [batchUid]: 'stop' });
    return `Stopping ${entity}: it finishes what is on its way.`;
  });
}

export function pauseJob(jobUid: string): void {
  void steer(async () => {
    await engine.jobs.pause({ job_uid: jobUid });
    return 'Pausing: what is on its way is finished, what has not begun does not begin.';
  });
}

export function stopJob(jobUid: string): void {
  void steer(async () => {
    await engine.jobs.stop({ job_uid: jobUid });
    return 'Stopping: what is on its way is finished, what was sent stays.';
  });
}
