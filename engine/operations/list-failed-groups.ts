// Failed records by reason: how many, of which entities, since when, and how the last 14 days went.

import { CODE_SENTENCES } from '../failures/codes.ts';
import type { FailedFilter, FailedGroup } from '../repositories/failed-record.ts';
import { lastDays } from './last-days.ts';
import type { Services } from './services.ts';

export interface FailedGroupItem {
  readonly signature: string;
  readonly count: number;
  readonly entities: readonly string[];
  readonly stage: FailedGroup['stage'];
  readonly code: FailedGroup['code'];
  readonly field: string | null;
  readonly message: string;
  readonly cause: string;
  readonly first_seen_at: string;
  readonly last_seen_at: string;
  readonly trend: readonly { readonly day: string; readonly count: number }[];
}

const MOST_GROUPS = 500;

/** Largest group first. */
export async function listFailedGroups(
  { store, clock }: Services,
  filter: FailedFilter,
): Promise<{ readonly groups: readonly FailedGroupItem[]; readonly total: number }> {
  const groups = await store.failedRecords.listGroups(filter);
  const days = lastDays(clock.now());
  return {
    total: groups.reduce((sum, group) => sum + group.count, 0),
    groups: groups.slice(0, MOST_GROUPS).map((group) => {
      const rows = group.days;
      return {
        signature: group.signature,
        count: group.count,
        entities: [...new Set(rows.map((row) => row.entityName))].sort(),
        stage: group.stage,
        code: group.code,
        field: group.field,
        message: group.message,
        cause: CODE_SENTENCES[group.code],
        first_seen_at: group.firstSeenAt,
        last_seen_at: group.lastSeenAt,
        trend: days.map((day) => ({ day, count: sumOf(rows.filter((row) => row.day === day)) })),
      };
    }),
  };
}

function sumOf(rows: readonly { readonly count: number }[]): number {
  return rows.reduce((sum, row) => sum + row.count, 0);
}
