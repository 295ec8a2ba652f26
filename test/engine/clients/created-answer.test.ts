// Answers to batches of inserts, read from their bytes, against the parser: what is read reads the same.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCreated } from '../../../engine/clients/created-answer.ts';
import { readBatchResult } from '../../../engine/clients/schedulehub-answers.ts';

const KEYS = [
  '0123456789abcdef0123456789abcdef',
  'ffffffff00000000ffffffff00000000',
  '00000000000000000000000000000001',
];

const toBytes = (keys: readonly string[]): Uint8Array => Buffer.from(keys.join(''), 'hex');

/** The uids that are read from the bytes. */
function uidsIn(body: string | Buffer, keys: readonly string[]): readonly string[] | null {
  const read = readCreated(Buffer.from(body), toBytes(keys));
  if (read === null) return null;
  const { source, starts, ends } = read;
  return Array.from(starts, (start, at) => source.toString('latin1', start, ends[at]));
}

/** The same by the parser; null where not all records were created. */
function parsedUids(body: string | Buffer, keys: readonly string[]): readonly (string | null)[] | null {
  const answer = { body: Buffer.from(body), contentType: 'application/json' };
  const reading = readBatchResult(answer as Parameters<typeof readBatchResult>[0], keys, POSSIBLE);
  if (!reading.ok || reading.value.results.some(({ status, error }) => status !== 'created' || error !== null)) {
    return null;
  }
  return reading.value.results.map(({ uid }) => uid);
}
const POSSIBLE = new Set(['created', 'exists', 'failed'] as const);

/** Whether the bytes were read; where they were, they say what the parser says. */
function isReadAlike(body: string | Buffer, keys: readonly string[]): boolean {
  const read = uidsIn(body, keys);
  if (read !== null)
    expect({ body: String(body), uids: parsedUids(body, keys) }).toEqual({ body: String(body), uids: read });
  return read !== null;
}

const result = (key: string, at: number, more: Record<string, unknown> = {}) => ({
  bk_hash: key,
  status: 'created',
  uid: `01927c5e-0000-7000-8000-00000000000${at}`,
  error: null,
  ...more,
});
const answerOf = (results: readonly unknown[]): string =>
  JSON.stringify({ success_count: results.length, failure_count: 0, results });
const GOOD = answerOf(KEYS.map((key, at) => result(key, at)));

