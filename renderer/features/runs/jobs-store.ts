// The work that goes on in the engine: which entities have had their turn, which wait for it.

import { engine } from '../../api/engine.ts';
import type { LiveRun } from '../../state/live-runs.ts';
import { createResource } from '../../state/resource.ts';
import type { Job, Run } from './run-types.ts';

export const jobsResource = createResource((_nothing: null) => engine.jobs.list({}));

export interface Turn {
  readonly batchUid: string;
  readonly entity: string;
  readonly state: 'done' | 'at_work' | 'waiting';
}

/** The runs of a job in their order, told from what is at work now and what the history has. */
export function turnsOf(job: Job, live: readonly LiveRun[], runs: readonly Run[]): readonly Turn[] {
  return job.batches.map(({ batch_uid: batchUid, entity }) => {
    const isLive = live.some((run) => run.batch_uid === batchUid);
    const isKnown = runs.some((run) => run.batch_uid === batchUid);
    return { batchUid, entity, state: isLive ? 'at_work' : isKnown ? 'done' : 'waiting' };
  });
}
