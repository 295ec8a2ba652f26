// Ledger rows as a page worker and ScheduleHub bring them: drafts side by side, and uids in the bytes of an answer.

import type { CreatedRecords } from '../../../engine/ledger/encode-created.ts';
import type { LedgerRow } from '../../../engine/ledger/ledger-row.ts';
import { createPageWriter } from '../record/page-records.ts';

/** The row as it is where it has just been created. */
export function asCreated(row: LedgerRow): LedgerRow {
  const clean = (text: string): string => text.toWellFormed();
  return {
    ...row,
    hasDuplicate: false,
    fingerprint: row.fingerprint ?? ('0'.repeat(32) as NonNullable<LedgerRow['fingerprint']>),
    // An empty row version is none.
    rowversion: row.rowversion === null || row.rowversion === '' ? null : clean(row.rowversion),
    sourceKey: clean(row.sourceKey ?? '[1]'),
    businessKey: clean(row.businessKey),
    targetUid: clean(row.targetUid),
  };
}

export function draftsOf(rows: readonly LedgerRow[]): Pick<CreatedRecords, 'drafts' | 'starts'> {
  const drafts = rows.map(draftOf);
  let end = 0;
  const ends = drafts.map(({ length }) => (end += length));
  return { drafts: Buffer.concat(drafts), starts: Uint32Array.from([0, ...ends]) };
}

export function toCreated(rows: readonly LedgerRow[]): CreatedRecords {
  const source = Buffer.from(rows.map(({ targetUid }) => `"${targetUid}",`).join(''));
  const starts = new Uint32Array(rows.length);
  const ends = new Uint32Array(rows.length);
  let at = 1;
  for (const [index, { targetUid }] of rows.entries()) {
    const end = at + Buffer.byteLength(targetUid);
    [starts[index], ends[index]] = [at, end];
    at = end + 3;
  }
  return { count: rows.length, ...draftsOf(rows), uids: { source, starts, ends } };
}

const writers = new Map<string, ReturnType<typeof createPageWriter>>();

function draftOf({ hashSpec, mappingVersion, fingerprint, rowversion, sourceKey, ...row }: LedgerRow): Uint8Array {
  const kind = `${mappingVersion} ${hashSpec}`;
  const write = writers.get(kind) ?? createPageWriter({ hashSpec, mappingVersion });
  writers.set(kind, write);
  const written = { ...row, rowversion, reference: '', dataJson: '{}' };
  return write([{ ...written, fingerprint: fingerprint ?? '', sourceKey: sourceKey ?? '' }]).drafts;
}
