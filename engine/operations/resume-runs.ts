// Goes on with every run that was paused or cut off, each from its stored position.

import type { Batch, SyncType } from '../repositories/batch-repository.ts';
import { findUnfinishedSource } from './open-run.ts';
import type { SyncControl } from './prepare-run.ts';
import type { Services } from './services.ts';
import { startSync } from './start-sync.ts';

export async function resumeRuns(
  services: Services,
  { control }: { readonly control: SyncControl },
): Promise<readonly Batch[]> {
  const byType = new Map<SyncType, string[]>();
  for (const { name } of await services.store.entities.list()) {
    const unfinished = await findUnfinishedSource(services.store, name);
    if (unfinished === undefined) continue;
    byType.set(unfinished.syncType, [...(byType.get(unfinished.syncType) ?? []), name]);
  }
  const batches: Batch[] = [];
  for (const [syncType, entities] of byType) {
    const request = { entities, syncType, dryRun: false, startedBy: 'resume', control } as const;
    batches.push(...(await startSync(services, request)));
  }
  return batches;
}
