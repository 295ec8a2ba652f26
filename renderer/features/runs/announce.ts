// What is said aloud about runs at work: every quarter of the way, and the end. Pure.

import type { LiveRun } from '../../state/live-runs.ts';
import { shareRead } from './counts.ts';

/** Quarters that were told, by run. */
export type Told = Readonly<Record<string, number>>;

export interface Announcement {
  readonly told: Told;
  /** Sentences to say now. */
  readonly sentences: readonly string[];
  /** Runs that were at work a moment ago. */
  readonly ended: readonly string[];
}

export function announce(told: Told, runs: readonly LiveRun[]): Announcement {
  const sentences: string[] = [];
  const next = Object.fromEntries(
    runs.map((run) => {
      const share = shareRead(run.metrics.total_fetched, run.total_rows) ?? 0;
      const quarter = Math.floor(share * 4);
      const before = told[run.batch_uid];
      if (before === undefined) sentences.push(`The run of ${run.entity} has begun.`);
      else if (quarter > before && quarter < 4) sentences.push(`${run.entity}: ${quarter * 25} % read.`);
      return [run.batch_uid, Math.max(quarter, before ?? 0)];
    }),
  );
  return { told: next, sentences, ended: Object.keys(told).filter((uid) => !(uid in next)) };
}
