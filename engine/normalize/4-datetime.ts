// Layer 4: dates and times to ISO 8601, for DATE and TIMESTAMP columns and for date and datetime fields.
// Promises: known forms first (ISO before all others), the general parser last and marked as a guess; impossible days
// are faults, zone names are never dropped, and a value without an offset is in the entity's source zone.

import { readDateForm, type DateParts, type FormReading } from '../record/datetime-forms.ts';
import { numberToPlain } from '../record/decimal.ts';
import { secondsOf } from '../record/rowversion.ts';
import type { Value } from '../record/shapes.ts';
import { guessDate } from './general-date-parser.ts';
import { isoDays, isoSeconds, toIsoDate, toIsoUtc } from './iso-text.ts';
import { fault, show, type Fault, type Outcome } from './outcome.ts';
import type { TimeZone } from './time-zone.ts';

/** `as_written`: a date stays a date and a time becomes UTC, for columns that no date or datetime field asks for. */
export type DateResult = 'date' | 'datetime' | 'as_written';
export interface DateNeeds {
  readonly zone: TimeZone;
  readonly monthFirst: boolean;
  readonly allowGuess: boolean;
  readonly result: DateResult;
}
export interface DateReader {
  readonly read: (value: NonNullable<Value>) => Outcome;
  /** Whether a value that can be read is read only by guessing; the preview marks those. */
  readonly isGuess: (value: NonNullable<Value>) => boolean;
}

const DAY_SECONDS = 86_400;
const ISO_DATE_LENGTH = 10;
const ISO_SECONDS_LENGTH = 19;

export function createDateReader(needs: DateNeeds): DateReader {
  const { zone, result } = needs;
  return {
    read: (value) => {
      if (typeof value === 'boolean') return fault('type', `${value} is a boolean, but a date is asked for.`);
      const text = typeof value === 'number' ? numberToPlain(value) : value;
      if (text.length === ISO_DATE_LENGTH) {
        const days = isoDays(text);
        if (!Number.isNaN(days))
          return result === 'datetime' ? fromSeconds(zone.toUtc(days * DAY_SECONDS), 0, text) : text;
      } else if (text.length === ISO_SECONDS_LENGTH || (text.length === ISO_SECONDS_LENGTH + 1 && text.endsWith('Z'))) {
        const seconds = isoSeconds(text);
        if (!Number.isNaN(seconds)) return fromIsoSeconds(text, seconds, needs);
      }
      return readAnyForm(text, needs);
    },
    isGuess: (value) => {
      if (typeof value === 'boolean') return false;
      const reading = readForm(typeof value === 'number' ? numberToPlain(value) : value, needs);
      return reading.kind === 'read' && reading.isGuess;
    },
  };
}

/** The usual shapes, `2025-12-08 09:00:00` and `2025-12-08T09:00:00Z`, without a regular expression. */
function fromIsoSeconds(text: string, seconds: number, needs: DateNeeds): Outcome {
  if (needs.result === 'date') return text.slice(0, ISO_DATE_LENGTH);
  if (text.length === ISO_SECONDS_LENGTH) return fromSeconds(needs.zone.toUtc(seconds), 0, text);
  return text.charCodeAt(ISO_DATE_LENGTH) === 84 ? text : fromSeconds(seconds, 0, text);
}

function readForm(text: string, needs: DateNeeds): FormReading {
  const listed = readDateForm(text, needs.monthFirst);
  return listed.kind === 'unknown' && needs.allowGuess ? guessDate(text, needs.monthFirst) : listed;
}

function readAnyForm(text: string, needs: DateNeeds): Outcome {
  const reading = readForm(text, needs);
  if (reading.kind === 'impossible') return impossible(text);
  if (reading.kind === 'unknown') return fault('not_a_date', `${show(text)} cannot be read as a date.`);
  if (reading.isGuess && !needs.allowGuess) {
    return fault('not_a_date', `${show(text)} could only be guessed, which the field's format forbids.`);
  }
  return fromParts(reading.parts, text, needs);
}

function fromParts(parts: DateParts, text: string, needs: DateNeeds): Outcome {
  const seconds = secondsOf(parts);
  if (needs.result === 'date' || (needs.result === 'as_written' && !parts.hasTime)) {
    // Without an offset this is the calendar day as written; with one, the day in UTC.
    return toIsoDate(Math.floor(seconds / DAY_SECONDS)) ?? impossible(text);
  }
  return fromSeconds(parts.offsetMinutes === null ? needs.zone.toUtc(seconds) : seconds, parts.nanos, text);
}

function fromSeconds(utcSeconds: number, nanos: number, text: string): Outcome {
  return toIsoUtc(utcSeconds, nanos) ?? impossible(text);
}

function impossible(text: string): Fault {
  return fault('impossible_date', `${show(text)} names a day or time that does not exist.`);
}
