// Which parents are known without a look into the ledger, and when they are loaded.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createParentBuffer, type ReadParentKey } from '../../../engine/pipeline/parent-buffer.ts';
import { createParentKeys } from '../../../engine/pipeline/parent-keys.ts';
import type { ParentRule } from '../../../engine/record/operation.ts';
import { PARENT, type SealedParents } from '../../../engine/record/sealed-page.ts';

const rule = (entity: string): ParentRule => ({ entity, parentFields: ['id'], childFields: ['id'] });
const keyOf = (number: number): Buffer => {
  const key = Buffer.alloc(16);
  key.writeUInt32BE(Math.imul(number, 0x9e3779b1) >>> 0);
  return key;
};

type Parent = number | 'none' | 'incomplete';

const readerOf =
  (row: readonly Parent[]): ReadParentKey =>
  (which, keys, at) => {
    const parent = row[which] ?? 'none';
    if (typeof parent !== 'number') return PARENT[parent];
    keys.set(keyOf(parent), at);
    return PARENT.key;
  };

/** Rows of parents, one for each rule, as a page worker collects them. */
function sealed(rows: readonly (readonly Parent[])[], rules: number): SealedParents {
  const buffer = createParentBuffer(rules);
  buffer.begin(rows.length);
  for (const row of rows) buffer.add(readerOf(row));
  const parents = buffer.end();
  if (parents === null) throw new Error('There are rules.');
  return parents;
}

/** A ledger of numbers, a key each, that says what was read of it. */
function createLedger(held: Readonly<Record<string, readonly number[]>>) {
  const streamed: string[] = [];
  return {
    held,
    streamed,
    count: (entity: string) => Promise.resolve(held[entity]?.length ?? 0),
    streamKeys: async function* (entity: string) {
      streamed.push(entity);
      for (const number of held[entity] ?? []) yield await Promise.resolve(keyOf(number));
    },
  };
}

describe('the parents of a run', () => {
  it('are all there where the ledger holds each that a row names, and no part of a key is missing', async () => {
    const parent = fc.oneof(fc.nat(8), fc.constantFrom<Parent[]>('none', 'incomplete'));
    const row = fc.tuple(parent, parent, parent);
    const entities = fc.constantFrom(['a', 'b', 'a'], ['a', 'a', 'a'], ['a', 'b', 'c']);
    const held = fc.record({ a: fc.subarray([0, 1, 2, 3, 4]), b: fc.subarray([0, 5, 6]), c: fc.constant([]) });
    await fc.assert(
      fc.asyncProperty(entities, held, fc.array(row, { minLength: 1 }), async (names, ledgerOf, rows) => {
        const keys = createParentKeys({
          rules: names.map(rule),
          ledger: createLedger(ledgerOf),
          totalRows: () => 100,
        });
        const parents = sealed(rows, names.length);
        expect(rows.map((_, at) => keys.hasAll(parents, at))).toEqual(rows.map(() => false));
        expect(await keys.prepare(rows.length)).toBe(true);
        const known: Readonly<Record<string, readonly number[]>> = ledgerOf;
        const isThere = (one: Parent, at: number): boolean =>
          one === 'none' || (one !== 'incomplete' && known[names[at] ?? '']?.includes(one) === true);
        expect(rows.map((_, at) => keys.hasAll(parents, at))).toEqual(rows.map((one) => one.every(isThere)));
      }),
    );
  });

  it('are those that the ledger held when they were loaded, once for each entity', async () => {
    const ledger = createLedger({ a: [1], b: [2] });
    const keys = createParentKeys({ rules: ['a', 'b', 'a'].map(rule), ledger, totalRows: () => 100 });
    expect(await keys.prepare(10)).toBe(true);
    Object.assign(ledger.held, { a: [] });
    expect(await keys.prepare(10)).toBe(true);
    expect(ledger.streamed).toEqual(['a', 'b']);
    expect(keys.hasAll(sealed([[1, 2, 1]], 3), 0)).toBe(true);
  });

  it.each([
    { parents: 320, totalRows: 80, children: [10], ready: [true], why: 'they are four to a row' },
    { parents: 321, totalRows: 80, children: [20], ready: [false], why: 'they are more than four to a row' },
    { parents: 321, totalRows: 1000, children: [10], ready: [false], why: 'few of the rows are new' },
    { parents: 321, totalRows: 1000, children: [10, 1], ready: [false, true], why: 'more new rows have come' },
    { parents: 40, totalRows: null, children: [9, 1], ready: [false, true], why: 'the source does not say its size' },
    { parents: 0, totalRows: null, children: [1], ready: [true], why: 'there are none' },
  ])('are loaded or not where $why', async ({ parents, totalRows, children, ready }) => {
    const ledger = createLedger({ a: Array.from({ length: parents }, (_, at) => at) });
    const keys = createParentKeys({ rules: [rule('a')], ledger, totalRows: () => totalRows });
    const answers: boolean[] = [];
    for (const more of children) answers.push(await keys.prepare(more));
    expect(answers).toEqual(ready);
    expect(ledger.streamed).toEqual(ready.includes(true) ? ['a'] : []);
  });

  it('are asked for anew once they were forgotten', async () => {
    const ledger = createLedger({ a: [1] });
    const keys = createParentKeys({ rules: [rule('a')], ledger, totalRows: () => 10 });
    await keys.prepare(5);
    keys.clear();
    expect(keys.hasAll(sealed([[1]], 1), 0)).toBe(false);
    expect(await keys.prepare(5)).toBe(true);
    expect(keys.hasAll(sealed([[1]], 1), 0)).toBe(true);
    expect(ledger.streamed).toEqual(['a', 'a']);
  });
});

describe('the parents that a page worker collects', () => {
  it('are those of their page alone, in the order of rows and rules', () => {
    const buffer = createParentBuffer(2);
    const collect = (room: number, rows: readonly (readonly Parent[])[]): SealedParents | null => {
      buffer.begin(room);
      for (const row of rows) buffer.add(readerOf(row));
      return buffer.end();
    };
    collect(3, [
      [1, 2],
      [3, 4],
    ]);
    const second = collect(9, [
      ['none', 7],
      ['incomplete', 'none'],
      [8, 9],
    ]);
    expect([...(second?.kinds ?? [])]).toEqual([0, 1, 2, 0, 1, 1]);
    const keyAt = (at: number) => Buffer.from(second?.keys.subarray(at * 16, at * 16 + 16) ?? []);
    expect([keyAt(1), keyAt(4), keyAt(5)]).toEqual([keyOf(7), keyOf(8), keyOf(9)]);
    expect(collect(2, [])).toEqual({ kinds: new Uint8Array(0), keys: new Uint8Array(0) });
  });

  it('are nothing where the entity has no parents', () => {
    const buffer = createParentBuffer(0);
    buffer.begin(5);
    buffer.add(() => PARENT.none);
    expect(buffer.end()).toBe(null);
  });
});
