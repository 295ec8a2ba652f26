// Why a record can be turned away: the closed list of codes, each with the sentence an operator reads.
// Nothing else may appear in the `code` of a failed record, and no stage but these in its `stage`.

import type { RejectCode } from '../contract/failed-record.ts';

export type { RejectCode } from '../contract/failed-record.ts';
export { STAGES, type Stage } from '../contract/stage.ts';

/** Each code of a failed record and its plain-words cause with the usual remedy. */
export const CODE_SENTENCES = {
  required: 'A required value is missing. Fill it in the ERP, or give the mapping a default.',
  type: 'The value has another type than the column or field asks for. Correct the type or the mapping.',
  range: 'The number is outside the allowed range. Correct the value, or widen the rule.',
  length: 'The text is too long or too short. Shorten it in the ERP, or cut it with a transformation.',
  pattern: 'The text does not match the pattern of the rule. Correct the value, or the pattern.',
  enum: 'The value is not one of the allowed values. Correct it, or add it to the list or lookup table.',
  not_a_number: 'The text cannot be read as a number. Correct it, or set the number format of the field.',
  not_a_date: 'The text cannot be read as a date. Correct it, or set the date format of the field.',
  impossible_date: 'There is no such day or time. Correct it in the ERP.',
  not_a_boolean: 'The value is none of true/false, 1/0, Y/N, T/F, yes/no. Correct it in the ERP.',
  not_hex: 'A RAW value must be an even number of hexadecimal digits. Correct it in the ERP.',
  transformation: 'A transformation could not be applied to the value. Check the chain of the field.',
  lookup: 'The value is not in the lookup table of the field. Add it, or say what to do otherwise.',
  expression: 'The expression of the field failed on this record. Check the expression against the record.',
  business_key_missing: 'A business-key field is empty, so the record has no identity. Fill it in the ERP.',
  business_key_collision: 'Two different business keys share one hash. Report this: it should never happen.',
  duplicate_in_batch: 'Another row of the same run has the same business key and is newer. Remove one in the ERP.',
  parent_missing: 'The parent record is not in ScheduleHub after all retries. Sync the parent, then retry.',
  rejected_by_target: 'ScheduleHub refused the record. Read its message, then correct the record or the mapping.',
  target_conflict: 'ScheduleHub holds another record under this identity. Compare the two, then retry.',
  target_gone: 'The record no longer exists in ScheduleHub. Retry to insert it again, or ignore it.',
} as const satisfies Record<RejectCode, string>;
