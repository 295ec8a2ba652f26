// Whatever two states the ERP had, whatever both servers can do: a sync brings ScheduleHub to exactly the second one.

import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { SyncControl } from '../../engine/operations/prepare-run.ts';
import { canonicalJson } from '../../engine/record/canonical-json.ts';
import { numberOf, textOf } from '../support/minimal-servers/exact-numbers.ts';
import type { Manners } from '../support/minimal-servers/http-service.ts';
import type { Row } from '../support/minimal-servers/minimal-apismith.ts';
import { addEntity, did, partEntity, partsTable, startFlow, type Flow } from './flow.ts';

const SEED = 20_260_101;
/** A failure is shown as it was found when shrinking it would take too long. */
const LIMIT = { interruptAfterTimeLimit: 45_000 };
const figures: Record<string, number> = { syncs: 0, rows: 0, pauses: 0 };

interface World {
  readonly keyset: boolean;
  readonly total: boolean;
  readonly asOf: boolean;
  readonly ceiling: boolean;
  readonly keyColumns: readonly string[];
  readonly largestPage: number;
  readonly rowversionType: 'NUMBER' | 'TIMESTAMP' | 'RAW' | undefined;
  readonly strategy: 'auto' | 'hash';
  readonly manners: Manners;
  readonly recordCount: number | true;
  readonly pageSize: number;
}

const worlds: fc.Arbitrary<World> = fc.record({
  keyset: fc.boolean(),
  total: fc.boolean(),
  asOf: fc.boolean(),
  ceiling: fc.boolean(),
  keyColumns: fc.constantFrom<string[][]>(['ID'], ['ID'], []),
  largestPage: fc.constantFrom(3, 10_000),
  rowversionType: fc.constantFrom('NUMBER', 'TIMESTAMP', 'RAW', undefined),
  strategy: fc.constantFrom('auto', 'hash'),
  manners: fc.record({
    optional: fc.constantFrom('sent', 'null', 'left_out'),
    hasExtras: fc.boolean(),
    upperCaseUuids: fc.boolean(),
    problemsAreHtml: fc.boolean(),
  }),
  recordCount: fc.constantFrom<(number | true)[]>(true, true, 0),
  pageSize: fc.integer({ min: 1, max: 12 }),
});

/** Parts by number: a name, an amount (long ones too), or broken. */
const part = fc.record({
  name: fc.constantFrom('a', 'b', 'Ä  ö', null),
  qty: fc.constantFrom('0', '1', '1.50', '9007199254740993', '0.000000000000000001', 'broken'),
});
type Part = { readonly name: string | null; readonly qty: string };
type State = ReadonlyMap<number, Part>;
const states: fc.Arbitrary<State> = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 30 }), part), { maxLength: 24, selector: ([id]) => id })
  .map((entries) => new Map(entries));

const VERSIONS = {
  NUMBER: (version: number) => numberOf(`9007199254740${900 + version}`),
  TIMESTAMP: (version: number) => `2025-05-01 10:${10 + version}:00.000001`,
  RAW: (version: number) => `00000000000F${(0x1000 + version).toString(16).toUpperCase()}`,
};

/** The ERP's rows: a row's version is that of the state that changed it last. */
function rowsOf(world: World, state: State, before: State): readonly Row[] {
  const { rowversionType: type } = world;
  return [...state].map(([id, { name, qty }]) => {
    const old = before.get(id);
    const version = old !== undefined && old.name === name && old.qty === qty ? 1 : 2;
    return {
      ID: `P${id}`,
      NAME: name,
      QTY: qty === 'broken' ? qty : numberOf(qty),
      ...(type === undefined ? {} : { RV: VERSIONS[type](before.size === 0 ? 1 : version) }),
    };
  });
}

/** What ScheduleHub must hold: sound rows as they are, broken ones as they last were sound. */
function expectedOf(state: State, before: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const expected = new Map<string, string>();
  for (const [id, { name, qty }] of state) {
    const key = `P${id}`;
    if (qty === 'broken') {
      const held = before.get(key);
      if (held !== undefined) expected.set(key, held);
      continue;
    }
    const amount = qty === '1.50' ? '1.5' : qty === '0.000000000000000001' ? '1e-18' : qty;
    expected.set(key, `${name === null ? '' : name.replace('  ', ' ')}|${amount}`);
  }
  return expected;
}

function heldOf(flow: Flow): ReadonlyMap<string, string> {
  const held = new Map<string, string>();
  for (const { data } of flow.records('part')) {
    held.set(
      textOf(data['id'] ?? null),
      `${data['name'] === null ? '' : textOf(data['name'] ?? '')}|${textOf(data['qty'] ?? null)}`,
    );
  }
  return held;
}
const sorted = (map: ReadonlyMap<string, string>) => [...map].toSorted();