const key = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('hex'));
/** Uids that a server may give, and those that look like something else in an answer. */
const uid = fc.oneof(
  { weight: 4, arbitrary: fc.uuid() },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 99_999_999 }).map(String) },
  { weight: 1, arbitrary: fc.string({ maxLength: 6 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('created', 'uid', 'status', 'null', 'bk_hash', 'failed', 'é', '}', '"', '\\'),
  },
);

/** Names in any order: all of the first ones, some of the others. */
const withOthers = (needed: readonly string[], others: readonly string[]): fc.Arbitrary<readonly string[]> =>
  fc
    .subarray([...others])
    .chain((some) => fc.shuffledSubarray([...needed, ...some], { minLength: needed.length + some.length }));

/** Results whose members stand in one order, with further ones that are alike in all of them. */
const uniform = fc
  .record({
    records: fc.uniqueArray(fc.record({ key, uid }), { minLength: 1, maxLength: 6, selector: (record) => record.key }),
    order: withOthers(['bk_hash', 'status', 'uid'], ['error', 'x', 'data_hash']),
    frame: withOthers(['results'], ['success_count', 'failure_count', 'more']),
  })
  .map(({ records, order, frame }) => {
    const results = records.map((record) => {
      const all: Record<string, unknown> = {
        bk_hash: record.key,
        status: 'created',
        uid: record.uid,
        error: null,
        x: 'a',
        data_hash: 'd',
      };
      return Object.fromEntries(order.map((name) => [name, all[name]]));
    });
    const parts: Record<string, unknown> = { success_count: 1, failure_count: 0, results, more: { results: 0 } };
    return {
      keys: records.map((record) => record.key),
      body: JSON.stringify(Object.fromEntries(frame.map((name) => [name, parts[name]]))),
    };
  });

describe('an answer of which all records were created', () => {
  it('is read without parsing each of them', () => {
    expect(uidsIn(GOOD, KEYS)).toEqual(KEYS.map((one, at) => result(one, at).uid));
    expect(parsedUids(GOOD, KEYS)).toEqual(uidsIn(GOOD, KEYS));
  });

  it('is read as the parser reads it, whatever its members are, in whatever order', () => {
    let read = 0;
    fc.assert(
      fc.property(uniform, ({ body, keys }) => {
        if (isReadAlike(body, keys)) read += 1;
      }),
      { numRuns: 1000 },
    );
    expect(read).toBeGreaterThan(300);
  });

  it('says what the parser says where a byte of it is another, is gone or is there twice', () => {
    const samples = [GOOD, ...fc.sample(uniform, { numRuns: 40, seed: 5 }).map(({ body }) => body)];
    const bodies = samples.filter((body) => body.length < 2000);
    const change = fc.record({
      kind: fc.constantFrom('replace', 'remove', 'insert', 'repeat', 'swap'),
      at: fc.nat(),
      to: fc.nat(12),
      byte: fc.oneof(
        fc.constantFrom(...Array.from('"\\,:[]{}ufcdn1 0')),
        fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 1 }),
      ),
    });
    let read = 0;
    fc.assert(
      fc.property(fc.constantFrom(...bodies), fc.array(change, { minLength: 1, maxLength: 2 }), (body, changes) => {
        let changed = body;
        for (const { kind, at, to, byte } of changes) {
          const place = at % changed.length;
          const [before, after] = [changed.slice(0, place), changed.slice(place)];
          if (kind === 'replace') changed = before + byte + after.slice(1);
          else if (kind === 'remove') changed = before + after.slice(1 + to);
          else if (kind === 'insert') changed = before + byte + after;
          else if (kind === 'repeat') changed = before + after.slice(0, to) + after;
          else changed = before + after.slice(to, 2 * to) + after.slice(0, to) + after.slice(2 * to);
        }
        const sent = [...changed.matchAll(/[0-9a-f]{32}/g)].map(([one]) => one);
        if (isReadAlike(changed, body === GOOD ? KEYS : sent)) read += 1;
      }),
      { numRuns: 5000 },
    );
    expect(read).toBeGreaterThan(50);
  });

  const [ONE, TWO, THREE] = KEYS.map((one, at) => JSON.stringify(result(one, at)));
  const LIST = `[${ONE},${TWO},${THREE}]`;
  const others: Readonly<Record<string, string>> = {
    'a record that was there': answerOf(KEYS.map((one, at) => result(one, at, at === 1 ? { status: 'exists' } : {}))),
    'a record that failed': answerOf(
      KEYS.map((one, at) => result(one, at, at === 2 ? { status: 'failed', error: { code: 'c', message: 'm' } } : {})),
    ),
    'a record that was there first of all': answerOf(KEYS.map((one, at) => result(one, at, { status: 'exists' }))),
    'an error beside a uid': answerOf(KEYS.map((one, at) => result(one, at, { error: { code: 'c', message: 'm' } }))),
    'a record without a uid': answerOf(KEYS.map((one, at) => result(one, at, at === 1 ? { uid: null } : {}))),
    'an empty uid': answerOf(KEYS.map((one, at) => result(one, at, at === 1 ? { uid: '' } : {}))),
    'a uid that is not ASCII': answerOf(KEYS.map((one, at) => result(one, at, { uid: `é${at}` }))),
    'a uid with an escape': GOOD.replace(/0{11}2/, '0000000000\\u00302'),
    'the records in another order': `{"results":[${TWO},${ONE},${THREE}]}`,
    'the record of another key': GOOD.replace(KEYS[1] ?? '', '1'.repeat(32)),
    'a key in capitals': GOOD.replace(KEYS[0] ?? '', KEYS[0]?.toUpperCase() ?? ''),
    'a record too few': `{"results":[${ONE},${TWO}]}`,
    'a record too many': `{"results":[${ONE},${TWO},${THREE},${THREE}]}`,
    'a record of another form': answerOf(KEYS.map((one, at) => result(one, at, at === 1 ? { more: 1 } : {}))),
    'members in another order in one of them': `{"results":[${ONE},${JSON.stringify(Object.fromEntries(Object.entries(result(KEYS[1] ?? '', 1)).toReversed()))},${THREE}]}`,
    'spaces between the records': `{"results":[${ONE}, ${TWO},${THREE}]}`,
    'a space before the list': `{"results": ${LIST}}`,
    'a line break at its end': `${GOOD}\n`,
    'a text after it': `${GOOD}x`,
    'a brace too few': GOOD.slice(0, -1),
    'a list without an object': LIST,
    'an answer in a list': `[${GOOD}]`,
    'the list one level down': `{"data":{"results":${LIST}}}`,
    'a byte order mark': `\ufeff${GOOD}`,
    'a number before the list that is no number': `{"success_count":03,"results":${LIST}}`,
    nothing: '',
  };
  it.each(Object.entries(others))('is not believed to be one with %s', (_what, body) => {
    expect(uidsIn(body, KEYS)).toBe(null);
  });

  it('is left to the parser where no record was sent', () => {
    expect(uidsIn('{"results":[]}', [])).toBe(null);
  });
});

