// The ledger against a plain map, on two connections to one file, with limits so small that everything is appended,
// settled, sliced and split; and what happens between the steps of settling, or when one of its statements fails.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Database } from '../../../engine/db/database.ts';
import type { LedgerRow } from '../../../engine/ledger/ledger-row.ts';
import { SORT_HERE, sortPieces, type PieceSorter } from '../../../engine/ledger/sort-pieces.ts';
import type { BkHash } from '../../../engine/record/shapes.ts';
import type { LedgerLimits } from '../../../engine/repositories/ledger-limits.ts';
import { createLedgerRepository, type LedgerRepository } from '../../../engine/repositories/ledger-repository.ts';
import type { Queryable } from '../../../engine/repositories/queryable.ts';
import { createStateDatabase, DIALECTS } from '../../support/dialects.ts';
import { anyKey, anyLedgerRow, printOf, withoutPrint } from '../ledger/ledger-samples.ts';
import { collect } from './samples.ts';

const SMALL: LedgerLimits = {
  appendFrom: 4,
  rowsPerAppend: 7,
  blockBytes: 700,
  recordsPerStep: 5,
  recordsPerRange: 10,
  recordsPerMerge: 6,
  oldRowsAtOnce: 3,
  keysAtOnce: 3,
  blocksAtOnce: 2,
};

type Model = Map<BkHash, LedgerRow>;

