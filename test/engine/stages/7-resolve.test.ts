import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bkHash } from '../../../engine/record/bk-hash.ts';
import { canonicalJson } from '../../../engine/record/canonical-json.ts';
import type { ParentRule } from '../../../engine/record/operation.ts';
import type { BkHash, Value } from '../../../engine/record/shapes.ts';
import { decide } from '../../../engine/stages/6-delta.ts';
import { parentOf, resolvePage } from '../../../engine/stages/7-resolve.ts';
import { identifiedRow } from './rows.ts';

const order: ParentRule = { entity: 'order', parentFields: ['site', 'number'], childFields: ['site', 'order_number'] };
const part: ParentRule = { entity: 'part', parentFields: ['id'], childFields: ['part_id'] };

const keyOf = (...values: readonly Value[]): BkHash => bkHash(canonicalJson(values));

function child(id: string, data: Readonly<Record<string, Value>>) {
  return decide(identifiedRow({ id, data }), 'INSERT', null);
}

/** Resolves against the parents that are there; tells what was looked up too. */
async function resolve(
  rules: readonly ParentRule[],
  records: readonly ReturnType<typeof child>[],
  there: Readonly<Record<string, readonly BkHash[]>> = {},
) {
  const asked: [string, number][] = [];
  const result = await resolvePage(
    {
      rules,
      listExisting: (entity, bkHashes) => {
        asked.push([entity, bkHashes.length]);
        return Promise.resolve(new Set(bkHashes.filter((hash) => there[entity]?.includes(hash))));
      },
    },
    records,
  );
  return { ...result, asked };
}

describe('the parent that a record names', () => {
  it.each([
    [
      { site: 'S1', order_number: 7 },
      { kind: 'key', key: { entity: 'order', bkHash: keyOf('S1', 7), reference: 'site=S1 | number=7' } },
    ],
    [{ site: null, order_number: null }, { kind: 'none' }],
    [{}, { kind: 'none' }],
    [
      { site: 'S1', order_number: null },
      { kind: 'incomplete', missing: ['order_number'] },
    ],
    [{ order_number: 7 }, { kind: 'incomplete', missing: ['site'] }],
    [
      { site: '', order_number: 0 },
      { kind: 'key', key: { entity: 'order', bkHash: keyOf('', 0), reference: 'site= | number=0' } },
    ],
  ] as const)('by %j is %j', (data, expected) => {
    expect(parentOf(order, data)).toEqual(expected);
  });

  it('is found under the hash that the parent itself has, in the order of the parent’s key', () => {
    const parent = identifiedRow({ id: 'P9' });
    const lookup = parentOf(part, { part_id: 'P9' });
    expect(lookup.kind === 'key' && lookup.key.bkHash).toBe(parent.identity.bkHash);
  });
});

describe('a page of records', () => {
  it('passes whole and asks nothing where the entity has no parents', async () => {
    const records = [child('C1', {}), child('C2', {})];
    expect(await resolve([], records)).toEqual({ passed: records, waiting: [], rejected: [], asked: [] });
  });

  it('passes records whose parents are there and those that name none', async () => {
    const records = [child('C1', { part_id: 'P1' }), child('C2', { part_id: null })];
    const result = await resolve([part], records, { part: [keyOf('P1')] });
    expect([result.passed, result.waiting, result.rejected]).toEqual([records, [], []]);
  });

  it('lets a record wait under the first parent that is missing', async () => {
    const records = [child('C1', { site: 'S', order_number: 1, part_id: 'P1' })];
    const both = await resolve([order, part], records);
    expect(both.waiting.map(({ parent }) => parent.entity)).toEqual(['order']);
    const one = await resolve([order, part], records, { order: [keyOf('S', 1)] });
    expect(one.waiting).toEqual([
      { row: records[0]?.row, parent: { entity: 'part', bkHash: keyOf('P1'), reference: 'id=P1' } },
    ]);
  });

  it('takes a parent of another entity with the same key for another record', async () => {
    const other: ParentRule = { ...part, entity: 'tool' };
    const result = await resolve([other], [child('C1', { part_id: 'P1' })], { part: [keyOf('P1')] });
    expect(result.waiting).toHaveLength(1);
  });

  it('turns a record away that names half a parent', async () => {
    const { rejected, passed, waiting } = await resolve([order], [child('C1', { site: 'S', order_number: null })]);
    expect([passed, waiting]).toEqual([[], []]);
    expect(rejected[0]).toMatchObject({
      rejects: [{ stage: 'resolve', code: 'parent_missing', field: 'order_number' }],
      operation: 'INSERT',
      reference: 'id=C1',
    });
    expect(rejected[0]?.rejects[0].message).toBe(
      'The key of the parent order is incomplete: order_number is empty while other parts are not.',
    );
  });

  it('looks every parent up once, entity by entity', async () => {
    const records = ['P1', 'P1', 'P2', null].map((id, index) =>
      child(`C${index}`, { part_id: id, site: 'S', order_number: 1 }),
    );
    expect((await resolve([order, part], records)).asked).toEqual([
      ['order', 1],
      ['part', 2],
    ]);
  });

  it('reads the data of each record once, however many parents it has', async () => {
    let reads = 0;
    const { row } = child('C1', {});
    const identity = {
      ...row.identity,
      get data() {
        reads += 1;
        return row.identity.data;
      },
    };
    await resolve([order, part], [decide({ ...row, identity }, 'INSERT', null)]);
    expect(reads).toBe(1);
  });

  it('gives every record one outcome, and the same in any order and company', async () => {
    const value = fc.constantFrom('A', 'B', null);
    const records = fc.array(fc.record({ site: value, order_number: value, part_id: value }), { maxLength: 12 });
    const there = { order: [keyOf('A', 'A'), keyOf('A', 'B')], part: [keyOf('A')] };
    const outcomesOf = async (page: readonly ReturnType<typeof child>[]) => {
      const { passed, waiting, rejected } = await resolve([order, part], page, there);
      expect(passed.length + waiting.length + rejected.length).toBe(page.length);
      return new Map([
        ...passed.map(({ row }) => [row.identity.reference, 'passed'] as const),
        ...waiting.map(({ row, parent }) => [row.identity.reference, `waits for ${parent.reference}`] as const),
        ...rejected.map(({ reference }) => [reference ?? '', 'rejected'] as const),
      ]);
    };
    await fc.assert(
      fc.asyncProperty(records, async (all) => {
        const page = all.map((data, index) => child(`C${index}`, data));
        const together = await outcomesOf(page);
        expect(await outcomesOf(page.toReversed())).toEqual(together);
        for (const one of page) {
          const { reference } = one.row.identity;
          expect((await outcomesOf([one])).get(reference)).toBe(together.get(reference));
        }
      }),
      { seed: 7, numRuns: 60 },
    );
  });
});
