// The history of failed records: rows are only ever added, numbered from 1 within their record.

import type { SqlValue } from '../db/database.ts';
import type { Queryable } from './queryable.ts';
import type { FailedRecordTry } from './failed-record.ts';
import { selectList } from './select-list.ts';

const NEXT_NO = `1 + coalesce((select max(t.try_no) from failed_record_tries t where t.failed_uid = f.uid), 0)`;

/**
 * A statement that adds a try to all records `f` of a condition. Its parameters: at, action, outcome, message, then
 * those of the condition. Without a message the record's own code and message are kept.
 */
export function insertTriesSql(condition: string): string {
  return `insert into failed_record_tries (failed_uid, try_no, at, action, mapping_version, outcome, code, message)
    select f.uid, ${NEXT_NO}, ?, ?, f.mapping_version, ?, f.code, coalesce(?, f.message)
    from failed_records f where ${condition}`;
}

export interface RetryTry {
  readonly uid: string;
  readonly at: string;
  readonly action: string;
  readonly mappingVersion: number | null;
  readonly outcome: string;
  readonly code: string | null;
  readonly message: string | null;
}

/** Adds a try to each of the records, which may be named more than once. */
export async function addRetryTries(tx: Queryable, tries: readonly RetryTry[]): Promise<void> {
  const sql = `insert into failed_record_tries (failed_uid, try_no, at, action, mapping_version, outcome, code, message)
    select f.uid, ${NEXT_NO}, ?, ?, ?, ?, ?, ? from failed_records f where f.uid = ?`;
  const toRow = (row: RetryTry): readonly SqlValue[] => [
    row.at,
    row.action,
    row.mappingVersion,
    row.outcome,
    row.code,
    row.message,
    row.uid,
  ];
  await tx.runMany(sql, tries.map(toRow));
}

/** The tries of one record, first to last. */
export function listTries(db: Queryable, uid: string): Promise<readonly FailedRecordTry[]> {
  const columns = selectList(['try_no', 'at', 'action', 'mapping_version', 'outcome', 'code', 'message']);
  return db.all<FailedRecordTry>(`select ${columns} from failed_record_tries where failed_uid = ? order by try_no`, [
    uid,
  ]);
}