/** Everything that must not depend on order and page size: data and both hashes of each record. */
function fingerprint(flow: Flow): readonly string[] {
  return flow
    .records('part')
    .map(({ bk_hash, data_hash, data }) => `${bk_hash} ${data_hash} ${canonicalJson(toTexts(data))}`)
    .toSorted();
}
const toTexts = (data: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(data).map(([field, cell]) => [field, JSON.stringify(cell)]));

async function inWorld<T>(world: World, rows: readonly Row[], work: (flow: Flow) => Promise<T>): Promise<T> {
  const flow = await startFlow({ manners: world.manners, sync: { chunk_size: 5 } });
  try {
    const { rowversionType: type } = world;
    flow.servers.addTable({
      ...partsTable(type === undefined ? {} : { rowversionType: type }),
      rows,
      keyColumns: world.keyColumns,
      largestPage: world.largestPage,
      ceiling: world.ceiling,
      capabilities: { total: world.total, keyset: world.keyset, as_of: world.asOf },
    });
    await addEntity(flow, partEntity({ delta: { strategy: world.strategy } }));
    flow.servers.schedulehub.entity('part').recordCount = world.recordCount;
    return await work(flow);
  } finally {
    await flow.close();
  }
}

const fullSync = async (flow: Flow, world: World, more: { control?: SyncControl; pageSize?: number } = {}) => {
  const batch = await flow.sync('part', { syncType: 'full', pageSize: world.pageSize, ...more });
  figures['syncs'] = (figures['syncs'] ?? 0) + 1;
  figures['rows'] = (figures['rows'] ?? 0) + batch.metrics.totalFetched;
  if (batch.status === 'failed') throw new Error(batch.errorMessage ?? 'failed');
  return batch;
};
/** Pauses at the given moment, if the run is that long, and goes on. */
const pausedSync = async (flow: Flow, world: World, pauseAfter: number) => {
  let asked = 0;
  const control: SyncControl = {
    local: () => ((asked += 1) > pauseAfter ? 'pause' : null),
    signal: new AbortController().signal,
  };
  const paused = await fullSync(flow, world, { control });
  if (paused.status !== 'paused') return paused;
  figures['pauses'] = (figures['pauses'] ?? 0) + 1;
  const end = await fullSync(flow, world);
  expect(end.uid).toBe(paused.uid);
  return end;
};
const set = (table: Flow, rows: readonly Row[]) => {
  table.servers.apismith.tables.get('parts')!.rows = rows;
};
const NONE: State = new Map();

afterAll(() => {
  const { syncs, rows, pauses } = figures;
  console.info(`properties, seed ${SEED}: ${syncs} syncs, ${rows} rows, ${pauses} runs paused and gone on with`);
});

describe('a full sync', () => {
  it('reaches exactly the second of any two states, and the same sync once more does nothing', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, states, states, async (world, a, b) => {
        await inWorld(world, rowsOf(world, a, NONE), async (flow) => {
          await fullSync(flow, world);
          const afterA = expectedOf(a, new Map());
          expect(sorted(heldOf(flow))).toEqual(sorted(afterA));
          set(flow, rowsOf(world, b, a));
          const batch = await fullSync(flow, world);
          // Where no key columns tell rows that broke, deletes are left for another time.
          const isCertain = world.keyColumns.length > 0 || batch.warnings.length === 0;
          const afterB = expectedOf(b, afterA);
          const held = heldOf(flow);
          if (isCertain) expect(sorted(held)).toEqual(sorted(afterB));
          for (const [key, value] of afterB) expect(held.get(key)).toBe(value);
          const again = await fullSync(flow, world);
          const { skipped = 0, failed = 0, ...others } = did(again);
          expect([skipped + failed, others]).toEqual([b.size, {}]);
          expect(sorted(heldOf(flow))).toEqual(sorted(held));
          const open = await flow.engine.services.store.failedRecords.count({ status: ['open'] });
          const stillBroken = [...b.values()].filter(({ qty }) => qty === 'broken').length;
          expect(open).toBeGreaterThanOrEqual(stillBroken);
        });
      }),
      { seed: SEED, numRuns: 40, ...LIMIT },
    );
  });

  it('gives the same records and hashes whatever the order of rows and the page size', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, states, fc.integer({ min: 1, max: 12 }), async (world, state, pageSize) => {
        const rows = rowsOf(world, state, NONE);
        const one = await inWorld(world, rows, async (flow) => {
          await fullSync(flow, world);
          return fingerprint(flow);
        });
        const other = await inWorld({ ...world, keyColumns: [] }, rows.toReversed(), async (flow) => {
          await fullSync(flow, world, { pageSize });
          return fingerprint(flow);
        });
        expect(other).toEqual(one);
      }),
      { seed: SEED + 1, numRuns: 20, ...LIMIT },
    );
  });

  it('that was paused anywhere and goes on ends as one that was not', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, states, states, fc.integer({ min: 1, max: 7 }), async (anyWorld, a, b, pauseAfter) => {
        const world = { ...anyWorld, pageSize: 1 + (anyWorld.pageSize % 3) };
        const run = (isPaused: boolean) =>
          inWorld(world, rowsOf(world, a, NONE), async (flow) => {
            await fullSync(flow, world);
            set(flow, rowsOf(world, b, a));
            if (!isPaused) return { did: did(await fullSync(flow, world)), records: fingerprint(flow) };
            return { did: did(await pausedSync(flow, world, pauseAfter)), records: fingerprint(flow) };
          });
        expect(await run(true)).toEqual(await run(false));
      }),
      { seed: SEED + 2, numRuns: 25, ...LIMIT },
    );
  });
});

