// Failed records by signature: counted by day in one pass over an index, and each group told by one of its records.

import type { SqlValue } from '../db/database.ts';
import { allIn } from './bulk.ts';
import { toCondition } from './failed-filter.ts';
import type { DayCount, FailedFilter, FailedGroup, FailedGroupWithDays } from './failed-record.ts';
import type { Queryable } from './queryable.ts';

/** As FailedRecordRepository.countByDay says. The words of the grouping are those of the index failed_records_group. */
export async function countByDay(db: Queryable, filter: FailedFilter): Promise<readonly DayCount[]> {
  const { sql, params } = toCondition(filter);
  return db.all<DayCount>(
    `select signature, entity_name as "entityName", substr(first_seen_at, 1, 10) as "day", count(*) as "count",
      min(first_seen_at) as "firstSeenAt", max(last_seen_at) as "lastSeenAt"
    from failed_records where ${sql} group by signature, entity_name, substr(first_seen_at, 1, 10)`,
    params,
  );
}

/** As FailedRecordRepository.listGroups says. */
export async function listGroups(db: Queryable, filter: FailedFilter): Promise<readonly FailedGroupWithDays[]> {
  const bySignature = Map.groupBy(await countByDay(db, filter), (row) => row.signature);
  const examples = await findExamples(db, filter, [...bySignature.keys()]);
  const groups = examples.map((example) => {
    const days = bySignature.get(example.signature) ?? [];
    return {
      ...example,
      count: days.reduce((sum, row) => sum + row.count, 0),
      firstSeenAt: days.reduce((least, row) => (row.firstSeenAt < least ? row.firstSeenAt : least), '9999'),
      lastSeenAt: days.reduce((most, row) => (row.lastSeenAt > most ? row.lastSeenAt : most), ''),
      days,
    };
  });
  return groups.sort((a, b) => b.count - a.count || (a.signature < b.signature ? -1 : 1));
}

type Example = Pick<FailedGroup, 'signature' | 'stage' | 'code' | 'field' | 'message'>;

/** A signature holds its stage, code and field, so that those of any one record are those of all. */
async function findExamples(
  db: Queryable,
  filter: FailedFilter,
  signatures: readonly SqlValue[],
): Promise<readonly Example[]> {
  const { sql, params } = toCondition(filter);
  const rows = await allIn<Example>(db, {
    // The list (?, ?) as a table of one column: (?), (?).
    sql: (list) => `with wanted (signature) as (values ${list.slice(1, -1).replaceAll('?', '(?)')})
      select f.signature, f.stage, f.code, f.field, f.message from wanted w join failed_records f on f.uid = (
        select uid from failed_records where signature = w.signature and ${sql} limit 1
      )`,
    keys: signatures,
    after: params,
  });
  // Lists are filled up with their last key.
  return [...new Map(rows.map((row) => [row.signature, row])).values()];
}
