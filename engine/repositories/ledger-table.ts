// The table that was the ledger before its blocks: rows of older states are taken from here, and none is written.

import type { LedgerRow } from '../ledger/ledger-row.ts';
import type { BkHash, Fingerprint } from '../record/shapes.ts';
import { toBkHash, toBlob, toDataHash, toHex } from './hash-blob.ts';
import type { Queryable } from './queryable.ts';
import { selectList } from './select-list.ts';

const COLUMNS = [
  'bk_hash',
  'data_hash',
  'hash_spec',
  'rowversion',
  'target_uid',
  'business_key',
  'source_key',
  'mapping_version',
  'has_duplicate',
  'fingerprint',
] as const;

type SqlRow = Omit<LedgerRow, 'bkHash' | 'dataHash' | 'hasDuplicate' | 'fingerprint'> & {
  readonly bkHash: Uint8Array;
  readonly dataHash: Uint8Array;
  readonly hasDuplicate: number;
  readonly fingerprint: Uint8Array | null;
};

/** The first rows in order of `bkHash`, with their fingerprints. */
export async function readOldRows(db: Queryable, entity: string, limit: number): Promise<readonly LedgerRow[]> {
  const sql = `select ${selectList(COLUMNS)} from ledger where entity_name = ? order by bk_hash limit ?`;
  return (await db.all<SqlRow>(sql, [entity, limit])).map((row) => ({
    ...row,
    bkHash: toBkHash(row.bkHash),
    dataHash: toDataHash(row.dataHash),
    hasDuplicate: row.hasDuplicate === 1,
    fingerprint: row.fingerprint === null ? undefined : toFingerprint(row.fingerprint),
  }));
}

export async function removeOldRows(tx: Queryable, entity: string, upTo: BkHash): Promise<void> {
  await tx.run('delete from ledger where entity_name = ? and bk_hash <= ?', [entity, toBlob(upTo)]);
}

function toFingerprint(blob: Uint8Array): Fingerprint {
  // Safe: the column only ever held what toBlob made of a Fingerprint.
  return toHex(blob) as Fingerprint;
}
