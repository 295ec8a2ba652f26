// What to notice about a group of failed records.

import { describe, expect, it } from 'vitest';
import { describeTrend, groupMark } from '../../../renderer/features/failed/group-mark.ts';

const NOW = Date.parse('2026-11-24T12:00:00.000Z');
const closed = { signature: 's', count: 12, last_seen_at: '2026-11-20T00:00:00.000Z' };

describe('groupMark', () => {
  it.each([
    ['new within a day', '2026-11-23T13:00:00.000Z', undefined, 'new'],
    ['nothing after a day', '2026-11-23T11:00:00.000Z', undefined, undefined],
    ['returned where it came after all that were closed', '2026-11-21T00:00:00.000Z', closed, 'returned'],
    ['nothing where some were closed while it lasted', '2026-11-19T00:00:00.000Z', closed, undefined],
  ])('is %s', (_name, first, before, kind) => {
    expect(groupMark({ first_seen_at: first }, before, NOW)?.kind).toBe(kind);
  });
});

describe('describeTrend', () => {
  it('says how many, and the worst day', () => {
    const trend = [
      { day: '2026-11-22', count: 1 },
      { day: '2026-11-23', count: 9 },
    ];
    expect(describeTrend(trend)).toBe('10 first seen in the last 2 days, most on 2026-11-23 (9)');
  });
  it('says none', () => {
    expect(describeTrend([{ day: '2026-11-23', count: 0 }])).toBe('None first seen in the last 1 day');
  });
});
