// Writes a report on failed records to a file. Promises: the file appears whole or not at all, an older one of that
// name stays until then, only its owner can read it, and every format carries the same records.

import { createWriteStream } from 'node:fs';
import { mkdtemp, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { EngineError } from '../failures/engine-error.ts';
import type { FailedReportRow, Render, ReportFormat, ReportHeader } from './failed-report.ts';
import { renderCsv } from './render-csv.ts';
import { renderHtml } from './render-html.ts';
import { renderJson } from './render-json.ts';
import { renderXlsx } from './render-xlsx.ts';

export interface FailedReportRequest {
  readonly format: ReportFormat;
  /** Path of the file; its folder must exist. */
  readonly out: string;
  readonly records: AsyncIterable<FailedReportRow>;
  readonly header: ReportHeader;
}

const RENDERERS = { csv: renderCsv, xlsx: renderXlsx, json: renderJson, html: renderHtml } as const satisfies Record<
  ReportFormat,
  Render
>;

/** Writes the report and returns how many records it holds; throws EngineError `usage` where `out` cannot be written. */
export async function writeFailedReport(request: FailedReportRequest): Promise<{ readonly rows: number }> {
  const out = resolve(request.out);
  const counted = countRows(request.records);
  // Beside the target, because a file can be renamed in one step only on its own disk.
  const workFolder = await writing(out, () => mkdtemp(join(dirname(out), '.syncflow-report-')));
  try {
    const file = join(workFolder, 'report');
    const render = RENDERERS[request.format];
    await writing(out, async () => {
      const chunks = render({ header: request.header, records: counted.records, workFolder });
      await pipeline(chunks, createWriteStream(file, { mode: 0o600 }));
      await flushToDisk(file);
      await rename(file, out);
    });
    return { rows: counted.rows() };
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

function countRows(records: AsyncIterable<FailedReportRow>): {
  readonly records: AsyncIterable<FailedReportRow>;
  rows(): number;
} {
  let rows = 0;
  async function* counting(): AsyncGenerator<FailedReportRow> {
    for await (const record of records) {
      rows += 1;
      yield record;
    }
  }
  return { records: counting(), rows: () => rows };
}

async function flushToDisk(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist. Create it, or choose another',
  ENOTDIR: 'a part of the path is a file, not a folder. Choose another',
  EISDIR: 'this is a folder. Add a file name',
  EACCES: 'this user may not write there. Choose another folder',
  EPERM: 'this user may not write there. Choose another folder',
  EROFS: 'the disk can only be read. Choose another folder',
  ENAMETOOLONG: 'the name is too long. Choose a shorter one',
};

/** Wraps errors of the file system; those of the records pass as they are. */
async function writing<T>(out: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      const sentence = `The disk is full: the report ${basename(out)} was not written. Free some space, then export again.`;
      throw new EngineError('unavailable', sentence, { details: { path: out }, cause: error });
    }
    if (!Object.hasOwn(REASONS, code)) throw error;
    throw new EngineError('usage', `The report cannot be written to ${out}: ${REASONS[code]}.`, {
      details: { path: out },
      cause: error,
    });
  }
}
