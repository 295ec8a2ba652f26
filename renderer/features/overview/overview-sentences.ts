// How things stand, in words: the top line of the overview and what is to be done next. Pure.

import type { Overview } from '../../state/overview.ts';
import { countOf, formatCount } from '../../ui/format.ts';

type Figures = Pick<Overview, 'entities' | 'failed_by_status' | 'waiting' | 'held_deletes' | 'live'>;

/** What stands at the top: how many entities went through, and the newest trouble. */
export function describeStanding({ entities, live }: Pick<Figures, 'entities' | 'live'>): string {
  if (entities.length === 0) return 'Nothing is set up to be synced yet.';
  const running = live.filter((run) => run.status === 'running' && !run.is_interrupted);
  if (running.length > 0) return `Syncing ${listOf(running.map((run) => run.entity))} now.`;
  const ran = entities.filter(({ last_run: run }) => run !== null);
  if (ran.length === 0) return `${countOf(entities.length, 'entity', 'entities')} set up, none synced yet.`;
  const bad = ran.filter(({ last_run: run }) => run?.status === 'failed');
  if (bad.length > 0) return `The last sync of ${listOf(bad.map(({ name }) => name))} failed.`;
  const through = ran.filter(({ last_run: run }) => isThrough(run?.status)).length;
  const records = ran.reduce((sum, { records: held }) => sum + (held ?? 0), 0);
  return `${formatCount(through)} of ${countOf(entities.length, 'entity', 'entities')} synced. ScheduleHub holds ${countOf(records, 'record')} of theirs.`;
}

export interface Duty {
  readonly text: string;
  readonly path: string;
}

/** What waits for somebody, the most pressing first. */
export function listDuties({ failed_by_status: failed, waiting, held_deletes: held, live }: Figures): readonly Duty[] {
  const open = failed.open + failed.exhausted;
  const interrupted = live.filter((run) => run.is_interrupted).length;
  const paused = live.filter((run) => run.status === 'paused').length;
  return [
    { count: interrupted, text: `${countOf(interrupted, 'run')} cut off: resume`, path: '/runs' },
    { count: paused, text: `${countOf(paused, 'run')} paused: resume or stop`, path: '/runs' },
    { count: held, text: `${countOf(held, 'delete')} on hold: approve or discard`, path: '/deletes' },
    { count: open, text: `${countOf(open, 'failed record')}: find the cause`, path: '/failed' },
    { count: waiting, text: `${countOf(waiting, 'record')} waiting for a parent`, path: '/waiting' },
  ]
    .filter(({ count }) => count > 0)
    .map(({ text, path }) => ({ text, path }));
}

function isThrough(status: string | undefined): boolean {
  return status === 'completed' || status === 'completed_with_failures';
}

const NAMED = 3;

/** "a", "a and b", "a, b, c and 4 more". */
export function listOf(names: readonly string[]): string {
  const unique = [...new Set(names)];
  const rest = unique.length - NAMED;
  const shown = rest > 0 ? [...unique.slice(0, NAMED), `${rest} more`] : unique;
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}
