// Which fields a dry run would change, and what about its counts should make somebody look twice. Pure.

import { countOf, formatCount, formatPercent } from '../../ui/format.ts';
import { toCounts } from './counts.ts';
import type { FieldCount, Metrics, Operation, PlanRecord } from './run-types.ts';

/** Fields by records; of updates unless another operation is looked at, as an insert fills every field. */
export function fieldsOf(fields: readonly FieldCount[], operation: Operation | null): readonly FieldCount[] {
  return fields.filter((field) => field.operation === (operation ?? 'UPDATE'));
}

/** "price, name and 3 more" */
export function changedFields({ changes }: PlanRecord, first: string | null): string {
  const names = changes.map(({ field }) => field);
  const ordered = first !== null && names.includes(first) ? [first, ...names.filter((name) => name !== first)] : names;
  const rest = ordered.length - 3;
  return rest > 1 ? `${ordered.slice(0, 3).join(', ')} and ${rest} more` : ordered.join(', ');
}

/** A share of the updates from which a change looks like a mistake. */
const MANY = 0.3;

/** Questions to answer before it is started for real. */
export function doubts(metrics: Metrics, fields: readonly FieldCount[]): readonly string[] {
  const { updated, deleted, held_deletes: held } = metrics;
  const { read } = toCounts(metrics);
  const [most] = fieldsOf(fields, 'UPDATE');
  const said: string[] = [];
  if (updated > 100 && updated > read * MANY) {
    const field = most === undefined ? '' : `; ${most.field} in ${formatCount(most.records)} of them`;
    said.push(`${formatPercent((updated / read) * 100)} of the rows would be updated${field}. Is that expected?`);
  }
  if (deleted > 0) said.push(`${countOf(deleted, 'record')} would be deleted in ScheduleHub.`);
  if (held > 0) said.push(`${countOf(held, 'delete')} would be held until somebody approves them.`);
  return said;
}
