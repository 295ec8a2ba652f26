import { readFileSync, writeFileSync } from 'node:fs';
import SqliteDriver from 'better-sqlite3';
import { expect, test } from 'vitest';
import { measureDiskUsage, vacuum } from '../../../engine/db/disk-usage.ts';
import { verifyDatabase } from '../../../engine/db/verify.ts';
import { createStateFolder } from './state-folder.ts';

test('finds a sound database sound, with its migrations, rows and bytes', async () => {
  const state = createStateFolder();
  const database = await state.open();
  await database.runMany('insert into item (id) values (?)', [[1], [2]]);
  state.writeMigration('0002-second.sql', 'select 1;');
  const report = await verifyDatabase(database, state.migrationsDir);
  expect(report).toMatchObject({
    isSound: true,
    problems: [],
    applied: [{ version: 1, name: 'first' }],
    pending: ['0002-second'],
    tables: [
      { name: 'item', rows: 2 },
      { name: 'schema_migrations', rows: 1 },
    ],
  });
  expect(report.disk.walBytes).toBeGreaterThan(0);
});

test('names lost parents and an edited migration', async () => {
  const state = createStateFolder();
  state.writeMigration('0002-child.sql', 'create table child (item integer references item (id)) strict;');
  const database = await state.open();
  const careless = new SqliteDriver(state.file);
  careless.exec('pragma foreign_keys = off; insert into child values (7), (8)');
  careless.close();
  state.writeMigration('0001-first.sql', 'select 2;');
  const report = await verifyDatabase(database, state.migrationsDir);
  expect(report.isSound).toBe(false);
  expect(report.problems).toEqual(['2 rows of child have lost their item', expect.stringContaining('0001-first')]);
});

test('names damaged pages of a file too large to check at every start', async () => {
  const state = createStateFolder();
  const database = await state.open();
  const block = new Uint8Array(1024 * 1024);
  await database.runMany(
    'insert into item (id, name, data) values (?, ?, ?)',
    Array.from({ length: 66 }, (_, id) => [id, `name ${id}`, block]),
  );
  await database.close();
  const bytes = readFileSync(state.file);
  bytes.fill(0xa5, 30 * 1024 * 1024, 30 * 1024 * 1024 + 4096);
  writeFileSync(state.file, bytes);
  const report = await verifyDatabase(await state.open({ readonly: true }), state.migrationsDir);
  expect(report.isSound).toBe(false);
});

test('vacuum gives unused pages back to the disk and empties the log', async () => {
  const state = createStateFolder();
  const database = await state.open();
  await database.run('insert into item (id, data) values (1, zeroblob(3000000))');
  await database.run('delete from item');
  const before = await measureDiskUsage(database);
  expect(before.freeBytes).toBeGreaterThan(2_900_000);
  const after = await vacuum(database);
  expect(after).toMatchObject({ freeBytes: 0, walBytes: 0 });
  expect(after.databaseBytes).toBeLessThan(100_000);
});
