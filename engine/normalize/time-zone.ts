// Wall-clock time of an IANA zone to UTC. A time the clock had twice is the first; a time it skipped moves forward by
// the gap (Temporal's `compatible`). Intl is asked twice per zone and UTC day, the rest comes from a cache:
// a million conversions within a year take about 50 ms instead of several seconds.

import { EngineError } from '../failures/engine-error.ts';

export interface TimeZone {
  readonly name: string;
  /** UTC seconds since 1970 for wall-clock seconds (the clock's face read as if it were UTC). */
  toUtc(localSeconds: number): number;
}

const DAY_SECONDS = 86_400;
// About 130 years; beyond it the cache starts anew rather than grow without end.
const MAX_CACHED_DAYS = 50_000;

/** The offset through one UTC day: `before` up to the second `changeAt`, `after` from then on. */
interface DayOffsets {
  readonly before: number;
  readonly after: number;
  readonly changeAt: number;
}

/** Throws EngineError `usage` for a zone that the IANA database does not know. */
export function createTimeZone(name: string): TimeZone {
  const askIntl = createOffsetFormat(name);
  const days = new Map<number, DayOffsets>();

  function offsetsOfDay(day: number): DayOffsets {
    const known = days.get(day);
    if (known !== undefined) return known;
    const start = day * DAY_SECONDS;
    const before = askIntl(start);
    const after = askIntl(start + DAY_SECONDS);
    const fresh = { before, after, changeAt: before === after ? start : findChange(askIntl, start, before) };
    if (days.size >= MAX_CACHED_DAYS) days.clear();
    days.set(day, fresh);
    return fresh;
  }

  function offsetAt(utcSeconds: number): number {
    const day = offsetsOfDay(Math.floor(utcSeconds / DAY_SECONDS));
    return utcSeconds < day.changeAt ? day.before : day.after;
  }

  function toUtc(localSeconds: number): number {
    // No offset is a whole day or more: the two days around hold every offset that may apply.
    const earlier = offsetAt(localSeconds - DAY_SECONDS);
    const later = offsetAt(localSeconds + DAY_SECONDS);
    const first = localSeconds - earlier;
    if (earlier === later || offsetAt(first) === earlier) return first;
    const second = localSeconds - later;
    // Neither offset gives this clock face: it was skipped, and the offset before the gap moves it forward.
    return offsetAt(second) === later ? second : first;
  }

  return { name, toUtc: name === 'UTC' ? (localSeconds) => localSeconds : toUtc };
}

function createOffsetFormat(name: string): (utcSeconds: number) => number {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'gregory',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (cause) {
    throw new EngineError(
      'usage',
      `The time zone "${name}" is unknown. Name one of the IANA database, e.g. Europe/Stockholm.`,
      {
        details: { time_zone: name },
        cause,
      },
    );
  }
  return (utcSeconds) => {
    const parts: Record<string, string> = {};
    for (const { type, value } of format.formatToParts(utcSeconds * 1000)) parts[type] = value;
    const year = parts['era'] === 'BC' ? 1 - Number(parts['year']) : Number(parts['year']);
    const face = new Date(0);
    face.setUTCFullYear(year, Number(parts['month']) - 1, Number(parts['day']));
    face.setUTCHours(Number(parts['hour']), Number(parts['minute']), Number(parts['second']));
    return face.getTime() / 1000 - utcSeconds;
  };
}

/** The first second of the UTC day from `start` whose offset is not `before`. */
function findChange(offsetAt: (utcSeconds: number) => number, start: number, before: number): number {
  let [low, high] = [start, start + DAY_SECONDS];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}
