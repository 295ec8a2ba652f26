import { statSync } from 'node:fs';
import SqliteDriver from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { Database } from '../../../engine/db/database.ts';
import { createStateFolder } from './state-folder.ts';

const INSERT = 'insert into item (id, name) values (?, ?)';

async function count(database: Database): Promise<number | undefined> {
  return (await database.get<{ n: number }>('select count(*) as n from item'))?.n;
}

function gate(): { readonly opened: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: () => resolve() };
}

test('stores and reads text, numbers, exact 64-bit integers as text, bytes and null', async () => {
  const database = await createStateFolder().open();
  const bytes = new Uint8Array([0, 255, 16]);
  await database.run('insert into item (id, name, data) values (?, ?, ?)', [2 ** 40, '9007199254740993', bytes]);
  await database.run('insert into item (id, name, data) values (?, ?, ?)', [7n, null, null]);
  const rows = await database.all<{ id: number; name: string | null; data: Uint8Array | null }>(
    'select * from item order by id',
  );
  expect(rows.map((row) => ({ ...row, data: row.data === null ? null : [...row.data] }))).toEqual([
    { id: 7, name: null, data: null },
    { id: 2 ** 40, name: '9007199254740993', data: [0, 255, 16] },
  ]);
  expect(await database.get('select 1 from item where id = ?', [1])).toBeNull();
});

test('counts the rows that a statement changed', async () => {
  const database = await createStateFolder().open();
  expect(await database.runMany(INSERT, [[1, 'a'], [2, 'b'], [3, 'c']])).toEqual({ changes: 3 }); // prettier-ignore
  expect(await database.run('delete from item where id > ?', [1])).toEqual({ changes: 2 });
});

test('stores all rows of runMany or none', async () => {
  const database = await createStateFolder().open();
  await expect(database.runMany(INSERT, [[1, 'same'], [2, 'same']])).rejects.toMatchObject({ kind: 'conflict' }); // prettier-ignore
  expect(await count(database)).toBe(0);
});

test('runs a writing statement that returns rows on the writer', async () => {
  const database = await createStateFolder().open();
  expect(await database.all(`${INSERT} returning id`, [5, 'five'])).toEqual([{ id: 5 }]);
  expect(await database.get(`${INSERT} returning name`, [6, 'six'])).toEqual({ name: 'six' });
  expect(await count(database)).toBe(2);
});

test('rolls a transaction back when its work throws', async () => {
  const database = await createStateFolder().open();
  const failing = database.transaction(async (tx) => {
    await tx.run(INSERT, [1, 'a']);
    throw new Error('on purpose');
  });
  await expect(failing).rejects.toThrow('on purpose');
  expect(await count(database)).toBe(0);
  expect(await database.run(INSERT, [2, 'b'])).toEqual({ changes: 1 });
});

test('readers see the last committed state while a transaction is open', async () => {
  const database = await createStateFolder().open();
  await database.transaction(async (tx) => {
    await tx.run(INSERT, [1, 'a']);
    expect(await tx.get('select count(*) as n from item')).toEqual({ n: 1 });
    expect(await count(database)).toBe(0);
  });
  expect(await count(database)).toBe(1);
});

test('never lets another caller join an open transaction, and serves callers in order', async () => {
  const database = await createStateFolder().open();
  const middle = gate();
  const started = gate();
  const order: string[] = [];
  const failing = database.transaction(async (tx) => {
    await tx.run(INSERT, [1, 'rolled back']);
    started.open();
    await middle.opened;
    order.push('first');
    throw new Error('on purpose');
  });
  await started.opened;
  const outside = database.transaction(async (tx) => {
    order.push('second');
    await tx.run(INSERT, [2, 'kept']);
  });
  const later = database.transaction(async () => order.push('third'));
  middle.open();
  await expect(failing).rejects.toThrow('on purpose');
  await Promise.all([outside, later]);
  expect(order).toEqual(['first', 'second', 'third']);
  expect(await database.all('select name from item')).toEqual([{ name: 'kept' }]);
});

