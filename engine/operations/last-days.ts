// The days that trends and strips show: UTC, as timestamps are stored.

const DAYS = 14;
const DAY_MS = 86_400_000;

/** YYYY-MM-DD each, the oldest first, today last. */
export function lastDays(nowMs: number): readonly string[] {
  return Array.from({ length: DAYS }, (_, at) => new Date(nowMs - (DAYS - 1 - at) * DAY_MS).toISOString().slice(0, 10));
}
