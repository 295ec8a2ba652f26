// The way of a newcomer to the first synced record: four steps, each told done by what is there. Pure.

import type { Overview } from '../../state/overview.ts';

export type StepName = 'connect' | 'map' | 'dry-run' | 'sync';

export interface FirstStep {
  readonly name: StepName;
  readonly isDone: boolean;
}

export interface Known {
  readonly overview: Pick<Overview, 'is_configured' | 'entities'>;
  readonly hasDryRun: boolean;
}

export function listFirstSteps({ overview, hasDryRun }: Known): readonly FirstStep[] {
  const hasSynced = overview.entities.some(({ last_run: run }) => run !== null && run.status.startsWith('completed'));
  return [
    { name: 'connect', isDone: overview.is_configured },
    { name: 'map', isDone: overview.entities.length > 0 },
    { name: 'dry-run', isDone: hasDryRun || hasSynced },
    { name: 'sync', isDone: hasSynced },
  ];
}

/** The first one that is still to do; null when all are done. */
export function findNextStep(steps: readonly FirstStep[]): StepName | null {
  return steps.find(({ isDone }) => !isDone)?.name ?? null;
}
