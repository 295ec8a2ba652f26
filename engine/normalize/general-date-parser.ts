// The last resort for dates: chrono-node in strict mode, for English texts such as "Thu, 25 Sep 2003 10:49:41 -0300".
// Promises: year, month and day stand in the text itself, every word of it is known, and nothing is left over.

import { Chrono, configuration } from 'chrono-node/en';
import { daysInMonth, fullYear, isRealDate, monthOf } from '../record/calendar.ts';
import type { FormReading } from '../record/datetime-forms.ts';

const MAX_CHARACTERS = 60;
const PRINTABLE = /^[ -~]+$/;
// Words beyond these are relative dates, zone names or something that is no date: none of them is dropped silently.
const MONTH =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?';
const WEEKDAY = 'mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?';
const KNOWN_WORD = new RegExp(`^(?:${MONTH}|${WEEKDAY}|st|nd|rd|th|of|at|on|am|pm|a|p|m|t|z|utc|gmt)$`, 'i');
const MONTH_WORD = new RegExp(`\\b(?:${MONTH})\\b`, 'i');
const SHIFTED_ZONE_NAME = /(?:utc|gmt|z) ?[-+] ?\d/i;
const UTC_NAME = /(?:utc|gmt|z)$/i;

const DAY_FIRST = new Chrono(configuration.createConfiguration(true, true));
const MONTH_FIRST = new Chrono(configuration.createConfiguration(true, false));
// chrono fills what is missing from this date; certainty is checked below, so that nothing of it comes out.
const REFERENCE = new Date(Date.UTC(2000, 0, 1));

/** Reads a text of no listed form; every answer is a guess. */
export function guessDate(text: string, monthFirst: boolean): FormReading {
  if (text.length > MAX_CHARACTERS || !PRINTABLE.test(text) || /^\d+$/.test(text)) return { kind: 'unknown' };
  const words = text.match(/[a-z]+/gi) ?? [];
  if (!words.every((word) => KNOWN_WORD.test(word)) || SHIFTED_ZONE_NAME.test(text)) return { kind: 'unknown' };
  // With the month in letters both parsers mean the same day; each knows forms that the other does not.
  const parsers = MONTH_WORD.test(text) ? [DAY_FIRST, MONTH_FIRST] : [monthFirst ? MONTH_FIRST : DAY_FIRST];
  for (const parser of parsers) {
    const reading = readWith(parser, text, monthFirst);
    if (reading !== null) return reading;
  }
  return namesNoSuchDay(text) ? { kind: 'impossible' } : { kind: 'unknown' };
}

function readWith(parser: Chrono, text: string, monthFirst: boolean): FormReading | null {
  // chrono knows three digits of a fraction; all of them are read from the text below.
  const shortened = text.replace(/(:\d{2}[.,]\d{3})\d+/, '$1');
  const [found, ...others] = parser.parse(shortened, REFERENCE);
  if (found === undefined || others.length > 0 || found.end) return null;
  if (found.index !== 0 || found.text.length !== shortened.length) return null;
  const { start } = found;
  if (!start.isCertain('year') || !start.isCertain('month') || !start.isCertain('day')) return null;
  const year = yearInText(start.get('year') ?? 0, text);
  const month = start.get('month') ?? 0;
  const day = start.get('day') ?? 0;
  if (year === null || !isRealDate(year, month, day)) return null;
  const hasTime = start.isCertain('hour');
  const offset = UTC_NAME.test(text) ? 0 : start.isCertain('timezoneOffset') ? start.get('timezoneOffset') : null;
  const fraction = /:\d{2}[.,](\d{1,9})/.exec(text)?.[1];
  return {
    kind: 'read',
    order: monthFirst ? 'month_first' : 'day_first',
    isGuess: true,
    parts: {
      year,
      month,
      day,
      hasTime,
      hour: hasTime ? (start.get('hour') ?? 0) : 0,
      minute: hasTime ? (start.get('minute') ?? 0) : 0,
      second: hasTime && start.isCertain('second') ? (start.get('second') ?? 0) : 0,
      nanos: fraction === undefined ? 0 : Number(fraction.padEnd(9, '0')),
      offsetMinutes: hasTime ? offset : null,
    },
  };
}

/** The year as the text has it: four digits, or two by the fixed pivot; null when it is not there. */
function yearInText(year: number, text: string): number | null {
  const numbers: readonly string[] = text.match(/\d+/g) ?? [];
  if (numbers.includes(String(year).padStart(4, '0'))) return year;
  return numbers.includes(String(year % 100).padStart(2, '0')) ? fullYear(year % 100) : null;
}

/** Whether the text is clearly a date by its month's name, but of a day that the month does not have. */
function namesNoSuchDay(text: string): boolean {
  const month = monthOf((MONTH_WORD.exec(text)?.[0] ?? '').slice(0, 3));
  const year = /\b\d{4}\b/.exec(text)?.[0];
  const day = /\b(\d{1,2})(?:st|nd|rd|th)?\b(?!:)/i.exec(text)?.[1];
  if (month === 0 || year === undefined || day === undefined) return false;
  return Number(day) < 1 || Number(day) > daysInMonth(Number(year), month);
}