const keys = fc.array(anyKey, { maxLength: 10 });
const operation = fc.oneof(
  fc.record({ kind: fc.constant('upsert' as const), rows: fc.array(anyLedgerRow, { maxLength: 3 }) }),
  fc.record({ kind: fc.constant('upsert' as const), rows: fc.array(anyLedgerRow, { minLength: 4, maxLength: 40 }) }),
  fc.record({ kind: fc.constantFrom('remove' as const, 'mark' as const, 'find' as const, 'list' as const), keys }),
  fc.record({ kind: fc.constant('scan' as const), after: fc.option(anyKey, { nil: undefined }), limit: fc.nat(20) }),
  fc.record({ kind: fc.constantFrom('stream' as const, 'settle' as const, 'count' as const) }),
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

const inOrder = (model: Model): readonly LedgerRow[] =>
  [...model.values()].toSorted((a, b) => (a.bkHash < b.bkHash ? -1 : 1));

interface Compared {
  readonly ledger: LedgerRepository;
  readonly model: Model;
  readonly entity: string;
}

/** Does it to both; what is read must be the same. */
async function doBoth({ ledger, model, entity }: Compared, one: Operation): Promise<void> {
  switch (one.kind) {
    case 'upsert': {
      const added = new Set(one.rows.map((row) => row.bkHash).filter((key) => !model.has(key))).size;
      for (const row of one.rows) model.set(row.bkHash, row);
      return ledger.upsertMany(entity, one.rows, { added });
    }
    case 'remove':
      for (const key of one.keys) model.delete(key);
      return ledger.removeMany(entity, one.keys);
    case 'mark':
      for (const key of one.keys) {
        const row = model.get(key);
        if (row !== undefined) model.set(key, { ...row, hasDuplicate: true });
      }
      return ledger.markDuplicates(entity, one.keys);
    case 'find': {
      const known = one.keys.flatMap((key) => model.get(key) ?? []);
      const expected = new Map(known.map((row) => [row.bkHash, withoutPrint(row)]));
      expect(await ledger.findMany(entity, one.keys)).toEqual(expected);
      return;
    }
    case 'list':
      expect(await ledger.listExisting(entity, one.keys)).toEqual(new Set(one.keys.filter((key) => model.has(key))));
      return;
    case 'scan': {
      const rows = inOrder(model).filter((row) => one.after === undefined || row.bkHash > one.after);
      const scanned = await ledger.scan(entity, { afterBkHash: one.after, limit: one.limit });
      expect(scanned).toEqual(rows.slice(0, one.limit).map(withoutPrint));
      return;
    }
    case 'stream': {
      const streamed = Buffer.concat(await collect(ledger.streamFingerprints(entity)));
      expect(streamed.toString('hex')).toBe(inOrder(model).map(printOf).join(''));
      const keys = Buffer.concat(await collect(ledger.streamKeys(entity)));
      expect(keys.toString('hex')).toBe(
        inOrder(model)
          .map(({ bkHash }) => bkHash)
          .join(''),
      );
      return;
    }
    case 'settle':
      return ledger.settle(entity);
    case 'count':
      // Exact before it is settled too: `added` was exact.
      expect(await ledger.count(entity)).toBe(model.size);
  }
}

async function expectAll(ledger: LedgerRepository, model: Model, entity: string): Promise<void> {
  await doBoth({ ledger, model, entity }, { kind: 'scan', after: undefined, limit: 1000 });
  await doBoth({ ledger, model, entity }, { kind: 'count' });
}

/** Rows as a program before the blocks left them. */
async function fillOldTable(db: Queryable, entity: string, rows: readonly LedgerRow[]): Promise<void> {
  await db.runMany(
    `insert into ledger (entity_name, bk_hash, data_hash, hash_spec, rowversion, target_uid, business_key, source_key,
      mapping_version, has_duplicate, fingerprint) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    rows.map((row) => [
      entity,
      Buffer.from(row.bkHash, 'hex'),
      Buffer.from(row.dataHash, 'hex'),
      row.hashSpec,
      row.rowversion,
      row.targetUid,
      row.businessKey,
      row.sourceKey,
      row.mappingVersion,
      row.hasDuplicate ? 1 : 0,
      row.fingerprint === undefined || row.hasDuplicate ? null : Buffer.from(row.fingerprint, 'hex'),
    ]),
  );
}

/** The database, with `before` called ahead of every statement and `after` at the end of every transaction. */
function watched(
  db: Database,
  { before, after }: { readonly before?: () => void; readonly after?: () => Promise<void> },
): Queryable {
  const watch = (queries: Queryable): Queryable => ({
    all: async (sql, params) => {
      before?.();
      return queries.all(sql, params);
    },
    get: async (sql, params) => {
      before?.();
      return queries.get(sql, params);
    },
    run: async (sql, params) => {
      before?.();
      return queries.run(sql, params);
    },
    runMany: async (sql, rows) => {
      before?.();
      return queries.runMany(sql, rows);
    },
  });
  return {
    ...watch(db),
    transaction: async (work) => {
      const result = await db.transaction((tx) => work(watch(tx)));
      await after?.();
      return result;
    },
  };
}

/** Sorts as another thread would, with `meanwhile` called before each slice comes. */
function sortBeside(meanwhile: () => Promise<void>): PieceSorter {
  return {
    isBeside: true,
    sort: (pieces, limits) => {
      const next = sortPieces(pieces, limits);
      return async () => {
        await meanwhile();
        return next();
      };
    },
  };
}

const oldRows = fc.uniqueArray(anyLedgerRow, { maxLength: 12, selector: (row) => row.bkHash });
const toModel = (rows: readonly LedgerRow[]): Model => new Map(rows.map((row) => [row.bkHash, row]));

describe.each(DIALECTS)('the ledger on %s', (dialect) => {
  test('is what a plain map is, on two connections, inside transactions and outside', async () => {
    const state = createStateDatabase(dialect);
    const databases = [await state.connect(), await state.connect()] as const;
    let run = 0;
    const step = fc.tuple(operation, fc.constantFrom(0, 1), fc.boolean());
    await fc.assert(
      fc.asyncProperty(oldRows, fc.array(step, { maxLength: 14 }), async (old, steps) => {
        const entity = `entity-${(run += 1)}`;
        await fillOldTable(databases[0], entity, old);
        const model = toModel(old);
        for (const [one, which, isInside] of steps) {
          const db = databases[which];
          if (!isInside) await doBoth({ ledger: createLedgerRepository(db, SMALL), model, entity }, one);
          else await db.transaction((tx) => doBoth({ ledger: createLedgerRepository(tx, SMALL), model, entity }, one));
        }
        const ledger = createLedgerRepository(databases[0], SMALL);
        await ledger.settle(entity);
        await expectAll(ledger, model, entity);
        const left = `select 'log' as place from ledger_log where entity_name = ?
          union all select 'old table' from ledger where entity_name = ?`;
        expect(await databases[0].all(left, [entity, entity])).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ['here', 'between two steps'],
    ['beside', 'while its pieces are sorted'],
  ])('loses nothing and brings nothing old back in settling %s, whatever another process does %s', async (where) => {
    const state = createStateDatabase(dialect);
    const [mine, theirs] = [await state.connect(), await state.connect()];
    const other = createLedgerRepository(theirs, SMALL);
    const appends = fc.array(fc.array(anyLedgerRow, { minLength: 4, maxLength: 30 }), { minLength: 1, maxLength: 5 });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(oldRows, appends, fc.array(operation, { maxLength: 8 }), async (old, logged, meanwhile) => {
        const entity = `entity-${(run += 1)}`;
        await fillOldTable(mine, entity, old);
        const model = toModel(old);
        for (const rows of logged) await doBoth({ ledger: other, model, entity }, { kind: 'upsert', rows });
        const waiting = meanwhile.filter(({ kind }) => kind !== 'count');
        const after = async (): Promise<void> => {
          const next = waiting.shift();
          if (next !== undefined) await doBoth({ ledger: other, model, entity }, next);
        };
        const settler = createLedgerRepository(where === 'here' ? watched(mine, { after }) : mine, SMALL);
        await settler.settle(entity, where === 'here' ? SORT_HERE : sortBeside(after));
        await other.settle(entity);
        await expectAll(other, model, entity);
      }),
      { numRuns: 60 },
    );
  });

  test('holds the same after settling has failed at any of its statements', async () => {
    const db = await createStateDatabase(dialect).connect();
    const sound = createLedgerRepository(db, SMALL);
    const [old = [], ...logged] = fc.sample(fc.array(anyLedgerRow, { minLength: 15, maxLength: 25 }), {
      numRuns: 3,
      seed: 1,
    });
    const unique = [...new Map(old.map((row) => [row.bkHash, row])).values()];
    let failures = 0;
    for (let nth = 1, isDone = false; !isDone; nth += 1) {
      const entity = `entity-${nth}`;
      await fillOldTable(db, entity, unique);
      const model = toModel(unique);
      for (const rows of logged) await doBoth({ ledger: sound, model, entity }, { kind: 'upsert', rows });
      let statements = 0;
      const before = (): void => {
        statements += 1;
        if (statements === nth) throw new Error('The disk is full.');
      };
      isDone = await createLedgerRepository(watched(db, { before }), SMALL)
        .settle(entity)
        .then(
          () => true,
          () => false,
        );
      if (!isDone) failures += 1;
      await expectAll(sound, model, entity);
    }
    expect(failures).toBeGreaterThan(30);
  });

  test('takes the rows of an older state over with their fingerprints, and never writes to its table', async () => {
    const db = await createStateDatabase(dialect).connect();
    const [rows = []] = fc.sample(fc.array(anyLedgerRow, { minLength: 30, maxLength: 30 }), { numRuns: 1, seed: 7 });
    const old = [...new Map(rows.map((row) => [row.bkHash, row])).values()];
    await fillOldTable(db, 'part', old);
    await fillOldTable(db, 'order', old.slice(0, 2));
    const ledger = createLedgerRepository(db);
    expect(await ledger.count('part')).toBe(old.length);
    await doBoth({ ledger, model: toModel(old), entity: 'part' }, { kind: 'stream' });
    expect(await db.all('select entity_name as name, count(*) as count from ledger group by 1')).toEqual([
      { name: 'order', count: 2 },
    ]);
    await expectAll(ledger, toModel(old.slice(0, 2)), 'order');
  });

  test('counts what it is told was added until it is settled', async () => {
    const db = await createStateDatabase(dialect).connect();
    const ledger = createLedgerRepository(db, { ...SMALL, appendFrom: 1 });
    const [rows = []] = fc.sample(fc.array(anyLedgerRow, { minLength: 20, maxLength: 20 }), { numRuns: 1, seed: 3 });
    const different = new Set(rows.map((row) => row.bkHash)).size;
    await ledger.upsertMany('part', rows);
    await ledger.upsertMany('part', rows, { added: 0 });
    await ledger.settle('part');
    expect(await ledger.count('part')).toBe(different);
    await ledger.upsertMany('part', rows.slice(0, 5), { added: 0 });
    expect(await ledger.count('part')).toBe(different);
    await ledger.upsertMany('part', rows.slice(0, 1), { added: 1 });
    expect(await ledger.count('part')).toBe(different + 1);
    await ledger.settle('part');
    expect(await ledger.count('part')).toBe(different);
  });
});
