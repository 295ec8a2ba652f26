// The counts of a run so that they add up before the reader's eyes (docs/decisions/0006): every row that was read stands
// in exactly one line; deletes have no row and stand beside them. Pure.

import type { Metrics } from './run-types.ts';

export interface Count {
  readonly id: 'same' | 'inserted' | 'updated' | 'failed' | 'waiting' | 'duplicates' | 'in_work';
  readonly word: string;
  readonly rows: number;
}

export interface Counts {
  readonly read: number;
  /** Their rows add up to `read`. */
  readonly parts: readonly Count[];
  readonly deleted: number;
  readonly held: number;
  /** Deletes that failed: counted as failed, but no row was read for them. */
  readonly failedDeletes: number;
}

export function toCounts(metrics: Metrics): Counts {
  const { inserted, updated, skipped, failed, waiting, duplicates } = metrics;
  const known = inserted + updated + skipped + failed + waiting + duplicates;
  const failedDeletes = Math.min(failed, Math.max(0, known - metrics.total_fetched));
  const read = Math.max(metrics.total_fetched, known - failedDeletes);
  return {
    read,
    parts: [
      { id: 'same', word: 'Same', rows: skipped },
      { id: 'inserted', word: 'Inserted', rows: inserted },
      { id: 'updated', word: 'Updated', rows: updated },
      { id: 'failed', word: 'Failed', rows: failed - failedDeletes },
      { id: 'waiting', word: 'Waiting', rows: waiting },
      { id: 'duplicates', word: 'Duplicates', rows: duplicates },
      { id: 'in_work', word: 'In work', rows: read - known + failedDeletes },
    ],
    deleted: metrics.deleted,
    held: metrics.held_deletes,
    failedDeletes,
  };
}

/** 0 to 1; null where nobody knows the total. */
export function shareRead(read: number, total: number | null): number | null {
  return total === null || total === 0 ? null : Math.min(1, read / total);
}
