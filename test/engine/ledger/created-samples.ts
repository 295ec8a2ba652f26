// Ledger rows as a page worker and ScheduleHub bring them: drafts side by side, and uids in the bytes of an answer.

import type { CreatedRecords } from '../../../engine/ledger/encode-created.ts';
import type { LedgerRow } from '../../../engine/ledger/ledger-row.ts';
import { addDraft } from '../../../engine/ledger/record-codec.ts';
import { ByteText } from '../../../engine/record/byte-text.ts';

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
  const to = new ByteText(1);
  const starts = rows.map((row) => {
    const start = to.length;
    addDraftOf(to, row);
    return start;
  });
  const end = to.length;
  return { drafts: to.take(), starts: Uint32Array.from([...starts, end]) };
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

function addDraftOf(to: ByteText, row: LedgerRow): void {
  const text = new ByteText(1, 'spec\n');
  const rowversion = text.length;
  text.addText(`${row.rowversion ?? ''}\n`);
  const sourceKey = text.length;
  text.addText(`${row.sourceKey ?? ''}\n`);
  const businessKey = text.length;
  text.addText(row.businessKey);
  const businessKeyEnd = text.length;
  const noData = { data: businessKeyEnd, end: businessKeyEnd, hashed: businessKeyEnd, hashedEnd: businessKeyEnd };
  addDraft(to, {
    key: Buffer.from(row.bkHash, 'hex'),
    print: Buffer.from(row.fingerprint ?? '', 'hex'),
    dataHash: Buffer.from(row.dataHash, 'hex'),
    mappingVersion: row.mappingVersion,
    hashSpec: Buffer.from(row.hashSpec),
    text: text.bytes,
    span: { start: 0, rowversion, sourceKey, businessKey, businessKeyEnd, ...noData },
  });
}
