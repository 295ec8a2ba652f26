// What main needs to know of live runs, for the tray, notifications and quitting, gathered from the engine's events.

import type { Services } from '../../engine/index.ts';
import type { FromEngine, LiveRun } from './engine-messages.ts';

/** A tray cannot show more, and a reader of messages should not have to hurry. */
const REPORT_EVERY_MS = 500;

export interface EngineActivity {
  liveRuns(): number;
  release(): void;
}

type Events = Services['events'];

export function reportActivity(events: Events, post: (message: FromEngine) => void): EngineActivity {
  const runs = new Map<string, LiveRun>();
  let isDue = false;
  const report = (): void => {
    isDue = false;
    post({ kind: 'activity', runs: [...runs.values()] });
  };
  const change = (run: LiveRun): void => {
    runs.set(run.batchUid, run);
    isDue = true;
  };
  const timer = setInterval(() => {
    if (isDue) report();
  }, REPORT_EVERY_MS);
  const stops = [
    events.on('run:started', ({ batchUid, entity }) => {
      change({ batchUid, entity, processed: 0, failed: 0, percent: null, stall: null });
      report();
    }),
    events.on('run:progressed', ({ batchUid, entity, metrics, totalRows }) => {
      const { totalProcessed: processed, failed } = metrics;
      change({ batchUid, entity, processed, failed, percent: percentOf(processed, totalRows), stall: null });
    }),
    events.on('run:stalled', ({ batchUid, reason }) => {
      const run = runs.get(batchUid);
      if (run !== undefined) change({ ...run, stall: reason });
    }),
    events.on('run:finished', ({ batchUid, entity, status }) => {
      runs.delete(batchUid);
      report();
      post({ kind: 'run-ended', batchUid, entity, status });
    }),
  ];
  return {
    liveRuns: () => runs.size,
    release: () => {
      clearInterval(timer);
      for (const stop of stops) stop();
    },
  };
}

/** Whole percent, 99 until it is done: a total from the API may be a little old. */
function percentOf(processed: number, total: number | null): number | null {
  return total === null || total === 0 ? null : Math.min(99, Math.floor((processed / total) * 100));
}
