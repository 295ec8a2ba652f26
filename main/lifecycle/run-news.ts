// When the operator is told something: when how things stand has changed, not for each run. Pure; a caller shows it.

import type { BatchStatus } from '../../engine/contract/batch.ts';

/** How the last work ended, all runs of it taken together, the worst one counts; or what stands in its way. */
export type Standing = 'unknown' | 'good' | 'with-failures' | 'failed' | 'interrupted' | 'engine-down';

export interface News {
  readonly title: string;
  readonly body: string;
  readonly isUrgent: boolean;
  /** The console's page that tells more. */
  readonly path: string;
}

const RANK: readonly Standing[] = ['unknown', 'good', 'with-failures', 'failed'];

/** How things stand once the run with this status ended too; null: it says nothing (a pause, a stop). */
export function standingOf(status: BatchStatus): Standing | null {
  switch (status) {
    case 'completed':
      return 'good';
    case 'completed_with_failures':
      return 'with-failures';
    case 'failed':
      return 'failed';
    case 'cancelled':
    case 'paused':
    case 'pending':
    case 'running':
      return null;
  }
}

export function worse(one: Standing, other: Standing): Standing {
  return RANK.indexOf(one) >= RANK.indexOf(other) ? one : other;
}

/** Null where nothing changed that anybody has to know. */
export function newsOf(before: Standing, after: Standing): News | null {
  if (before === after) return null;
  switch (after) {
    case 'engine-down':
      return {
        title: 'SyncFlow: the engine stopped',
        body: 'Nothing is being synced. What ScheduleHub acknowledged is kept.',
        isUrgent: true,
        path: '/',
      };
    case 'interrupted':
      return {
        title: 'SyncFlow: a sync was interrupted',
        body: 'It waits to be resumed. What ScheduleHub acknowledged is kept.',
        isUrgent: false,
        path: '/runs',
      };
    case 'failed':
      return {
        title: 'SyncFlow: a sync failed',
        body: 'It could not go on. What was acknowledged is kept; the next run goes on from there.',
        isUrgent: true,
        path: '/runs',
      };
    case 'with-failures':
      return {
        title: 'SyncFlow: records failed',
        body: 'The sync went through, but some records could not be sent.',
        isUrgent: false,
        path: '/failed',
      };
    case 'good':
      if (before === 'unknown' || before === 'interrupted') return null;
      return { title: 'SyncFlow: all well again', body: 'The last sync went through.', isUrgent: false, path: '/' };
    case 'unknown':
      return null;
  }
}
