// ISO 8601 text to seconds and back without a Date object: the fast path of layer 4 and the form of all its answers.

import { dateFromDays, daysFromDate, isRealDate } from '../record/calendar.ts';

const DAY_SECONDS = 86_400;
const TWO_DIGITS = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'));

function digitsAt(text: string, from: number, count: number): number {
  let value = 0;
  for (let at = from; at < from + count; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    // NaN (past the end) fails both comparisons, so it is asked for in the positive.
    if (!(digit >= 0 && digit <= 9)) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** Days since 1970 of a text that begins `YYYY-MM-DD`; NaN when it does not, or there is no such day. */
export function isoDays(text: string): number {
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return NaN;
  const year = digitsAt(text, 0, 4);
  const month = digitsAt(text, 5, 2);
  const day = digitsAt(text, 8, 2);
  return isRealDate(year, month, day) ? daysFromDate(year, month, day) : NaN;
}

/** Seconds since 1970 of a text that begins `YYYY-MM-DDTHH:MM:SS` (or with a space); NaN when it does not. */
export function isoSeconds(text: string): number {
  const separator = text.charCodeAt(10);
  if ((separator !== 84 && separator !== 32) || text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return NaN;
  const hour = digitsAt(text, 11, 2);
  const minute = digitsAt(text, 14, 2);
  const second = digitsAt(text, 17, 2);
  if (!(hour < 24 && minute < 60 && second < 60)) return NaN;
  return isoDays(text) * DAY_SECONDS + hour * 3600 + minute * 60 + second;
}

/** `2025-12-08`; null for years before 1 or after 9999. */
export function toIsoDate(days: number): string | null {
  const { year, month, day } = dateFromDays(days);
  if (year < 1 || year > 9999) return null;
  return `${String(year).padStart(4, '0')}-${TWO_DIGITS[month] ?? ''}-${TWO_DIGITS[day] ?? ''}`;
}

/** `2025-12-08T09:00:00.5Z`: a fraction only if it is not zero, without trailing zeros; null outside years 1-9999. */
export function toIsoUtc(utcSeconds: number, nanos: number): string | null {
  const days = Math.floor(utcSeconds / DAY_SECONDS);
  const date = toIsoDate(days);
  if (date === null) return null;
  const ofDay = utcSeconds - days * DAY_SECONDS;
  const hour = TWO_DIGITS[Math.floor(ofDay / 3600)] ?? '';
  const minute = TWO_DIGITS[Math.floor((ofDay % 3600) / 60)] ?? '';
  const second = TWO_DIGITS[ofDay % 60] ?? '';
  const fraction = nanos === 0 ? '' : `.${String(nanos).padStart(9, '0').replace(/0+$/, '')}`;
  return `${date}T${hour}:${minute}:${second}${fraction}Z`;
}
