// Rows prepared in a folder that is gone when the test ends.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { DatasetKind } from '../../../sandbox/bench/datasets.ts';
import { prepareRows } from '../../../sandbox/bench/prepare-rows.ts';
import { openRowFile, type RowFile } from '../../../sandbox/bench/row-file.ts';

export function preparedRows(kind: DatasetKind, rows: number): RowFile {
  const folder = mkdtempSync(join(tmpdir(), 'syncflow-rows-'));
  const path = join(folder, 'rows');
  prepareRows({ path, kind, rows, withLines: false });
  const file = openRowFile(path);
  onTestFinished(() => {
    file.close();
    rmSync(folder, { recursive: true });
  });
  return file;
}
