// One failed record in sentences: what happened, what was kept, what to do. Pure.

import type { Entity } from '../../../engine/contract/entity.ts';
import { STAGE_DOING } from '../../parts/stage-words.ts';
import { formatValue } from '../../ui/format.ts';
import type { FieldTable } from './compare-fields.ts';
import type { FailedDetails } from './failed-types.ts';

type FieldMapping = Entity['mappings'][number];

/** "purchase_order_line PO-17 failed while mapping its fields." */
export function whatFailed({
  entity,
  reference,
  stage,
}: Pick<FailedDetails, 'entity' | 'reference' | 'stage'>): string {
  const name = reference === null ? `A record of ${entity} without a business key` : `${entity} ${reference}`;
  return `${name} failed ${STAGE_DOING[stage]}.`;
}

export function whatWasKept(record: Pick<FailedDetails, 'operation' | 'status'>): string {
  if (record.status === 'resolved') return 'ScheduleHub has acknowledged it since. The history stays here.';
  if (record.status === 'superseded') return 'A newer row of the same record was sent in its place.';
  const kept = 'The row is kept here as it was read.';
  switch (record.operation) {
    case 'INSERT':
      return `${kept} ScheduleHub does not have the record yet.`;
    case 'UPDATE':
      return `${kept} ScheduleHub keeps the values it had before.`;
    case 'DELETE':
      return 'The record is gone from the ERP, and ScheduleHub still has it.';
    case null:
      return `${kept} Nothing of it was sent to ScheduleHub.`;
  }
}

/** What the operator can do here, the most likely first. */
export function whatToDo(record: Pick<FailedDetails, 'code' | 'error_type' | 'status'>): readonly string[] {
  if (record.status === 'resolved' || record.status === 'superseded') return [];
  if (record.code === 'business_key_missing') {
    return ['Fill the key in the ERP, then retry with the row as the ERP has it now. A key cannot be edited here.'];
  }
  switch (record.error_type) {
    case 'data':
      return [
        'Edit the value below and retry; the ERP keeps its own value.',
        'Or correct it in the ERP, then retry with the row as the ERP has it now.',
        'Or change the rule of the field, then retry with the current mapping.',
      ];
    case 'mapping':
      return ['Change the mapping of the field, then retry with the current mapping.', 'Or edit the value and retry.'];
    case 'target':
      return [
        'Read what ScheduleHub says, edit the value below and retry.',
        'Or correct it in ScheduleHub, then retry as it was captured.',
      ];
    case 'parent':
      return ['Open Waiting children and fetch the parent, or correct the parent where it failed. Then retry.'];
    case 'duplicate':
      return [
        'Remove one of the two rows in the ERP, then retry with the row as the ERP has it now.',
        'Or ignore it: the newer row was sent.',
      ];
  }
}

/** The rule a value broke, as the mapping says it; null where none does. */
export function ruleOf(mapping: FieldMapping | null): string | null {
  if (mapping === null) return null;
  const { validation: rule, type, is_required: isRequired } = mapping;
  const parts = [
    type === 'string' ? null : `must be ${TYPE_PHRASES[type]}`,
    isRequired ? 'must have a value' : null,
    between(['from', 'to'], [rule.min, rule.max]),
    between(['at least', 'at most'], [rule.min_length, rule.max_length], ' characters'),
    rule.pattern === undefined ? null : `must match ${rule.pattern}`,
    rule.enum === undefined ? null : `must be one of ${listed(rule.enum)}`,
    rule.not_before === undefined ? null : `not before ${rule.not_before}`,
    rule.not_after === undefined ? null : `not after ${rule.not_after}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join('; ');
}

const TYPE_PHRASES = {
  integer: 'a whole number',
  decimal: 'a number',
  boolean: 'a yes or no',
  date: 'a date',
  datetime: 'a date with time',
} as const satisfies Readonly<Record<Exclude<FieldMapping['type'], 'string'>, string>>;
const MOST_LISTED = 8;

type Bound = number | string | undefined;

function between(
  [least, most]: readonly [string, string],
  [low, high]: readonly [Bound, Bound],
  unit = '',
): string | null {
  const parts = [low === undefined ? null : `${least} ${low}`, high === undefined ? null : `${most} ${high}`];
  const said = parts.filter((part) => part !== null);
  return said.length === 0 ? null : `${said.join(' ')}${unit}`;
}

function listed(values: readonly unknown[]): string {
  const shown = values.slice(0, MOST_LISTED).map(formatValue).join(', ');
  return values.length > MOST_LISTED ? `${shown} and ${values.length - MOST_LISTED} more` : shown;
}

/** The value at fault, told apart from none: "31.04.2023", "no value", "an empty text". */
export function guiltyValue(table: FieldTable): string | null {
  const row = table.rows.find(({ guilty }) => guilty !== null);
  if (row === undefined || row.guilty === null) return null;
  const cell = row[row.guilty];
  switch (cell.kind) {
    case 'absent':
      return 'not in the row';
    case 'null':
      return 'no value';
    case 'empty':
      return 'an empty text';
    default:
      return cell.text;
  }
}
