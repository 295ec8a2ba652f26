// Renders the rows of a benchmark into a row file, and works out what ScheduleHub must hold after they were synced.

import { closeSync, openSync, writeSync } from 'node:fs';
import { addWords, checksumText, createChecksum, readHex } from './checksum.ts';
import { listRows, PARTS, STOCK, type DatasetKind } from './datasets.ts';
import { RECORD_WORDS } from './flat-records.ts';
import { toPlainRecord, type SourceRow } from './plain-part.ts';
import { createRowFile, writeFacts, type RowFileFacts } from './row-file.ts';

export interface PrepareOrder {
  /** Without an ending: several files begin like it. */
  readonly path: string;
  readonly kind: DatasetKind;
  readonly rows: number;
  /** The same rows again as one object a line, for programs that read files. */
  readonly withLines: boolean;
}

const LINES_AT_ONCE = 10_000;

export function prepareRows({ path, kind, rows, withLines }: PrepareOrder): RowFileFacts {
  const file = createRowFile(path);
  const lines = withLines ? openSync(`${path}.ndjson`, 'w') : null;
  let waiting: string[] = [];
  const writeLines = (): void => {
    if (lines !== null && waiting.length > 0) writeSync(lines, `${waiting.join('\n')}\n`);
    waiting = [];
  };
  const sums = { good: createChecksum(), bad: createChecksum(), ended: createChecksum() };
  const counts = { good: 0, bad: 0, ended: 0 };
  const words = new Uint32Array(RECORD_WORDS);
  let highestVersion = 0;
  for (const row of listRows(kind, rows)) {
    const { json, version, fate } = row;
    counts[fate] += 1;
    if (fate !== 'bad') {
      // Rendered by the datasets: texts and numbers only.
      const record = toPlainRecord(JSON.parse(json) as SourceRow);
      readHex(record.bk_hash, words, { at: 0, count: 4 });
      readHex(record.data_hash, words, { at: 4, count: 8 });
      addWords(sums[fate], words, 0);
    }
    if (fate === 'ended') continue;
    file.add(row);
    highestVersion = Math.max(highestVersion, version);
    if (lines !== null && waiting.push(json) === LINES_AT_ONCE) writeLines();
  }
  writeLines();
  if (lines !== null) closeSync(lines);
  const facts: RowFileFacts = {
    slug: kind === 'stock' ? STOCK : PARTS,
    rows: counts.good + counts.bad,
    bytes: file.close(),
    highestVersion,
    expected: { count: counts.good, checksum: checksumText(sums.good) },
    ended: { count: counts.ended, checksum: checksumText(sums.ended) },
    bad: counts.bad,
  };
  writeFacts(path, facts);
  return facts;
}
