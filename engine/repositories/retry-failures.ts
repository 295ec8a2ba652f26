// Retries of failed records: claimed by one caller, then resolved, superseded, failed again or given back.

import type { SqlValue } from '../db/database.ts';
import { runIn } from './bulk.ts';
import { toCondition } from './failed-filter.ts';
import {
  FAILED_COLUMNS,
  IS_IGNORED,
  IS_LIVE,
  IS_NEWEST_IGNORED,
  toFailedRecord,
  type FailedRecordRow,
} from './failed-record-row.ts';
import { addRetryTries, insertTriesSql } from './failed-record-tries.ts';
import type { FailedFilter, FailedRecord, FailedTry } from './failed-record.ts';
import { atomically, type Queryable } from './queryable.ts';
import { signatureOf } from './signature-of.ts';

type UidTry = FailedTry & { readonly uid: string };

const AFTER_TRIES = `case when retry_count >= max_retries then 'exhausted' else 'open' end`;
/** As FailedRecordRepository.claim says. */
export async function claimFailures(
  db: Queryable,
  filter: FailedFilter,
  limit: number,
): Promise<readonly FailedRecord[]> {
  const { sql, params } = toCondition(filter);
  const mayTakeIgnored = filter.uids !== undefined || filter.status?.includes('ignored') === true;
  const claimable = `(f.status in ('open', 'exhausted')${mayTakeIgnored ? ` or ${IS_NEWEST_IGNORED}` : ''})`;
  const rows = await db.all<FailedRecordRow>(
    `update failed_records set status = 'retrying', closed_at = null
    where status in ('open', 'exhausted', 'ignored') and uid in (
      select f.uid from failed_records f where ${sql} and ${claimable} order by f.uid limit ?
    ) returning ${FAILED_COLUMNS}`,
    [...params, limit],
  );
  return rows.map(toFailedRecord).sort((a, b) => (a.uid < b.uid ? -1 : 1));
}

export async function releaseFailures(db: Queryable, uids: readonly string[]): Promise<void> {
  await runIn(db, {
    sql: (list) => `update failed_records set status = ${AFTER_TRIES} where status = 'retrying' and uid in ${list}`,
    keys: uids,
  });
}

/** After a crash: what a dead process had claimed. */
export async function reopenRetrying(db: Queryable, entity: string): Promise<number> {
  const sql = `update failed_records set status = ${AFTER_TRIES} where status = 'retrying' and entity_name = ?`;
  return (await db.run(sql, [entity])).changes;
}

/** As FailedRecordRepository.saveTries says; a record that was closed meanwhile stays closed. */
export async function saveTries(db: Queryable, tries: readonly UidTry[]): Promise<void> {
  await atomically(db, async (tx) => {
    await addRetryTries(
      tx,
      tries.map((attempt) => ({
        ...attempt,
        code: attempt.reject?.code ?? null,
        message: attempt.reject?.message ?? null,
      })),
    );
    await saveReasons(tx, tries);
    await closeTried(tx, tries);
    await failTried(tx, tries);
    await releaseFailures(
      tx,
      tries.filter(({ outcome }) => outcome === 'released').map(({ uid }) => uid),
    );
  });
}

async function saveReasons(tx: Queryable, tries: readonly UidTry[]): Promise<void> {
  const rows = tries.flatMap(({ uid, outcome, reject, errorType }): (readonly SqlValue[])[] => {
    if (outcome !== 'failed' || reject === undefined) return [];
    const { stage, code, field, message } = reject;
    return [[stage, code, field, message, JSON.stringify([reject]), signatureOf(reject), errorType ?? null, uid]];
  });
  const sql = `update failed_records set stage = ?, code = ?, field = ?, message = ?, errors = ?, signature = ?,
    error_type = coalesce(?, error_type) where status = 'retrying' and uid = ?`;
  await tx.runMany(sql, rows);
}

async function closeTried(tx: Queryable, tries: readonly UidTry[]): Promise<void> {
  const closed = tries.filter(({ outcome }) => outcome === 'resolved' || outcome === 'superseded');
  await tx.runMany(
    `update failed_records set status = ?, closed_at = ?, next_retry_at = null where ${IS_LIVE} and uid = ?`,
    closed.map(({ uid, outcome, at }) => [outcome, at, uid]),
  );
}

async function failTried(tx: Queryable, tries: readonly UidTry[]): Promise<void> {
  const failed = tries.filter(({ outcome }) => outcome === 'failed');
  await tx.runMany(
    `update failed_records set retry_count = retry_count + 1,
      status = case when retry_count + 1 >= max_retries then 'exhausted' else 'open' end,
      next_retry_at = case when retry_count + 1 >= max_retries then null else ? end
    where status = 'retrying' and uid = ?`,
    failed.map(({ uid, nextRetryAt }) => [nextRetryAt, uid]),
  );
}

/** As FailedRecordRepository.ignore says. */
export async function ignoreFailures(
  db: Queryable,
  filter: FailedFilter,
  { at, reason }: { readonly at: string; readonly reason?: string | undefined },
): Promise<number> {
  const { sql, params } = toCondition(filter);
  const condition = `status in ('open', 'exhausted') and ${sql}`;
  return atomically(db, async (tx) => {
    await tx.run(insertTriesSql(condition), [at, 'ignored', 'ignored', reason ?? null, ...params]);
    // When it was due is kept: undone, the record is due as before.
    const update = `update failed_records set status = 'ignored', closed_at = ? where ${condition}`;
    return (await tx.run(update, [at, ...params])).changes;
  });
}

/** As FailedRecordRepository.reopen says. */
export async function reopenIgnored(
  db: Queryable,
  which: { readonly uids: readonly string[] } | { readonly ignoredAt: string },
  at: string,
): Promise<number> {
  const { sql, params } =
    'uids' in which ? toCondition({ uids: which.uids }) : { sql: 'f.closed_at = ?', params: [which.ignoredAt] };
  const chosen = `${IS_NEWEST_IGNORED} and ${sql}`;
  return atomically(db, async (tx) => {
    await tx.run(insertTriesSql(chosen), [at, 'reopened', 'open', null, ...params]);
    const update = `update failed_records set status = ${AFTER_TRIES}, closed_at = null
      where uid in (select f.uid from failed_records f where ${chosen})`;
    return (await tx.run(update, params)).changes;
  });
}

/** As FailedRecordRepository.savePatch says. */
export async function savePatch(
  db: Queryable,
  uid: string,
  patch: { readonly json: string | null; readonly at: string },
): Promise<boolean> {
  const condition = `(${IS_LIVE} or ${IS_IGNORED}) and uid = ?`;
  return atomically(db, async (tx) => {
    await tx.run(insertTriesSql(condition), [
      patch.at,
      'edited',
      patch.json === null ? 'taken back' : 'saved',
      patch.json,
      uid,
    ]);
    return (await tx.run(`update failed_records set patch = ? where ${condition}`, [patch.json, uid])).changes > 0;
  });
}
