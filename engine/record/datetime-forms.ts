// The written forms of dates and times that SyncFlow knows for certain (SPEC §4, layer 4), ISO first.
// Promises: a text of a known form gives its parts or is impossible (31.02.); no form is ever tried on "about right".

import { fullYear, isRealDate, monthOf } from './calendar.ts';

/** A date with an optional time of day, as written; `offsetMinutes` is null where the text has no offset. */
export interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hasTime: boolean;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanos: number;
  readonly offsetMinutes: number | null;
}

export type FormReading =
  | { readonly kind: 'read'; readonly parts: DateParts; readonly order: DayMonthOrder; readonly isGuess: boolean }
  /** A known form, but there is no such day or time. */
  | { readonly kind: 'impossible' }
  | { readonly kind: 'unknown' };

/** Which of two numbers was taken as the day. */
export type DayMonthOrder = 'day_first' | 'month_first';
interface Form {
  readonly pattern: RegExp;
  /** How day and month of `a` and `b` may be meant, the surest first; orders beyond `listed` are guesses. */
  readonly orders?: (monthFirst: boolean) => { readonly orders: readonly DayMonthOrder[]; readonly listed: number };
}

const DAY_FIRST: readonly DayMonthOrder[] = ['day_first', 'month_first'];
const MONTH_FIRST: readonly DayMonthOrder[] = ['month_first', 'day_first'];
const either = (monthFirst: boolean) => ({ orders: monthFirst ? MONTH_FIRST : DAY_FIRST, listed: 2 });
// %d/%m/%Y %H:%M is listed; the same with the month first only where the field says so.
const dayFirstClock = (monthFirst: boolean) => ({
  orders: monthFirst ? MONTH_FIRST : DAY_FIRST,
  listed: monthFirst ? 2 : 1,
});
// %m/%d/%Y %I:%M %p is the only listed form with AM and PM.
const monthFirstClock = () => ({ orders: MONTH_FIRST, listed: 1 });
const dayOnlyFirst = () => ({ orders: DAY_FIRST.slice(0, 1), listed: 1 });

const OFFSET = '(?: ?(?<off>Z|UTC|GMT|[+-]\\d{2}(?::?\\d{2})?))?';
const SECONDS = '(?::(?<s>\\d{2})(?:[.,](?<f>\\d+))?)?';
const form = (pattern: string, orders?: Form['orders']): Form => ({
  pattern: new RegExp(`^${pattern}$`, 'i'),
  ...(orders === undefined ? {} : { orders }),
});

const FORMS: readonly Form[] = [
  // ISO 8601, extended and basic.
  form(`(?<y>\\d{4})-(?<m>\\d{2})-(?<d>\\d{2})[T ](?<h>\\d{2}):(?<mi>\\d{2})${SECONDS}${OFFSET}`),
  form('(?<y>\\d{4})-(?<m>\\d{1,2})-(?<d>\\d{1,2})'),
  form('(?<y>\\d{4})(?<m>\\d{2})(?<d>\\d{2})'),
  form(
    `(?<y>\\d{4})-?(?<m>\\d{2})-?(?<d>\\d{2})T(?<h>\\d{2})(?<mi>\\d{2})(?:(?<s>\\d{2})(?:[.,](?<f>\\d+))?)?${OFFSET}`,
  ),
  form(`(?<y>\\d{4})(?<m>\\d{2})(?<d>\\d{2})[T ](?<h>\\d{2}):(?<mi>\\d{2})${SECONDS}${OFFSET}`),
  form('(?<y>\\d{4})(?<m>\\d{2})(?<d>\\d{2})(?<h>\\d{2})(?<mi>\\d{2})(?<s>\\d{2})'),
  form('(?<y>\\d{4})/(?<m>\\d{1,2})/(?<d>\\d{1,2})'),
  // Day and month by number.
  form(
    '(?<a>\\d{1,2})\\.(?<b>\\d{1,2})\\.(?<y>\\d{4})(?: (?<h>\\d{1,2}):(?<mi>\\d{2})(?::(?<s>\\d{2}))?)?',
    dayOnlyFirst,
  ),
  form('(?<a>\\d{1,2})-(?<b>\\d{1,2})-(?<y>\\d{4})', either),
  form('(?<a>\\d{1,2})/(?<b>\\d{1,2})/(?<y>\\d{4})', either),
  form('(?<a>\\d{1,2})/(?<b>\\d{1,2})/(?<y>\\d{4}) (?<h>\\d{1,2}):(?<mi>\\d{2})(?::(?<s>\\d{2}))?', dayFirstClock),
  form(
    '(?<a>\\d{1,2})/(?<b>\\d{1,2})/(?<y>\\d{4}) (?<h>\\d{1,2}):(?<mi>\\d{2})(?::(?<s>\\d{2}))? ?(?<ap>[AP]M)',
    monthFirstClock,
  ),
  // Oracle: DD-MON-RR(RR), then HH24.MI.SS.FF, HH24:MI:SS or HH.MI.SS.FF AM.
  form('(?<d>\\d{1,2})-(?<mon>[A-Z]{3})-(?<y>\\d{4}|\\d{2})'),
  form(
    '(?<d>\\d{1,2})-(?<mon>[A-Z]{3})-(?<y>\\d{4}|\\d{2}) (?<h>\\d{1,2})[.:](?<mi>\\d{2})[.:](?<s>\\d{2})' +
      `(?:[.,](?<f>\\d+))?(?: ?(?<ap>[AP]M))?${OFFSET}`,
  ),
];

