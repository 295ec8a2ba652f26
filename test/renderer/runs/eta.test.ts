import { describe, expect, it } from 'vitest';
import { etaWords } from '../../../renderer/features/runs/eta.ts';

const NOON = new Date(2026, 10, 24, 12, 0, 0).getTime();
const MINUTE = 60_000;

describe('etaWords', () => {
  it.each([
    ['seconds are not told', 4000, 20_000, 'less than a minute left'],
    ['a range in minutes', 2 * MINUTE, 4 * MINUTE, 'about 2–4 min, done near 12:03'],
    ['both ends rounded outwards', 2.6 * MINUTE, 3.4 * MINUTE, 'about 2–4 min, done near 12:03'],
    ['never from zero', 20_000, 80_000, 'about 1–2 min, done near 12:01'],
    ['one number where both ends meet', 40_000, MINUTE, 'about 1 min, done near 12:01'],
    ['later ends to five minutes', 61 * MINUTE, 81 * MINUTE, 'about 61–81 min, done near 13:10'],
    ['hours in halves', 110 * MINUTE, 190 * MINUTE, 'about 1.5–3.5 h, done near 14:30'],
    ['another day by its name', 12.5 * 60 * MINUTE, 15.5 * 60 * MINUTE, 'about 12.5–15.5 h, done near Wed 02:00'],
  ])('%s', (_name, least, most, words) => {
    expect(etaWords({ least_ms: least, most_ms: most }, NOON)).toBe(words);
  });
});
