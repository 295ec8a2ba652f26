// Failed records for people: groups, one record at every stage, what a retry came to.

import type { FailedDetails, FailedItem } from '../../operations/list-failed.ts';
import type { RetryResult } from '../../operations/retry-failed.ts';
import type { FailedGroup } from '../../repositories/failed-record.ts';
import { count, plural, textTable } from './text-table.ts';

export function describeFailedList(items: readonly FailedItem[], groups: readonly FailedGroup[]): string {
  if (items.length === 0) return 'No failed record matches.';
  const total = groups.reduce((sum, group) => sum + group.count, 0);
  const kinds = groups.map((group) => [group.count, group.stage, group.code, group.field ?? '', group.message]);
  const rows = items.map((item) => [
    item.uid,
    item.entity,
    item.reference ?? '(no key)',
    item.status,
    item.stage,
    item.code,
    item.field ?? '',
  ]);
  return [
    textTable(['RECORDS', 'STAGE', 'CODE', 'FIELD', 'FOR EXAMPLE'], kinds),
    '',
    textTable(['UID', 'ENTITY', 'RECORD', 'STATUS', 'STAGE', 'CODE', 'FIELD'], rows),
    `${count(items.length)} of ${count(total)} shown. Look at one with: syncflow failed show UID`,
  ].join('\n');
}

export function describeFailed(record: FailedDetails): string {
  const errors = record.errors.map(
    ({ stage, code, field, message }) => `  ${stage}, ${code}, ${field ?? 'record'}: ${message}`,
  );
  const tries = record.tries.map((one) => [`${one.tryNo}`, one.at, one.action, one.outcome, one.message ?? '']);
  return [
    `${record.entity}: ${record.reference ?? record.source_key ?? 'record without a key'}`,
    `${record.status}, failed at ${record.stage} with ${record.code}${record.field === null ? '' : ` in ${record.field}`}`,
    ...errors,
    record.cause,
    `Seen ${plural(record.times_seen, 'time')}, first ${record.first_seen_at}, last ${record.last_seen_at}; ${record.retry_count} of ${plural(record.max_retries, 'try', 'tries')} used.`,
    ...section('As read from the ERP', record.raw),
    ...section('After cleaning', record.normalized),
    ...section('As mapped', record.mapped),
    ...section('Edit', record.patch),
    ...(tries.length === 0 ? [] : ['', textTable(['TRY', 'AT', 'ACTION', 'OUTCOME', 'MESSAGE'], tries)]),
  ].join('\n');
}

export function describeRetry(result: RetryResult): string {
  const { claimed, resolved, failed, superseded, stoppedAtStep, batches } = result;
  const errors = batches.flatMap((batch) => (batch.errorMessage === null ? [] : [batch.errorMessage]));
  return [
    claimed === 0
      ? 'No failed record was there to retry.'
      : `${plural(claimed, 'record')} tried: ${count(resolved)} resolved, ${count(failed)} not, ${count(superseded)} overtaken by newer rows.`,
    ...(stoppedAtStep === null ? [] : [`Stopped at step ${stoppedAtStep}, because a record failed again.`]),
    ...new Set(errors),
  ].join('\n');
}

function section(title: string, value: unknown): readonly string[] {
  return value === null ? [] : ['', `${title}:`, JSON.stringify(value, null, 2)];
}
