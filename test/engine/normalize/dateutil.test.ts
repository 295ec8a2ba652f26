import { readFileSync } from 'node:fs';
import { en } from 'chrono-node';
import { expect, it } from 'vitest';
import { cleanString } from '../../../engine/normalize/2-string.ts';
import { createDateReader } from '../../../engine/normalize/4-datetime.ts';
import { isFault, type Outcome } from '../../../engine/normalize/outcome.ts';
import { createTimeZone } from '../../../engine/normalize/time-zone.ts';

interface Case {
  readonly text: string;
  readonly result?: unknown;
  readonly error?: string;
  readonly date_complete?: boolean;
  readonly sep?: string | null;
  readonly kwargs?: Readonly<Record<string, unknown>>;
}
interface Rule {
  readonly name: string;
  readonly applies: (one: Case, ours: Outcome) => boolean;
}

const utc = createTimeZone('UTC');
const isRefused = (one: Case, ours: Outcome) => one.error === undefined && (ours === null || isFault(ours));
const WORDS_OF_DATES =
  /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|january|february|march|april|june|july|august|september|october|november|december|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|st|nd|rd|th|of|at|on|am|pm|a|p|m|t|z|utc|gmt)$/i;

/** The rules of SPEC §4 that make a difference, each with a check that it really applies. */
const PARSE_RULES: readonly Rule[] = [
  {
    name: 'year, month and day must stand in the text',
    applies: (one, ours) => isRefused(one, ours) && one.date_complete === false,
  },
  {
    name: 'every word must belong to a date: no fuzzy reading, no zone names but Z, UTC and GMT, no hours by letter',
    applies: (one, ours) =>
      isRefused(one, ours) && (one.text.match(/[a-z]+/gi) ?? []).some((word) => !WORDS_OF_DATES.test(word)),
  },
  {
    name: 'dates with points are day first',
    applies: ({ text }, ours) => {
      const [, day, month, year] = /^(\d\d)\.(\d\d)\.(\d{4})$/.exec(text) ?? [];
      return Number(month) > 12
        ? isFault(ours) && ours.code === 'impossible_date'
        : ours === `${year}-${month}-${day}T00:00:00Z`;
    },
  },
  {
    name: 'an offset is never ignored',
    applies: ({ text, kwargs }, ours) =>
      kwargs?.['ignoretz'] === true &&
      /[+-]\d\d:\d\d$/.test(text) &&
      ours === new Date(text).toISOString().replace('.000', ''),
  },
  {
    name: 'not a listed form, and the general parser does not find it in the text',
    applies: (one, ours) =>
      isRefused(one, ours) && isFault(ours) && ours.code === 'not_a_date' && !isFoundByLibrary(one.text),
  },
  {
    name: 'the general parser reads a four-digit year below 100',
    applies: ({ text, error }, ours) =>
      error !== undefined && typeof ours === 'string' && /\b00\d\d\b/.test(text) && ours.startsWith('00'),
  },
];

const ISO_RULES: readonly Rule[] = [
  {
    name: 'year, month and day must stand in the text',
    applies: (one, ours) => isRefused(one, ours) && /^\d{4}(?:-?\d{2})?$/.test(one.text),
  },
  {
    name: 'weeks and days of the year are no listed form',
    applies: (one, ours) => isRefused(one, ours) && /^\d{4}(?:-?W\d{2}(?:-?\d)?|-?\d{3})$/.test(one.text),
  },
  {
    name: 'a time has hours and minutes',
    applies: (one, ours) => isRefused(one, ours) && /T\d\d(?:Z|[+-]\d\d:?\d\d)?$/.test(one.text),
  },
  {
    name: 'impossible times are errors: there is no 24:00',
    applies: (one, ours) => /T24(?::?00)+(?:\.0+)?$/.test(one.text) && isFault(ours) && ours.code === 'impossible_date',
  },
  {
    name: 'date and time are apart by T or a space',
    applies: (one, ours) =>
      (isRefused(one, ours) && /^\d{4}-?\d\d-?\d\d[^T\d ]\d\d:/.test(one.text)) ||
      (one.error !== undefined &&
        typeof one.sep === 'string' &&
        /^\d{4}-\d\d-\d\d[T ]/.test(one.text) &&
        typeof ours === 'string'),
  },
  {
    name: '%Y-%m-%d reads single digits',
    applies: (one, ours) =>
      one.error !== undefined && /^\d{4}-\d{1,2}-\d{1,2}$/.test(one.text) && typeof ours === 'string',
  },
];

