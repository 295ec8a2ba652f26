// Bodies parsed piece by piece: what JSON.parse gives, also where they are cut at a wrong place.

import fc from 'fast-check';
import { expect, it, onTestFinished, vi } from 'vitest';
import { parseBody } from '../../../sandbox/bench/parse-body.ts';

/** Long, and made of what bodies are cut at, so that many pieces come and some begin inside a text. */
const text = fc
  .tuple(fc.constantFrom('},{', '"},{"', '\\"}]},{', 'å😀', 'plain text '), fc.integer({ min: 0, max: 20_000 }))
  .map(([part, times]) => part.repeat(times));
const record = fc.oneof(
  fc.record({ bk_hash: text, data: fc.record({ name: text, count: fc.integer() }) }),
  fc.record({ inner: fc.array(fc.record({ name: text }), { maxLength: 3 }) }),
);
const plainRecord = fc.record({ name: fc.constantFrom('a'.repeat(30_000), 'ö'.repeat(30_000)), count: fc.integer() });

it('gives what JSON.parse gives', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(record, plainRecord), { maxLength: 12 }),
      fc.constantFrom(0, 1),
      fc.boolean(),
      (records, space, isPlain) => {
        const body = JSON.stringify(isPlain ? { records } : { records, more: records[0] }, null, space);
        expect(parseBody(Buffer.from(body))).toEqual(JSON.parse(body));
      },
    ),
    { numRuns: 60 },
  );
});

it('refuses what JSON.parse refuses', () => {
  const piece = `{"name":"${'a'.repeat(70_000)}"}`;
  for (const list of [
    `${piece},,${piece}`,
    `${piece},`,
    `${piece}},{${piece}`,
    `${piece},{"name":"},{"`,
    `,${piece}`,
  ]) {
    const body = `{"records":[${list}]}`;
    expect(() => JSON.parse(body) as unknown).toThrow(SyntaxError);
    expect(() => parseBody(Buffer.from(body))).toThrow(SyntaxError);
  }
});

it('parses a large body of the usual form in pieces that are small', () => {
  const records = Array.from({ length: 1000 }, (_, at) => ({
    bk_hash: `${at}`.repeat(8),
    data: { name: 'ö'.repeat(200) },
  }));
  const body = Buffer.from(JSON.stringify({ records }));
  const parse = vi.spyOn(JSON, 'parse');
  onTestFinished(() => parse.mockRestore());
  parseBody(body);
  expect(parse.mock.calls.length).toBeGreaterThan(5);
  expect(Math.max(...parse.mock.calls.map(([text]) => text.length))).toBeLessThan(128 * 1024);
});
