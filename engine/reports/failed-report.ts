// What a report on failed records holds, in every format alike.

/** One failed record with all that is known of it. */
export interface FailedReportRow {
  readonly uid: string;
  readonly entity: string;
  readonly batchUid: string;
  readonly status: string;
  readonly stage: string;
  readonly code: string;
  readonly field: string | null;
  readonly message: string;
  /** The cause and its usual remedy, in plain words. */
  readonly cause: string;
  readonly reference: string | null;
  readonly mappingVersion: number;
  readonly retryCount: number;
  /** ISO 8601, UTC. */
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  /** Stage, code, field and message without values: what makes failures the same. */
  readonly signature: string;
  /** The record at each stage, as JSON values; null where it did not get that far. */
  readonly raw: unknown;
  readonly normalized: unknown;
  readonly mapped: unknown;
}

/** What the report says about itself. */
export interface ReportHeader {
  readonly title: string;
  readonly createdAt: string;
  /** The filter that chose the records, by name. */
  readonly filter: Readonly<Record<string, string>>;
  readonly appVersion: string;
  readonly counts: Readonly<Record<string, number>>;
}

export { REPORT_FORMATS, type ReportFormat } from '../contract/failed-record.ts';

/** What a format is given; the chunks it yields are the file. */
export interface RenderInput {
  readonly header: ReportHeader;
  readonly records: AsyncIterable<FailedReportRow>;
  /** A folder for intermediate files, removed afterwards. */
  readonly workFolder: string;
}
export type Render = (input: RenderInput) => AsyncIterable<string | Uint8Array>;

/** The columns of CSV and XLSX, in order: public names. `raw`, `normalized` and `mapped` hold JSON text. */
export const REPORT_COLUMNS = {
  uid: (row) => row.uid,
  entity: (row) => row.entity,
  reference: (row) => row.reference,
  status: (row) => row.status,
  stage: (row) => row.stage,
  code: (row) => row.code,
  field: (row) => row.field,
  message: (row) => row.message,
  cause: (row) => row.cause,
  retry_count: (row) => row.retryCount,
  first_seen_at: (row) => row.firstSeenAt,
  last_seen_at: (row) => row.lastSeenAt,
  batch_uid: (row) => row.batchUid,
  mapping_version: (row) => row.mappingVersion,
  signature: (row) => row.signature,
  raw: (row) => toJsonText(row.raw),
  normalized: (row) => toJsonText(row.normalized),
  mapped: (row) => toJsonText(row.mapped),
} as const satisfies Record<string, (row: FailedReportRow) => string | number | null>;

function toJsonText(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
