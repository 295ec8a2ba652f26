// The report as a printable page, grouped by signature, largest group first. The records come in any order and may be
// many: their HTML waits in a file, and memory holds only what the headings show.

import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { FailedReportRow, RenderInput } from './failed-report.ts';
import { renderGroupHead, renderHead, renderRecord } from './html-page.ts';
import type { ReportGroup } from './html-page.ts';
import { createRecordSpool } from './record-spool.ts';

/** Yields the page from top to bottom. */
export async function* renderHtml({ header, records, workFolder }: RenderInput): AsyncGenerator<string | Uint8Array> {
  const file = await open(join(workFolder, 'records'), 'wx+', 0o600);
  try {
    const spool = createRecordSpool(file);
    const counted = new Map<string, ReportGroup>();
    for await (const record of records) {
      await spool.add(record.signature, renderRecord(record));
      const known = counted.get(record.signature);
      counted.set(record.signature, { first: known?.first ?? toHeading(record), count: (known?.count ?? 0) + 1 });
    }
    const groups = [...counted.values()].sort((one, other) => other.count - one.count);
    yield renderHead(header, groups);
    for (const [index, group] of groups.entries()) {
      yield renderGroupHead(group, index + 1);
      yield* spool.read(group.first.signature);
    }
    yield '</body>\n</html>\n';
  } finally {
    await file.close();
  }
}

/** Only what the heading shows: the record itself must not stay in memory. */
function toHeading({ signature, stage, code, field, message, cause }: FailedReportRow): ReportGroup['first'] {
  return { signature, stage, code, field, message, cause };
}