test('a write through the database inside a transaction throws instead of waiting for ever', async () => {
  const database = await createStateFolder().open();
  const nested = database.transaction(async () => database.run(INSERT, [1, 'a']));
  await expect(nested).rejects.toThrow('must go through its tx');
  const twice = database.transaction(async () => database.transaction(async () => 1));
  await expect(twice).rejects.toThrow('must go through its tx');
});

test('a statement after the end of its transaction throws instead of joining the next one', async () => {
  const database = await createStateFolder().open();
  const leaked = await database.transaction(async (tx) => ({ tx }));
  await expect(leaked.tx.run(INSERT, [1, 'late'])).rejects.toThrow('has ended');
});

test('names the broken constraint without the value', async () => {
  const database = await createStateFolder().open();
  await database.run(INSERT, [1, 'secret']);
  const error: unknown = await database.run(INSERT, [2, 'secret']).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ kind: 'conflict', details: { code: 'constraint', constraint: 'unique' } });
  expect(String(error)).toContain('item.name');
  expect(String(error)).not.toContain('secret');
});

test('a full disk is transient, keeps what was stored, and work goes on once there is room', async () => {
  const database = await createStateFolder().open();
  await database.run(INSERT, [1, 'before']);
  // The page limit makes SQLite answer exactly as a full disk does.
  await database.transaction(async (tx) => tx.get('pragma max_page_count = 10'));
  const big = new Uint8Array(100_000);
  await expect(database.run('insert into item (id, data) values (?, ?)', [2, big])).rejects.toMatchObject({
    kind: 'unavailable',
    transient: true,
    message: expect.stringContaining('Free some space'),
  });
  await database.transaction(async (tx) => tx.get('pragma max_page_count = 100000'));
  await database.run('insert into item (id, data) values (?, ?)', [2, big]);
  expect(await count(database)).toBe(2);
});

test('waits for another program that holds the lock', async () => {
  const state = createStateFolder();
  const database = await state.open();
  const other = new SqliteDriver(state.file);
  other.exec('begin immediate');
  const write = database.run(INSERT, [1, 'a']);
  // The driver has tried in vain when this turn of the event loop ends.
  await new Promise((resolve) => setImmediate(resolve));
  other.exec('commit');
  expect(await write).toEqual({ changes: 1 });
  other.close();
});

test('another program that keeps the lock is a transient error, and reading goes on', { timeout: 30_000 }, async () => {
  const state = createStateFolder();
  const database = await state.open();
  const other = new SqliteDriver(state.file);
  other.exec('begin immediate');
  const write = database.transaction(async (tx) => tx.run(INSERT, [1, 'a']));
  const refused = expect(write).rejects.toMatchObject({
    kind: 'unavailable',
    transient: true,
    details: { code: 'database_locked' },
  });
  expect(await count(database)).toBe(0);
  await refused;
  other.close();
  expect(await database.run(INSERT, [2, 'b'])).toEqual({ changes: 1 });
});

test('is durable, enforces foreign keys, and is readable by its owner only', async () => {
  const state = createStateFolder();
  const database = await state.open();
  const settings = await database.transaction(async (tx) => [
    await tx.get('pragma synchronous'),
    await tx.get('pragma foreign_keys'),
    await tx.get('pragma journal_mode'),
    await tx.get('pragma auto_vacuum'),
  ]);
  expect(settings).toEqual([{ synchronous: 2 }, { foreign_keys: 1 }, { journal_mode: 'wal' }, { auto_vacuum: 2 }]);
  expect(statSync(state.file).mode & 0o777).toBe(0o600);
});

test('closing waits for the work in line, leaves one file, and later calls throw', async () => {
  const state = createStateFolder();
  const database = await state.open();
  const last = database.run(INSERT, [1, 'last']);
  await database.close();
  await database.close();
  expect(await last).toEqual({ changes: 1 });
  expect(statSync(`${state.file}-wal`, { throwIfNoEntry: false })).toBeUndefined();
  await expect(database.run(INSERT, [2, 'late'])).rejects.toMatchObject({ kind: 'state' });
  expect(await count(await state.open())).toBe(1);
});

test('keeps working when more different statements come than it keeps prepared', async () => {
  const database = await createStateFolder().open();
  for (let number = 0; number < 450; number += 1) {
    expect(await database.get(`select ${number} as n`)).toEqual({ n: number });
  }
});
