// Reports on their way out: written to a folder of their own, handed over as files that are read when they are sent, and
// removed after an hour or when the engine ends.

import { openAsBlob } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReportFormat } from '../contract/failed-record.ts';
import type { Clock } from '../host.ts';

export interface ReportRequest {
  /** Without ending. */
  readonly name: string;
  readonly format: ReportFormat;
  /** Writes the report to a path; returns how many records it holds. */
  readonly write: (path: string) => Promise<{ readonly rows: number }>;
}

export interface ReportFiles {
  create(request: ReportRequest): Promise<{ readonly file: File; readonly rows: number }>;
  close(): Promise<void>;
}

interface FilesNeeds {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly newUid: () => string;
}

const TYPES: Readonly<Record<ReportFormat, string>> = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  json: 'application/json',
  html: 'text/html',
};
const KEPT_MS = 3_600_000;

export function createReportFiles({ dataDir, clock, newUid }: FilesNeeds): ReportFiles {
  const folder = join(dataDir, 'reports');
  return {
    create: async ({ name, format, write }) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await removeOld(folder, clock.now() - KEPT_MS);
      const path = join(folder, `${newUid()}.${format}`);
      const { rows } = await write(path);
      const type = TYPES[format];
      return { file: new File([await openAsBlob(path, { type })], `${name}.${format}`, { type }), rows };
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

async function removeOld(folder: string, beforeMs: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if ((await stat(path)).mtimeMs < beforeMs) await rm(path, { recursive: true, force: true });
  }
}
