// Runs in sentences: what started one, what it reads, how it ended and what that means for the data. Pure.

import { countOf, formatCount, formatDuration } from '../../ui/format.ts';
import { toCounts } from './counts.ts';
import type { Metrics, Run } from './run-types.ts';

const STARTERS: Readonly<Record<string, string>> = {
  console: 'Console',
  cli: 'Command line',
  demo: 'Demo',
  resume: 'Resumed',
  retry: 'Retry of failed records',
  woken_children: 'Parent came',
  approved_deletes: 'Approved deletes',
  schedule: 'Schedule',
};

export function starterWords(startedBy: string): string {
  return STARTERS[startedBy] ?? startedBy.replaceAll('_', ' ');
}

/** Runs that send what was put by earlier; they read no source. */
const REPLAYS = new Set(['retry', 'woken_children', 'approved_deletes']);

export function typeWords({ sync_type: type, started_by: startedBy }: Pick<Run, 'sync_type' | 'started_by'>): string {
  if (REPLAYS.has(startedBy)) return 'Set aside';
  if (type === null) return 'Not decided yet';
  return { full: 'Everything', incremental: 'What changed', background: 'In its window' }[type];
}

/** What ended with how many records: "496 inserted, 8 failed"; "nothing changed" where that is so. */
export function changeWords(metrics: Metrics, isDryRun = false): string {
  const { inserted, updated, deleted, failed, waiting, held_deletes: held } = metrics;
  const [toInsert, toUpdate, toDelete] = isDryRun
    ? (['to insert', 'to update', 'to delete'] as const)
    : (['inserted', 'updated', 'deleted'] as const);
  const parts = [
    [inserted, toInsert],
    [updated, toUpdate],
    [deleted, toDelete],
    [failed, 'failed'],
    [waiting, 'waiting for a parent'],
    [held, 'deletes held'],
  ] as const;
  const said = parts.filter(([rows]) => rows > 0).map(([rows, word]) => `${formatCount(rows)} ${word}`);
  return said.length === 0 ? 'nothing changed' : said.join(', ');
}

/** One sentence that says how the run stands and what became of the data. */
export function outcomeSentence(run: Run): string {
  const { metrics } = run;
  const rows = `${countOf(toCounts(metrics).read, 'row')} read`;
  const changes = changeWords(metrics, run.dry_run);
  if (run.dry_run) return previewSentence(run, { rows, changes });
  if (run.is_interrupted) {
    return `Interrupted after ${rows}: its program ended in the middle. What was sent stays; Resume goes on from its position.`;
  }
  const took = formatDuration(metrics.duration_ms);
  switch (run.status) {
    case 'pending':
      return 'Waits for its turn: parents go before their children. Nothing has been read yet.';
    case 'running':
      return `At work: ${rows}, ${changes}.`;
    case 'paused':
      return `Paused after ${rows}: ${changes}. What was sent stays; Resume goes on from here.`;
    case 'completed':
      return `Completed in ${took}: ${rows}, ${changes}.`;
    case 'completed_with_failures':
      return `Completed in ${took}, but not all of it: ${rows}, ${changes}.`;
    case 'cancelled':
      return run.error ?? `Stopped after ${rows}: ${changes}. What was sent stays; the next sync finds the rest.`;
    case 'failed':
      return `Failed after ${rows}: ${changes}. What was sent stays.`;
  }
}

function previewSentence(run: Run, { rows, changes }: { readonly rows: string; readonly changes: string }): string {
  if (run.preview === 'previewed') return `Previewed: ${rows}, ${changes}. Nothing was sent.`;
  if (run.preview === 'cannot_preview') {
    return 'Cannot preview: a system did not answer, so nobody knows what would change. Nothing was sent.';
  }
  if (run.preview === 'failed') return 'The dry run failed, so nobody knows what would change. Nothing was sent.';
  if (run.status === 'cancelled') return `Stopped after ${rows}: the preview is not complete. Nothing was sent.`;
  return `Looks at what would change: ${rows} so far. Nothing is sent.`;
}

/** What Pause and Stop leave behind; said on the buttons. */
export const PAUSE_HINT = 'finishes what is on its way and keeps the run; Resume goes on from there.';
export const STOP_HINT = 'ends the run. What was sent stays; the next sync finds the rest.';
export const STOP_DRY_HINT = 'ends the dry run. Nothing was sent; what it found so far is kept.';
