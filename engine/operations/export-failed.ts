// Writes a report on failed records to a file, straight from the store: memory does not grow with their number.

import { CODE_SENTENCES } from '../failures/codes.ts';
import type { FailedReportRow, ReportFormat } from '../reports/failed-report.ts';
import { writeFailedReport } from '../reports/write-failed-report.ts';
import type { FailedFilter, FailedRecord } from '../repositories/failed-record.ts';
import { fromJson } from './list-failed.ts';
import type { Services } from './services.ts';

export interface ExportRequest {
  readonly filter: FailedFilter;
  readonly format: ReportFormat;
  readonly out: string;
  readonly appVersion: string;
}

/** Returns how many records the report holds; throws EngineError `usage` where `out` cannot be written. */
export async function exportFailed(
  { store, clock }: Services,
  { filter, format, out, appVersion }: ExportRequest,
): Promise<{ readonly rows: number }> {
  const groups = await store.failedRecords.listGroups(filter);
  const counts: Record<string, number> = {};
  for (const { stage, code, count } of groups) {
    const name = `${stage}: ${code}`;
    counts[name] = (counts[name] ?? 0) + count;
  }
  return writeFailedReport({
    format,
    out,
    records: toReportRows(store.failedRecords.stream(filter)),
    header: {
      title: 'Failed records',
      createdAt: new Date(clock.now()).toISOString(),
      filter: describeFilter(filter),
      appVersion,
      counts,
    },
  });
}

async function* toReportRows(records: AsyncIterable<FailedRecord>): AsyncGenerator<FailedReportRow> {
  for await (const record of records) {
    yield {
      uid: record.uid,
      entity: record.entityName,
      batchUid: record.batchUid,
      status: record.status,
      stage: record.stage,
      code: record.code,
      field: record.field,
      message: record.message,
      cause: CODE_SENTENCES[record.code],
      reference: record.reference,
      mappingVersion: record.mappingVersion,
      retryCount: record.retryCount,
      firstSeenAt: record.firstSeenAt,
      lastSeenAt: record.lastSeenAt,
      signature: record.signature,
      raw: fromJson(record.raw),
      normalized: fromJson(record.normalized),
      mapped: fromJson(record.mapped),
    };
  }
}

function describeFilter(filter: FailedFilter): Readonly<Record<string, string>> {
  const { entity, batchUid: batch, stage, code, signature, status, uids } = filter;
  const named = { entity, batch, stage, code, signature, status: status?.join(', '), uids: uids?.join(', ') };
  return Object.fromEntries(
    Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
}
