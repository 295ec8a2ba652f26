// The words for a failed record that every part uses: codes, statuses, kinds, retry modes, report formats. Names are public.

export const REJECT_CODES = [
  'required',
  'type',
  'range',
  'length',
  'pattern',
  'enum',
  'not_a_number',
  'not_a_date',
  'impossible_date',
  'not_a_boolean',
  'not_hex',
  'transformation',
  'lookup',
  'expression',
  'business_key_missing',
  'business_key_collision',
  'duplicate_in_batch',
  'parent_missing',
  'rejected_by_target',
  'target_conflict',
  'target_gone',
] as const;
export type RejectCode = (typeof REJECT_CODES)[number];

export const FAILED_STATUSES = ['open', 'retrying', 'resolved', 'ignored', 'superseded', 'exhausted'] as const;
export type FailedStatus = (typeof FAILED_STATUSES)[number];
/** Those that still need somebody. */
export const LIVE_STATUSES = ['open', 'retrying', 'exhausted'] as const satisfies readonly FailedStatus[];

export const ERROR_TYPES = ['data', 'mapping', 'target', 'parent', 'duplicate'] as const;
export type ErrorType = (typeof ERROR_TYPES)[number];

/** As captured: with the mapping version the record failed with. From source: the row as the ERP has it now. */
export const RETRY_MODES = ['as_captured', 'current_mapping', 'from_source'] as const;
export type RetryMode = (typeof RETRY_MODES)[number];

export const REPORT_FORMATS = ['csv', 'xlsx', 'json', 'html'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export const OPERATIONS = ['INSERT', 'UPDATE', 'DELETE'] as const;
/** The operations that are sent; SKIP is the fourth decision and sends nothing. */
export type Operation = (typeof OPERATIONS)[number];