describe('rows with the same business key', () => {
  /** Row number, its business key, its version: no two versions are alike. */
  const rivals = fc
    .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.constantFrom('K', 'L', 'M', 'N')), {
      maxLength: 16,
      selector: ([id]) => id,
    })
    .chain((rows) =>
      fc
        .shuffledSubarray(
          rows.map((_, index) => index),
          { minLength: rows.length },
        )
        .map((versions) => rows.map(([id, key], index) => ({ id, key, version: versions[index] ?? 0 }))),
    );
  type Rival = { readonly id: number; readonly key: string; readonly version: number };
  const toRows = (type: 'NUMBER' | 'TIMESTAMP' | 'RAW', list: readonly Rival[], generation: number): readonly Row[] =>
    list.map(({ id, key, version }) => ({
      ROW_ID: id,
      ID: key,
      NAME: `row ${id} of ${generation}`,
      QTY: version,
      RV: VERSIONS[type](20 * generation + version),
    }));
  const winners = (rows: readonly Row[]) => {
    const best = new Map<string, Row>();
    for (const row of rows) {
      const key = textOf(row['ID'] ?? null);
      if (Number(row['QTY']) > Number(best.get(key)?.['QTY'] ?? -1)) best.set(key, row);
    }
    return new Map(
      [...best].map(([key, row]) => [key, `${textOf(row['NAME'] ?? null)}|${textOf(row['QTY'] ?? null)}`]),
    );
  };

  it('end with the newest of each key, in any order, on any pages, paused or not, and then rest', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, rivals, rivals, fc.integer({ min: 1, max: 7 }), async (anyWorld, a, b, pauseAfter) => {
        const rowversionType = anyWorld.rowversionType ?? 'NUMBER';
        const world = { ...anyWorld, rowversionType, keyColumns: ['ROW_ID'], pageSize: 1 + (anyWorld.pageSize % 4) };
        await inWorld(world, [], async (flow) => {
          const table = flow.servers.apismith.tables.get('parts')!;
          table.columns = [{ name: 'ROW_ID', type: 'NUMBER' }, ...table.columns];
          for (const [generation, state] of [a, b].entries()) {
            table.rows = toRows(rowversionType, state, generation);
            await pausedSync(flow, world, pauseAfter);
            expect(sorted(heldOf(flow))).toEqual(sorted(winners(table.rows)));
            const again = await fullSync(flow, world);
            const { skipped = 0, duplicates = 0, ...others } = did(again);
            const keys = winners(table.rows).size;
            expect([skipped, duplicates, others]).toEqual([keys, state.length - keys, {}]);
          }
        });
      }),
      { seed: SEED + 4, numRuns: 25, ...LIMIT },
    );
  });
});

describe('an incremental sync', () => {
  it('reaches the second state but for what only a full one can see: absent rows', async () => {
    await fc.assert(
      fc.asyncProperty(
        worlds.filter((world) => world.rowversionType !== undefined),
        states.filter((state) => [...state.values()].some(({ qty }) => qty !== 'broken')),
        states,
        async (world, a, b) => {
          await inWorld(world, rowsOf(world, a, NONE), async (flow) => {
            await fullSync(flow, world);
            set(flow, rowsOf(world, b, a));
            const batch = await flow.sync('part', { pageSize: world.pageSize });
            expect([batch.syncType, batch.metrics.deleted]).toEqual(['incremental', 0]);
            const afterA = expectedOf(a, new Map());
            const expected = new Map([...afterA, ...expectedOf(b, afterA)]);
            expect(sorted(heldOf(flow))).toEqual(sorted(expected));
          });
        },
      ),
      { seed: SEED + 3, numRuns: 20, ...LIMIT },
    );
  });
});
