// The time that is left, as people say it: a range, never a promise to the second. Pure.

import type { LiveRun } from '../../state/live-runs.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** From here on hours and halves of them are told. */
const HOURS_FROM_MS = 2 * HOUR_MS;
/** Nearer ends are told to the minute, later ones to five. */
const EXACT_UNTIL_MS = 30 * MINUTE_MS;

/** "about 2–4 min, done near 02:10"; `nowMs` is the reader's clock. */
export function etaWords({ least_ms: least, most_ms: most }: NonNullable<LiveRun['time_left']>, nowMs: number): string {
  if (most < MINUTE_MS) return 'less than a minute left';
  return `about ${rangeOf(least, most)}, done near ${clockOf(nowMs, (least + most) / 2)}`;
}

function rangeOf(least: number, most: number): string {
  const isHours = most >= HOURS_FROM_MS;
  const unit = isHours ? HOUR_MS / 2 : MINUTE_MS;
  const toText = (steps: number): string => (isHours ? String(steps / 2) : String(steps));
  const from = toText(Math.max(1, Math.floor(least / unit)));
  const to = toText(Math.max(1, Math.ceil(most / unit)));
  const name = isHours ? 'h' : 'min';
  return from === to ? `${from} ${name}` : `${from}–${to} ${name}`;
}

function clockOf(nowMs: number, leftMs: number): string {
  const step = (leftMs > EXACT_UNTIL_MS ? 5 : 1) * MINUTE_MS;
  const end = new Date(Math.round((nowMs + leftMs) / step) * step);
  const time = end.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  const isToday = end.toDateString() === new Date(nowMs).toDateString();
  return isToday ? time : `${end.toLocaleDateString('en-GB', { weekday: 'short' })} ${time}`;
}
