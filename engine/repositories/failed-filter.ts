// The filter of failed records as a condition on the columns of failed_records.

import type { SqlValue } from '../db/database.ts';
import { LIVE_STATUSES } from '../contract/failed-record.ts';
import { EngineError } from '../failures/engine-error.ts';
import { listIn } from './bulk.ts';
import { allOf, type Condition } from './conditions.ts';
import { IS_LIVE } from './failed-record-row.ts';
import type { FailedFilter } from './failed-record.ts';

/** SQLite binds at most 32,766 values. */
const MAX_UIDS = 10_000;
const SEARCHED_COLUMNS = ['reference', 'record_key', 'source_key', 'message', 'raw'] as const;

/** The same to count with: where a stage or code is asked for, an index that holds them beats that of live records. */
export function toCountCondition(filter: FailedFilter): Condition {
  const isCovered = filter.stage !== undefined || filter.code !== undefined;
  return combine(filter, isCovered ? listIn : statusIn);
}

/** An empty list of uids or statuses matches nothing, so that a bulk action never widens by accident. */
export function toCondition(filter: FailedFilter): Condition {
  return combine(filter, statusIn);
}

function combine(filter: FailedFilter, inStatus: typeof listIn): Condition {
  const { uids, status, search } = filter;
  const parts: Condition[] = [
    allOf([
      ['entity_name = ?', filter.entity],
      ['batch_uid = ?', filter.batchUid],
      ['stage = ?', filter.stage],
      ['code = ?', filter.code],
      ['signature = ?', filter.signature],
      ['uid <= ?', filter.upToUid],
    ]),
  ];
  if (uids !== undefined) parts.push(namedUids(uids));
  if (status !== undefined) parts.push(inStatus('status', status));
  if (search !== undefined && search !== '') parts.push(contains(search));
  return { sql: parts.map((part) => part.sql).join(' and '), params: parts.flatMap((part) => part.params) };
}

/** All live statuses in the words of the partial indexes, so that they are used. */
function statusIn(column: string, statuses: readonly SqlValue[]): Condition {
  const isLive = statuses.length === LIVE_STATUSES.length && LIVE_STATUSES.every((one) => statuses.includes(one));
  return isLive ? { sql: IS_LIVE, params: [] } : listIn(column, statuses);
}

function namedUids(uids: readonly string[]): Condition {
  if (uids.length <= MAX_UIDS) return listIn('uid', uids);
  throw new EngineError(
    'usage',
    `${uids.length} failed records are named at once, at most ${MAX_UIDS} can be. Use a filter instead.`,
    { details: { named: uids.length, max: MAX_UIDS } },
  );
}

/** The database folds case on both sides, so that they agree: SQLite does it for ASCII only. */
function contains(search: string): Condition {
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
  const sql = SEARCHED_COLUMNS.map((column) => `lower(${column}) like lower(?) escape '\\'`).join(' or ');
  const params: readonly SqlValue[] = SEARCHED_COLUMNS.map(() => pattern);
  return { sql: `(${sql})`, params };
}
