// The words for a failed record: codes, statuses, retry modes, tries. Pure; the same words everywhere.

import type { FailedStatus, RejectCode, ReportFormat, RetryMode } from '../../../engine/contract/failed-record.ts';
import type { Try } from './failed-types.ts';

export const CODE_WORDS: Readonly<Record<RejectCode, string>> = {
  required: 'Required value missing',
  type: 'Wrong type',
  range: 'Out of range',
  length: 'Too long or too short',
  pattern: 'Does not match the pattern',
  enum: 'Value not allowed',
  not_a_number: 'Not a number',
  not_a_date: 'Not a date',
  impossible_date: 'No such day',
  not_a_boolean: 'Not a yes or no',
  not_hex: 'Not hexadecimal',
  transformation: 'Transformation not possible',
  lookup: 'Not in the lookup table',
  expression: 'Expression failed',
  business_key_missing: 'Business key empty',
  business_key_collision: 'Two keys, one identity',
  duplicate_in_batch: 'Same key twice in one run',
  parent_missing: 'Parent missing',
  rejected_by_target: 'Refused by ScheduleHub',
  target_conflict: 'Another record in ScheduleHub',
  target_gone: 'Gone from ScheduleHub',
};

export const STATUS_WORDS: Readonly<Record<FailedStatus, string>> = {
  open: 'Open',
  retrying: 'Being retried',
  exhausted: 'Out of tries',
  resolved: 'Resolved',
  ignored: 'Ignored',
  superseded: 'Overtaken',
};

export const STATUS_MEANINGS: Readonly<Record<FailedStatus, string>> = {
  open: 'Waits for somebody, or for its next try.',
  retrying: 'A retry is at work on it right now.',
  exhausted: 'Failed as often as it may by itself. It needs somebody.',
  resolved: 'ScheduleHub has acknowledged it.',
  ignored: 'Set aside by an operator. The same failure of other records still shows.',
  superseded: 'A newer row of the same record overtook it, so it was not sent.',
};

export interface ModeWords {
  readonly label: string;
  readonly meaning: string;
}

/** `version` of the mapping in force, where the records are of one entity. */
export function modeWords(mode: RetryMode, version: number | null = null): ModeWords {
  switch (mode) {
    case 'as_captured':
      return {
        label: 'As it was captured',
        meaning: 'The row and the mapping version it failed with. For failures of ScheduleHub or the network.',
      };
    case 'current_mapping':
      return {
        label: version === null ? 'With the current mapping' : `With the current mapping v${version}`,
        meaning: 'The row as it was captured, with your edit. For failures that the mapping now handles.',
      };
    case 'from_source':
      return {
        label: 'With the row as the ERP has it now',
        meaning: 'The row is read again. For values that were corrected in the ERP. An edit here is not used.',
      };
  }
}

export const FORMAT_WORDS: Readonly<Record<ReportFormat, string>> = {
  csv: 'CSV (text with commas)',
  xlsx: 'Excel workbook',
  json: 'JSON (for programs)',
  html: 'Report to read or print (HTML)',
};

const ACTIONS: Readonly<Record<string, string>> = {
  sighted: 'Failed in a run',
  edited: 'Edited',
  ignored: 'Ignored',
  reopened: 'Reopened',
  discarded: 'Waited no longer for its parent',
  as_captured: 'Retry as it was captured',
  current_mapping: 'Retry with the current mapping',
  from_source: 'Retry with the row from the ERP',
};

const OUTCOMES: Readonly<Record<string, string>> = {
  failed: 'failed',
  resolved: 'resolved',
  superseded: 'overtaken by a newer row',
  released: 'not tried: given back untouched',
  saved: 'saved',
  'taken back': 'taken back',
};

/** One try in words: "Retry with the current mapping: failed". */
export function describeTry({ action, outcome }: Pick<Try, 'action' | 'outcome'>): string {
  const what = ACTIONS[action] ?? action.replaceAll('_', ' ');
  const came = OUTCOMES[outcome];
  if (action === 'sighted' || action === outcome || outcome === '') return what;
  return `${what}: ${came ?? outcome.replaceAll('_', ' ')}`;
}
