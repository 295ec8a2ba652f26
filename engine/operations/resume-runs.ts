// Goes on with every run that was paused or cut off, each from its stored position.

import type { Batch } from '../repositories/batch-repository.ts';
import { findUnfinishedSource } from './open-run.ts';
import type { SyncControl } from './prepare-run.ts';
import type { Services } from './services.ts';
import { startSync } from './start-sync.ts';

export interface ResumeRequest {
  readonly control: SyncControl;
  /** Only these; all that can go on when absent. */
  readonly entities?: readonly string[] | undefined;
  readonly batchUids?: ReadonlyMap<string, string> | undefined;
}

export async function resumeRuns(services: Services, request: ResumeRequest): Promise<readonly Batch[]> {
  const { control, batchUids } = request;
  const runs = await listUnfinishedRuns(services, request.entities);
  const byType = Map.groupBy(runs, (run) => run.syncType);
  const batches: Batch[] = [];
  for (const [syncType, group] of byType) {
    const entities = group.map((run) => run.entityName);
    const sync = { entities, syncType, dryRun: false, startedBy: 'resume', control, batchUids } as const;
    batches.push(...(await startSync(services, sync)));
  }
  return batches;
}

/** The runs that read their source and have not ended, one for each entity that has one. */
export async function listUnfinishedRuns({ store }: Services, entities?: readonly string[]): Promise<readonly Batch[]> {
  const runs: Batch[] = [];
  for (const { name } of await store.entities.list()) {
    if (entities !== undefined && !entities.includes(name)) continue;
    const unfinished = await findUnfinishedSource(store, name);
    if (unfinished !== undefined) runs.push(unfinished);
  }
  return runs;
}
