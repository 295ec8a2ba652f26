// The summary of runs for people: what was done to how many records, why records failed, what to look at next.

import type { Batch } from '../../repositories/batch-repository.ts';
import type { FailedGroup } from '../../repositories/failed-record.ts';
import type { Store } from '../../repositories/store.ts';
import { count, duration, plural, textTable } from './text-table.ts';

const TOP_REASONS = 5;
const TOP_WARNINGS = 5;

const STATUS_WORDS: Readonly<Record<Batch['status'], string>> = {
  pending: 'not started',
  running: 'running',
  paused: 'paused',
  completed: 'completed',
  completed_with_failures: 'completed with failures',
  cancelled: 'stopped',
  failed: 'FAILED',
};

export function describeStatus(batch: Batch): string {
  if (batch.preview === 'cannot_preview') return 'cannot preview';
  if (batch.preview === 'previewed') return 'previewed';
  return STATUS_WORDS[batch.status];
}

/** The reasons records of these runs failed, largest group first; duplicates are counted apart. */
export type Reasons = ReadonlyMap<string, readonly FailedGroup[]>;

export async function readReasons(store: Store, batches: readonly Batch[]): Promise<Reasons> {
  const reasons = new Map<string, readonly FailedGroup[]>();
  for (const { uid, metrics, dryRun } of batches) {
    if (metrics.failed === 0 || dryRun) continue;
    const groups = await store.failedRecords.listGroups({ batchUid: uid, status: ['open', 'retrying', 'exhausted'] });
    reasons.set(
      uid,
      groups.filter((group) => group.code !== 'duplicate_in_batch'),
    );
  }
  return reasons;
}

export function describeBatches(batches: readonly Batch[], reasons: Reasons): string {
  if (batches.length === 0) return 'There was nothing to do.';
  return [
    describeCounts(batches),
    ...batches.flatMap((batch) => {
      const why = describeReasons(batch, reasons);
      return why.length === 0 ? [] : [...why, `  See them with: syncflow failed list --batch ${batch.uid}`];
    }),
    ...batches.flatMap(describeNotes),
  ].join('\n');
}

/** One line per run. A dry run that could not look has no counts: nothing is not the same as zero. */
export function describeCounts(batches: readonly Batch[]): string {
  const header = ['ENTITY', 'OUTCOME', 'READ', 'INSERTED', 'UPDATED', 'DELETED', 'SKIPPED', 'WAITING', 'FAILED'];
  const rows = batches.map((batch) => {
    const { metrics } = batch;
    const figures = [
      metrics.totalFetched,
      metrics.inserted,
      metrics.updated,
      metrics.deleted,
      metrics.skipped,
      metrics.waiting,
      metrics.failed,
      metrics.duplicates,
      metrics.heldDeletes,
    ];
    const isUnknown = batch.preview === 'cannot_preview' || batch.preview === 'failed';
    const cells = isUnknown ? figures.map(() => '?') : figures;
    return [batch.entityName, describeStatus(batch), ...cells, duration(batch.durationMs)];
  });
  return textTable([...header, 'DUPLICATES', 'HELD', 'TIME'], rows);
}

/** Why records of the run failed, the most frequent reasons first; no line where none did. */
export function describeReasons(batch: Batch, reasons: Reasons): readonly string[] {
  const groups = reasons.get(batch.uid) ?? [];
  if (groups.length === 0) return [];
  const more = groups.length - TOP_REASONS;
  return [
    `Why ${plural(batch.metrics.failed, 'record')} of ${batch.entityName} failed:`,
    ...groups.slice(0, TOP_REASONS).map((group) => {
      const where = [group.stage, group.code, group.field].filter((part) => part !== null).join(', ');
      return `  ${count(group.count).padStart(6)}  ${where}: ${group.message}`;
    }),
    ...(more > 0 ? [`          and ${plural(more, 'other reason')}`] : []),
  ];
}

function describeNotes(batch: Batch): readonly string[] {
  const { entityName: entity, metrics, warnings, errorMessage } = batch;
  const more = warnings.length - TOP_WARNINGS;
  return [
    ...(errorMessage === null ? [] : [`${entity}: ${errorMessage}`]),
    ...(metrics.heldDeletes > 0
      ? [`${entity}: ${plural(metrics.heldDeletes, 'delete')} on hold. See "syncflow deletes list --entity ${entity}".`]
      : []),
    ...(metrics.waiting > 0
      ? [
          `${entity}: ${plural(metrics.waiting, 'record')} ${metrics.waiting === 1 ? 'waits' : 'wait'} for a parent. See "syncflow waiting list --entity ${entity}".`,
        ]
      : []),
    ...(batch.status === 'paused' ? [`${entity}: paused; "syncflow resume" goes on.`] : []),
    ...warnings.slice(0, TOP_WARNINGS).map((warning) => `${entity}: note: ${warning}`),
    ...(more > 0 ? [`${entity}: and ${plural(more, 'more note')}; see "syncflow status ${batch.uid}".`] : []),
  ];
}