describe('an answer that looks as if all records were created', () => {
  const records = KEYS.map((one, at) => JSON.stringify(result(one, at))).join(',');
  const lists: Readonly<Record<string, string>> = {
    'a second, empty list of the name': `{"results":[${records}],"results":[]}`,
    'a second, empty list of the name in escapes': `{"results":[${records}],"result\\u0073":[]}`,
    'a second list of the name with one value': `{"results":[${records}],"results":[null]}`,
    'an empty list after one in another object': `{"page":{"results":[${records}]},"results":[]}`,
    'an empty list before one in another object': `{"results":[ ],"page":{"results":[${records}]}}`,
  };
  it.each(Object.entries(lists))('is not read where the list that counts is %s', (_what, body) => {
    expect(parsedUids(body, KEYS)).toBe(null);
    expect(uidsIn(body, KEYS)).toBe(null);
  });

  it('is not read where a uid says what a status says', () => {
    const status = ['created', 'failed', 'exists'];
    const text = answerOf(KEYS.map((one, at) => ({ bk_hash: one, status: status[at], uid: 'created' })));
    expect(parsedUids(text, KEYS)).toBe(null);
    expect(uidsIn(text, KEYS)).toBe(null);
  });

  it('is not read where a uid has the name of its member', () => {
    const body = `{"results":[{"bk_hash":"${KEYS[0]}","status":"created","uid":"uid"},{"bk_hash":"${KEYS[1]}","status":"created","key":"uid"}]}`;
    const keys = KEYS.slice(0, 2);
    expect(uidsIn(body, keys)).toBe(null);
    expect(parsedUids(body, keys)).toEqual(['uid', null]);
  });

  it('is not read where the key of each stands in another member, and in its own the first one in escapes', () => {
    const escaped = `${KEYS[0]?.slice(0, -1)}\\u0066`;
    const body = `{"results":[${KEYS.map((one, at) => `{"note":"${one}","bk_hash":"${escaped}","status":"created","uid":"u-${at}"}`).join(',')}]}`;
    expect(parsedUids(body, KEYS)).toBe(null);
    expect(uidsIn(body, KEYS)).toBe(null);
  });

  it('is not read where the uid of each stands in another member, and in its own the first one in escapes', () => {
    const body = `{"results":[${KEYS.map((one, at) => `{"bk_hash":"${one}","note":"u-${at}","status":"created","uid":"\\u0075-0"}`).join(',')}]}`;
    expect(parsedUids(body, KEYS)).toEqual(['u-0', 'u-0', 'u-0']);
    expect(uidsIn(body, KEYS)).toBe(null);
  });
});
