// Sightings of failed records: a new row for a new failure, one more sighting for a known one.

import type { SqlValue } from '../db/database.ts';
import { allIn, insertMany, runIn } from './bulk.ts';
import { IS_LIVE, IS_NEWEST_IGNORED, SIGHTED_COLUMNS, toSightedValues } from './failed-record-row.ts';
import { insertTriesSql } from './failed-record-tries.ts';
import type { NewFailure, Sightings } from './failed-record.ts';
import { atomically, type Queryable } from './queryable.ts';
import { signatureOf } from './signature-of.ts';

interface Sighting {
  readonly failure: NewFailure;
  readonly times: number;
}

const IS_CHANGED = 'failed_records.raw is distinct from excluded.raw';
/** A changed row is another case: it opens with all its tries, and the edit of the earlier row does not fit it. */
const SEE_AGAIN = `on conflict (entity_name, record_key) where ${IS_LIVE} do update set
  ${SIGHTED_COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ')},
  times_seen = failed_records.times_seen + excluded.times_seen,
  status = case when ${IS_CHANGED} and failed_records.status <> 'retrying' then 'open' else failed_records.status end,
  retry_count = case when ${IS_CHANGED} then 0 else failed_records.retry_count end,
  patch = case when ${IS_CHANGED} then null else failed_records.patch end,
  next_retry_at = case when ${IS_CHANGED} then excluded.next_retry_at else failed_records.next_retry_at end`;

/** As FailedRecordRepository.recordMany says. */
export async function recordFailures(db: Queryable, sightings: Sightings): Promise<void> {
  const { entityName, batchUid, failures, at, newUid, nextRetryAt } = sightings;
  if (failures.length === 0) return;
  await atomically(db, async (tx) => {
    const byKey = countByKey(failures);
    const ignored = await seeIgnoredAgain(tx, sightings, byKey);
    const seen = [...byKey.values()].filter(({ failure }) => !ignored.has(failure.recordKey));
    await insertMany(tx, {
      into: `failed_records (uid, entity_name, record_key, status, next_retry_at, times_seen, first_seen_at,
        ${SIGHTED_COLUMNS.join(', ')})`,
      rows: seen.map(({ failure, times }): readonly SqlValue[] => [
        newUid(),
        entityName,
        failure.recordKey,
        'open',
        nextRetryAt,
        times,
        at,
        ...toSightedValues(failure, batchUid, at),
      ]),
      onConflict: SEE_AGAIN,
    });
    await runIn(tx, {
      sql: (list) => insertTriesSql(`f.entity_name = ? and f.${IS_LIVE} and f.record_key in ${list}`),
      before: [at, 'sighted', 'failed', null, entityName],
      keys: seen.map(({ failure }) => failure.recordKey),
    });
  });
}

/** One row per record: the last failure given counts. */
function countByKey(failures: readonly NewFailure[]): ReadonlyMap<string, Sighting> {
  const byKey = new Map<string, Sighting>();
  for (const failure of failures) {
    const times = 1 + (byKey.get(failure.recordKey)?.times ?? 0);
    byKey.set(failure.recordKey, { failure, times });
  }
  return byKey;
}

/** Finds the records that an operator ignored and that fail as before; returns their keys. */
async function seeIgnoredAgain(
  tx: Queryable,
  { entityName, batchUid, at }: Sightings,
  byKey: ReadonlyMap<string, Sighting>,
): Promise<ReadonlySet<string>> {
  const candidates = await allIn<{ uid: string; recordKey: string; raw: string | null; signature: string }>(tx, {
    sql: (list) => `select f.uid, f.record_key as "recordKey", f.raw, f.signature from failed_records f
      where f.entity_name = ? and f.record_key in ${list} and ${IS_NEWEST_IGNORED}`,
    before: [entityName],
    keys: [...byKey.keys()],
  });
  const same = candidates.filter(({ recordKey, raw, signature }) => {
    const failure = byKey.get(recordKey)?.failure;
    return failure?.raw === raw && signatureOf(failure.reject) === signature;
  });
  await tx.runMany(
    'update failed_records set batch_uid = ?, last_seen_at = ?, times_seen = times_seen + ? where uid = ?',
    same.map(({ uid, recordKey }) => [batchUid, at, byKey.get(recordKey)?.times ?? 1, uid]),
  );
  await runIn(tx, {
    sql: (list) => insertTriesSql(`f.uid in ${list}`),
    before: [at, 'sighted', 'ignored', null],
    keys: same.map(({ uid }) => uid),
  });
  return new Set(same.map(({ recordKey }) => recordKey));
}
