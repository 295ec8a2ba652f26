// Schedules of background runs: one per entity.

import type { Queryable } from './queryable.ts';

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

export declare function createScheduleRepository(db: Queryable): ScheduleRepository;
