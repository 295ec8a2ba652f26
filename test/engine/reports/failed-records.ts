// Support for the report tests: failed records, a header, and a folder that is gone when the test ends.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { FailedReportRow, ReportHeader } from '../../../engine/reports/failed-report.ts';

/** The Big List of Naughty Strings, MIT, see test/data/vectors/strings/LICENSE. */
export const NAUGHTY: readonly string[] = [
  // The file is a JSON array of strings.
  ...(JSON.parse(readFileSync(join(import.meta.dirname, '../../data/vectors/strings/blns.json'), 'utf8')) as string[]),
  ...['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', "'quoted", "''", "'=1", 'a\rb', 'a\r\nb', 'a\nb', '_x0041_'],
  ...['constructor', '__proto__', '\u0000\u0001\u001f', '\u007f\u0085\u009f', '\ufffd\ufffe\uffff', '\u{1fffe}'],
  ...[' leading', 'trailing ', '\ud83d\ude00', '00700', '9007199254740993', '</td><script>alert(1)</script>'],
];

export const HEADER: ReportHeader = {
  title: 'Failed <records> & more',
  createdAt: '2025-12-08T09:00:00Z',
  filter: { entity: 'part', status: '=open' },
  appVersion: '0.1.0',
  counts: { open: 2, exhausted: 1 },
};

export function failedRecord(change: Partial<FailedReportRow> = {}): FailedReportRow {
  return {
    uid: '019b0000-0000-7000-8000-000000000001',
    entity: 'part',
    batchUid: '019b0000-0000-7000-8000-00000000000b',
    status: 'open',
    stage: 'map',
    code: 'not_a_number',
    field: 'quantity',
    message: '"12abc" is not a number',
    cause: 'The text cannot be read as a number.',
    reference: 'site=S1 | item_number=007',
    mappingVersion: 3,
    retryCount: 1,
    firstSeenAt: '2025-12-08T08:00:00Z',
    lastSeenAt: '2025-12-08T08:30:00Z',
    signature: 'map|not_a_number|quantity',
    raw: { PART_NO: '007', QTY: '12abc' },
    normalized: { PART_NO: '007', QTY: '12abc' },
    mapped: { item_number: '007' },
    ...change,
  };
}

/** A record for each naughty string, in the text columns and inside the payload. */
export function naughtyRecords(): readonly FailedReportRow[] {
  return NAUGHTY.map((text, index) =>
    failedRecord({
      uid: `uid-${index}`,
      message: text,
      reference: text,
      field: text,
      signature: `${index % 7}`,
      raw: { VALUE: text, [text]: index },
      normalized: null,
      mapped: { value: text },
    }),
  );
}

export async function* stream(records: readonly FailedReportRow[]): AsyncGenerator<FailedReportRow> {
  yield* records;
}

export function createFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'syncflow-report-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}