it.each([
  ['parse', PARSE_RULES, 0.75],
  ['isoparse', ISO_RULES, 0.75],
] as const)(
  'reads the cases of python-dateutil %s equally, or for a reason that SPEC §4 names',
  (name, rules, share) => {
    const file = new URL(`../../data/vectors/dateutil/upstream_${name}.json`, import.meta.url);
    // The file is in the repository; this is the part of it that is read.
    const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: readonly Case[] };
    const reasons: Record<string, string[]> = Object.fromEntries(rules.map((rule) => [rule.name, []]));
    const unexplained: string[] = [];
    let equal = 0;
    for (const one of cases) {
      const ours = read(one);
      if (isEqual(one, ours)) {
        equal += 1;
        continue;
      }
      const rule = rules.find(({ applies }) => applies(one, ours));
      if (rule === undefined)
        unexplained.push(
          `${one.text} ${JSON.stringify(one.kwargs)}: ${String(one.result)} but ${JSON.stringify(ours)}`,
        );
      else reasons[rule.name]?.push(one.text);
    }
    console.info(`dateutil ${name}: ${equal} of ${cases.length} read equally`);
    for (const [rule, texts] of Object.entries(reasons))
      console.info(`  ${rule} (${texts.length}): ${texts.join(' · ')}`);
    expect(unexplained).toStrictEqual([]);
    expect(equal / cases.length).toBeGreaterThan(share);
    // A rule that explains nothing would hide the next difference.
    expect(Object.values(reasons).every((texts) => texts.length > 0)).toBe(true);
  },
);

/** dateutil takes the month first unless told otherwise; SyncFlow the day: the same wish is asked of both. */
function read(one: Case): Outcome {
  const monthFirst = one.kwargs !== undefined && one.kwargs['dayfirst'] !== true;
  const text = cleanString(one.text);
  if (typeof text !== 'string') return text;
  return createDateReader({ zone: utc, monthFirst, allowGuess: one.kwargs !== undefined, result: 'datetime' }).read(
    text,
  );
}

function isEqual(one: Case, ours: Outcome): boolean {
  if (one.error !== undefined) return ours === null || isFault(ours);
  return typeof ours === 'string' && typeof one.result === 'string' && microseconds(ours) === microseconds(one.result);
}

/** Microseconds since 1970 of an ISO text with any offset (seconds too), without an offset as UTC. */
function microseconds(text: string): bigint {
  const match = /^(.{19})(?:\.(\d+))?(?:Z|([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text);
  const local = BigInt(Date.parse(`${match?.[1]}Z`)) * 1000n + BigInt((match?.[2] ?? '').padEnd(6, '0').slice(0, 6));
  const offset = Number(match?.[4] ?? 0) * 3600 + Number(match?.[5] ?? 0) * 60 + Number(match?.[6] ?? 0);
  return local - BigInt(match?.[3] === '-' ? -offset : offset) * 1_000_000n;
}

function isFoundByLibrary(text: string): boolean {
  return [en.strict, en.GB].some((parser) => {
    const [found, ...others] = parser.parse(text, new Date(0));
    if (found === undefined || others.length > 0 || found.text.length !== text.length) return false;
    return (['year', 'month', 'day'] as const).every((part) => found.start.isCertain(part));
  });
}
