// The figures of a run at work, which the store has only as of its last completed page. Pure.

import type { LiveRun } from '../../state/live-runs.ts';
import type { Run } from './run-types.ts';

export function withLive<Shown extends Run>(run: Shown, live: LiveRun | undefined): Shown {
  return live === undefined || run.completed_at !== null ? run : { ...run, metrics: live.metrics };
}