type Groups = Readonly<Record<string, string | undefined>>;
const UNKNOWN: FormReading = { kind: 'unknown' };
const IMPOSSIBLE: FormReading = { kind: 'impossible' };

/** Reads a known form; a fraction keeps its first nine digits. Names of zones other than Z, UTC and GMT are unknown here. */
export function readDateForm(text: string, monthFirst: boolean): FormReading {
  for (const { pattern, orders } of FORMS) {
    const groups: Groups | undefined = pattern.exec(text)?.groups;
    if (groups === undefined) continue;
    if (groups['mon'] !== undefined && monthOf(groups['mon']) === 0) return UNKNOWN;
    const { orders: tries, listed } = orders?.(monthFirst) ?? { orders: DAY_FIRST.slice(0, 1), listed: 1 };
    for (const [index, order] of tries.entries()) {
      const parts = toParts(groups, order);
      if (parts !== null) return { kind: 'read', parts, order, isGuess: index >= listed };
    }
    return IMPOSSIBLE;
  }
  return UNKNOWN;
}

/** The named groups of a known form with their positions in the text; null when the form is unknown. */
export function locateDateForm(text: string): ReadonlyMap<string, readonly [number, number]> | null {
  for (const { pattern } of FORMS) {
    const indices = new RegExp(pattern.source, 'id').exec(text)?.indices?.groups;
    if (indices === undefined) continue;
    // A group that took no part is undefined at run time although the type does not say so.
    return new Map(Object.entries(indices).filter((entry) => (entry[1] as unknown) !== undefined));
  }
  return null;
}

function toParts(groups: Groups, order: DayMonthOrder): DateParts | null {
  const yearText = groups['y'] ?? '';
  const year = yearText.length === 2 ? fullYear(Number(yearText)) : Number(yearText);
  const [first, second] = [Number(groups['a']), Number(groups['b'])];
  const month =
    groups['mon'] !== undefined
      ? monthOf(groups['mon'])
      : Number(groups['m'] ?? (order === 'day_first' ? second : first));
  const day = Number(groups['d'] ?? (order === 'day_first' ? first : second));
  if (!isRealDate(year, month, day)) return null;
  const hour = toHour(Number(groups['h'] ?? 0), groups['ap']);
  const minute = Number(groups['mi'] ?? 0);
  const seconds = Number(groups['s'] ?? 0);
  if (hour === null || hour > 23 || minute > 59 || seconds > 59) return null;
  const offsetMinutes = groups['off'] === undefined ? null : toOffset(groups['off']);
  if (offsetMinutes !== null && Number.isNaN(offsetMinutes)) return null;
  const nanos = groups['f'] === undefined ? 0 : Number(groups['f'].slice(0, 9).padEnd(9, '0'));
  return { year, month, day, hasTime: groups['h'] !== undefined, hour, minute, second: seconds, nanos, offsetMinutes };
}

/** Hour 0-23 of a clock face; null where the clock has no such hour. */
function toHour(hour: number, half: string | undefined): number | null {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (half.toUpperCase() === 'PM' ? 12 : 0);
}

/** Minutes east of UTC; NaN for an offset that no clock has. */
function toOffset(text: string): number {
  if (/^[a-z]/i.test(text)) return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(3).replace(':', ''));
  if (hours > 23 || minutes > 59) return NaN;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
