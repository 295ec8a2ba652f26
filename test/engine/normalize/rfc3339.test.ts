import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createDateReader } from '../../../engine/normalize/4-datetime.ts';
import { isFault, type Outcome } from '../../../engine/normalize/outcome.ts';
import { createTimeZone } from '../../../engine/normalize/time-zone.ts';

interface Test {
  readonly description: string;
  readonly data: unknown;
  readonly valid: boolean;
}

/** The rules of SPEC §4 that read a text otherwise than RFC 3339, each with a check that it really applies. */
const RULES: readonly {
  readonly name: string;
  readonly applies: (text: string, valid: boolean, ours: Outcome) => boolean;
}[] = [
  {
    name: 'impossible times are errors, second 60 too',
    applies: (text, valid, ours) =>
      valid && /:60[.Z+-]/i.test(text) && isFault(ours) && ours.code === 'impossible_date',
  },
  {
    name: 'more forms than RFC 3339 are listed: single digits, %Y%m%d, %m/%d/%Y, offsets without minutes',
    applies: (text, valid, ours) =>
      !valid && !isFault(ours) && /^(?:\d{4}-\d{1,2}-\d{1,2}|\d{8}|\d{2}\/\d{2}\/\d{4}|.*[+-]\d{2})$/.test(text),
  },
  {
    name: 'a DATE-typed target keeps only the date of a date-time',
    applies: (text, valid, ours) => !valid && ours === text.slice(0, 10) && /^.{10}[T ]\d\d:\d\d:\d\dZ$/.test(text),
  },
];

it.each([
  ['date-time', 'datetime'],
  ['date', 'date'],
] as const)('reads the %s suite equally, or for a reason that SPEC §4 names', (name, result) => {
  const file = new URL(`../../data/vectors/rfc3339/jsts_${name}.json`, import.meta.url);
  // The file is in the repository; this is the part of it that is read.
  const groups = JSON.parse(readFileSync(file, 'utf8')) as readonly { readonly tests: readonly Test[] }[];
  const { read } = createDateReader({ zone: createTimeZone('UTC'), monthFirst: false, allowGuess: false, result });
  const tests = groups.flatMap((group) => group.tests).filter((test) => typeof test.data === 'string');
  const reasons: Record<string, string[]> = {};
  const unexplained: string[] = [];
  let equal = 0;
  for (const { data, valid } of tests) {
    const text = String(data);
    const ours = read(text);
    const rule = RULES.find(({ applies }) => applies(text, valid, ours));
    if (isFault(ours) !== valid) equal += 1;
    else if (rule === undefined) unexplained.push(text);
    else (reasons[rule.name] ??= []).push(text);
  }
  console.info(`rfc3339 ${name}: ${equal} of ${tests.length} read equally`, reasons);
  expect(unexplained).toStrictEqual([]);
  expect(equal / tests.length).toBeGreaterThan(0.85);
});
