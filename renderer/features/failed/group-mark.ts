// What to notice about a group: it is new, or it came back after it was dealt with. Pure.

import { countOf, formatCount } from '../../ui/format.ts';
import type { FailedGroup } from './failed-types.ts';

export interface GroupMark {
  readonly kind: 'new' | 'returned';
  readonly word: string;
  readonly meaning: string;
}

/** Those of the same reason that were resolved, ignored or overtaken before. */
export type ClosedGroup = Pick<FailedGroup, 'signature' | 'count' | 'last_seen_at'>;

const NEW_MS = 24 * 3_600_000;

export function groupMark(
  group: Pick<FailedGroup, 'first_seen_at'>,
  closed: ClosedGroup | undefined,
  nowMs: number,
): GroupMark | null {
  if (closed !== undefined && group.first_seen_at > closed.last_seen_at) {
    const meaning = `${closed.count} of the same kind were resolved or ignored before; these came after.`;
    return { kind: 'returned', word: 'Returned', meaning };
  }
  if (closed !== undefined || nowMs - Date.parse(group.first_seen_at) > NEW_MS) return null;
  return { kind: 'new', word: 'New', meaning: 'First seen in the last 24 hours.' };
}

/** The trend in words, for its title and for screen readers. */
export function describeTrend(trend: FailedGroup['trend']): string {
  const total = trend.reduce((sum, { count }) => sum + count, 0);
  const most = trend.reduce((best, day) => (day.count > best.count ? day : best), { day: '', count: 0 });
  const days = `the last ${countOf(trend.length, 'day')}`;
  if (total === 0) return `None first seen in ${days}`;
  return `${formatCount(total)} first seen in ${days}, most on ${most.day} (${formatCount(most.count)})`;
}
