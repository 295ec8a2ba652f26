// What main can ask of the engine besides handing it ports, asked through the same router as the console.

import { createRouterClient } from '@orpc/server';
import type { Api } from '../../engine/index.ts';
import type { InterruptedRun } from './engine-messages.ts';

/** More runs than this are not named one by one. */
const MOST_NAMED = 100;

export interface EngineWork {
  /** Runs whose process is gone and that can go on. */
  interrupted(): Promise<readonly InterruptedRun[]>;
  startRuns(): Promise<void>;
  resumeRuns(): Promise<void>;
  /** Asks all work of this process to end after the calls in flight. */
  endRuns(mode: 'pause' | 'stop'): Promise<void>;
}

export function createEngineWork({ router }: Pick<Api, 'router'>): EngineWork {
  const client = createRouterClient(router);
  return {
    interrupted: async () => {
      const { rows } = await client.sync.history({ status: 'running', dry_run: false, limit: MOST_NAMED });
      return rows.filter((run) => run.is_interrupted).map((run) => ({ batchUid: run.batch_uid, entity: run.entity }));
    },
    startRuns: async () => {
      await client.sync.start({ entities: 'all' });
    },
    resumeRuns: async () => {
      await client.sync.resume({ batch_uid: null });
    },
    endRuns: async (mode) => {
      const { jobs } = await client.jobs.list({});
      for (const { job_uid } of jobs.filter((job) => job.state === 'running')) {
        await (mode === 'pause' ? client.jobs.pause({ job_uid }) : client.jobs.stop({ job_uid }));
      }
    },
  };
}
