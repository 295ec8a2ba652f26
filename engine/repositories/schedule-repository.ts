// Schedules of background runs: one per entity.

import type { Queryable } from './queryable.ts';
import { selectList } from './select-list.ts';

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];
export type MissedPolicy = 'skip' | 'next_window' | 'now';

export interface Schedule {
  readonly uid: string;
  readonly entityName: string;
  /** HH:MM in `zone`; the window may cross midnight. */
  readonly windowStart: string;
  readonly windowEnd: string;
  readonly days: readonly Weekday[];
  /** IANA zone. */
  readonly zone: string;
  readonly isEnabled: boolean;
  readonly missedPolicy: MissedPolicy;
  readonly currentOffset: number;
  readonly currentCursor: string | null;
  readonly totalProcessed: number;
  readonly totalExpected: number | null;
  readonly nextDue: string | null;
  readonly lastBatchUid: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface ScheduleRepository {
  find(entity: string): Promise<Schedule | null>;
  list(): Promise<readonly Schedule[]>;
  /** Takes the place of the entity's schedule; `uid` and `createdAt` only count for the first one. */
  save(schedule: Schedule): Promise<void>;
  remove(entity: string): Promise<boolean>;
  /** Enabled schedules that are due, the longest due first. */
  listDue(now: string): Promise<readonly Schedule[]>;
}

const COLUMNS = [
  'uid',
  'entity_name',
  'created_at',
  'window_start',
  'window_end',
  'days',
  'zone',
  'is_enabled',
  'missed_policy',
  'current_offset',
  'current_cursor',
  'total_processed',
  'total_expected',
  'next_due',
  'last_batch_uid',
  'updated_at',
] as const;

type SqlRow = Omit<Schedule, 'days' | 'isEnabled'> & { readonly days: string; readonly isEnabled: number };

export function createScheduleRepository(db: Queryable): ScheduleRepository {
  const select = `select ${selectList(COLUMNS)} from background_sync_schedule`;
  return {
    find: async (entity) => {
      const row = await db.get<SqlRow>(`${select} where entity_name = ?`, [entity]);
      return row && toSchedule(row);
    },
    list: async () => (await db.all<SqlRow>(`${select} order by entity_name`)).map(toSchedule),
    save: (schedule) => save(db, schedule),
    remove: async (entity) => {
      return (await db.run('delete from background_sync_schedule where entity_name = ?', [entity])).changes > 0;
    },
    listDue: async (now) => {
      const sql = `${select} where is_enabled = 1 and next_due <= ? order by next_due, entity_name`;
      return (await db.all<SqlRow>(sql, [now])).map(toSchedule);
    },
  };
}

async function save(db: Queryable, schedule: Schedule): Promise<void> {
  const updates = COLUMNS.slice(3).map((column) => `${column} = excluded.${column}`);
  const sql = `insert into background_sync_schedule (${COLUMNS.join(', ')})
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    on conflict (entity_name) do update set ${updates.join(', ')}`;
  await db.run(sql, [
    schedule.uid,
    schedule.entityName,
    schedule.createdAt,
    schedule.windowStart,
    schedule.windowEnd,
    JSON.stringify(schedule.days),
    schedule.zone,
    schedule.isEnabled ? 1 : 0,
    schedule.missedPolicy,
    schedule.currentOffset,
    schedule.currentCursor,
    schedule.totalProcessed,
    schedule.totalExpected,
    schedule.nextDue,
    schedule.lastBatchUid,
    schedule.updatedAt,
  ]);
}

function toSchedule(row: SqlRow): Schedule {
  // Safe: `save` is the only writer of `days`.
  return { ...row, days: JSON.parse(row.days) as readonly Weekday[], isEnabled: row.isEnabled === 1 };
}
