// A list of runs, newest first, brought up to date by its newest page without moving what is on the screen. Pure.

import type { Run } from './run-types.ts';

export interface MergedRuns {
  /** The known rows with their newest figures, in their old order; those that left the filter are gone. */
  readonly rows: readonly Run[];
  /** Runs that are newer than all known ones. */
  readonly added: readonly Run[];
}

/** `newest` is the first page under the same filter; `isWhole`: there are no further pages. */
export function mergeRuns(known: readonly Run[], newest: readonly Run[], isWhole: boolean): MergedRuns {
  const fresh = new Map(newest.map((run) => [run.batch_uid, run]));
  const oldest = newest.at(-1)?.batch_uid;
  // Uids are in the order of time: what is older than the page's last run was not looked at.
  const isBeyond = ({ batch_uid: uid }: Run): boolean => !isWhole && oldest !== undefined && uid < oldest;
  const rows = known.flatMap((run) => fresh.get(run.batch_uid) ?? (isBeyond(run) ? [run] : []));
  const uids = new Set(known.map((run) => run.batch_uid));
  return { rows, added: newest.filter((run) => !uids.has(run.batch_uid)) };
}
