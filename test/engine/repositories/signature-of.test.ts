import fc from 'fast-check';
import { expect, test } from 'vitest';
import { signatureOf } from '../../../engine/repositories/signature-of.ts';
import { NOT_A_NUMBER } from './samples.ts';

const cause = (message: string): string =>
  signatureOf({ ...NOT_A_NUMBER, message })
    .split(' | ')
    .slice(3)
    .join(' | ');

test('names stage, code and field before the cause', () => {
  expect(signatureOf(NOT_A_NUMBER)).toBe('normalize | not_a_number | PRICE | "…" cannot be read as a number.');
  expect(signatureOf({ ...NOT_A_NUMBER, field: null })).toMatch(/^normalize \| not_a_number \| - \| /);
});

test.each([
  ['quoted text', '"12abc" is no number', '"…" is no number'],
  ['quoted text with an escaped quote', String.raw`"5\" screw" is too long`, '"…" is too long'],
  ['quoted text over lines', '"a\nb" is too long', '"…" is too long'],
  ['typographic quotes', '“Ångström” and «été»', '“…” and «…»'],
  ['single quotes but not apostrophes', "'x y' doesn't match the parent's 'z'", "'…' doesn't match the parent's '…'"],
  ['backquotes', '`a` is not `b`', '`…` is not `…`'],
  ['a uuid', 'record 0190f3c2-7d8e-7abc-8def-0123456789ab is gone', 'record … is gone'],
  ['an ISO date-time', 'before 2025-12-08T09:00:00.123Z', 'before …'],
  ['an ISO date-time with an offset', 'before 2025-12-08 09:00:00+01:00 already', 'before … already'],
  ['dates', '31.02.2024, 2024-02-31, 02/31/2024 and 08-DEC-25', '…, …, … and …'],
  ['numbers', 'is -12.50, at most 1,000 or +3 or 1.5E3', 'is …, at most … or … or …'],
  ['hex', 'hash 9f86d081884c7d65 and 0xDEADBEEF01', 'hash … and …'],
  ['an exponent after eight digits', 'is 9.6865093e-317 or 12345678e-10', 'is … or …'],
  ['digits inside a key', 'item PN-7 of S1', 'item PN-… of S…'],
])('masks %s', (_name, message, expected) => {
  expect(cause(message)).toBe(expected);
});

test.each([
  'The text is longer than VARCHAR2 allows',
  'The parent is not in ScheduleHub after all retries',
  'facade and defaced are words, not hex',
])('leaves words alone: %s', (message) => {
  expect(cause(message)).toBe(message);
});

test('is the same for any number and any quoted value, and differs for another sentence', () => {
  fc.assert(
    fc.property(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string(), (a, b, text) => {
      expect(cause(`${JSON.stringify(text)} at ${a} is over ${b}.`)).toBe('"…" at … is over ….');
    }),
    { seed: 20251208 },
  );
  expect(cause('"a" is too long')).not.toBe(cause('"a" is too short'));
});

test('stays short and quick whatever a target answers', () => {
  expect(cause('1.'.repeat(500_000)).length).toBeLessThan(1100);
  expect(cause('a'.repeat(5000)).length).toBeLessThan(1100);
});
