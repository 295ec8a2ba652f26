import { execFile } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import SqliteDriver from 'better-sqlite3';
import { expect, test } from 'vitest';
import { createStateFolder, FIRST } from './state-folder.ts';

const SECOND = 'create table second (id integer primary key) strict; insert into second values (1), (2);';

test('applies the migrations in order and remembers them with checksum and time', async () => {
  const state = createStateFolder();
  state.writeMigration('0002-second.sql', SECOND);
  const database = await state.open();
  expect(await database.all('select version, name, length(checksum) as digits from schema_migrations')).toEqual([
    { version: 1, name: 'first', digits: 64 },
    { version: 2, name: 'second', digits: 64 },
  ]);
  const row = await database.get<{ applied_at: string }>('select applied_at from schema_migrations');
  expect(row?.applied_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

test('takes a verified backup before it migrates a database that has something in it', async () => {
  const state = createStateFolder();
  const first = await state.open();
  await first.run('insert into item (id, name) values (?, ?)', [1, 'kept']);
  await first.close();
  state.writeMigration('0002-second.sql', SECOND);
  const second = await state.open();
  expect(await second.all('select id from second')).toEqual([{ id: 1 }, { id: 2 }]);

  const copy = `${state.file}.before-0002.bak`;
  expect(statSync(copy).mode & 0o777).toBe(0o600);
  const backup = new SqliteDriver(copy, { readonly: true });
  expect(backup.prepare('select name from item').all()).toEqual([{ name: 'kept' }]);
  expect(backup.prepare('select max(version) as v from schema_migrations').get()).toEqual({ v: 1 });
  backup.close();
  expect(readdirSync(dirname(state.file)).filter((name) => name.includes('bak'))).toEqual(['state.db.before-0002.bak']);
});

test('takes no backup of a new database, however many migrations make it', async () => {
  const state = createStateFolder();
  state.writeMigration('0002-second.sql', SECOND);
  await state.open();
  expect(readdirSync(dirname(state.file)).some((name) => name.includes('bak'))).toBe(false);
});

test('a migration that fails is rolled back whole, the ones before it stay', async () => {
  const state = createStateFolder();
  state.writeMigration('0002-second.sql', SECOND);
  state.writeMigration('0003-third.sql', 'create table third (id); insert into nowhere values (1);');
  await expect(state.open()).rejects.toMatchObject({
    kind: 'state',
    message: expect.stringMatching(/0003-third.*no such table: nowhere.*Nothing of this migration was kept/),
  });
  const file = new SqliteDriver(state.file, { readonly: true });
  const names = file.prepare(`select name from sqlite_schema where type = 'table' order by name`).pluck().all();
  file.close();
  expect(names).toEqual(['item', 'schema_migrations', 'second']);
});

test('refuses a database that knows a migration which the program does not', async () => {
  const newer = createStateFolder();
  newer.writeMigration('0002-second.sql', SECOND);
  await (await newer.open()).close();
  const before = readFileSync(newer.file);
  const older = createStateFolder();
  await expect(
    (async () => {
      const { openDatabase } = await import('../../../engine/db/open-database.ts');
      const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
      return openDatabase(newer.url, { log, migrationsDir: older.migrationsDir });
    })(),
  ).rejects.toMatchObject({ kind: 'state', details: { code: 'newer_database', version: 2 } });
  expect(readFileSync(newer.file).equals(before)).toBe(true);
});

test('names a migration that was edited after it had been applied', async () => {
  const state = createStateFolder();
  await (await state.open()).close();
  state.writeMigration('0001-first.sql', `${FIRST} -- edited`);
  const before = readFileSync(state.file);
  await expect(state.open()).rejects.toThrow(/0001-first is not the one/);
  expect(readFileSync(state.file).equals(before)).toBe(true);
});

test('does not take Windows line ends for an edit', async () => {
  const state = createStateFolder();
  state.writeMigration('0001-first.sql', `${FIRST}\n-- end\n`);
  await (await state.open()).close();
  state.writeMigration('0001-first.sql', `${FIRST}\r\n-- end\r\n`);
  expect(await (await state.open()).all('select * from item')).toEqual([]);
});

test('refuses a folder with a missing or misnamed migration', async () => {
  const gap = createStateFolder();
  gap.writeMigration('0003-third.sql', 'select 1;');
  await expect(gap.open()).rejects.toThrow('0003-third.sql stands where number 2 should be');
  const misnamed = createStateFolder();
  misnamed.writeMigration('2_second.sql', 'select 1;');
  await expect(misnamed.open()).rejects.toThrow('2_second.sql');
  expect(existsSync(gap.file) || existsSync(misnamed.file)).toBe(false);
});

test('rebuilds a table that others refer to, and refuses to leave orphans', async () => {
  const state = createStateFolder();
  state.writeMigration(
    '0002-child.sql',
    `create table child (id integer primary key, item integer references item (id)) strict;
     insert into item (id, name) values (1, 'one'); insert into child values (1, 1);`,
  );
  await (await state.open()).close();
  state.writeMigration(
    '0003-rebuild.sql',
    `create table item_new (id integer primary key, name text) strict;
     insert into item_new select id, name from item; drop table item; alter table item_new rename to item;`,
  );
  const rebuilt = await state.open();
  expect(await rebuilt.all('select name from item')).toEqual([{ name: 'one' }]);
  await expect(rebuilt.run('insert into child values (2, 99)')).rejects.toMatchObject({ kind: 'conflict' });
  await rebuilt.close();
  state.writeMigration('0004-orphans.sql', 'delete from item;');
  await expect(state.open()).rejects.toThrow('rows of child without their item');
});

test('of processes that start at once each migration is applied by exactly one', { timeout: 60_000 }, async () => {
  const state = createStateFolder();
  state.writeMigration('0002-second.sql', SECOND);
  state.writeMigration('0003-third.sql', 'create table third (id integer primary key) strict;');
  const script = join(import.meta.dirname, 'start-process.ts');
  const start = async (): Promise<{ migrated: string[]; seen: number }> => {
    const { stdout } = await promisify(execFile)(process.execPath, [script, state.url, state.migrationsDir]);
    // Written by start-process.ts in this shape.
    return JSON.parse(stdout) as { migrated: string[]; seen: number };
  };
  const results = await Promise.all([start(), start(), start(), start()]);
  expect(results.map((result) => result.seen)).toEqual([3, 3, 3, 3]);
  expect(results.flatMap((result) => result.migrated).sort()).toEqual(['0001-first', '0002-second', '0003-third']);
});
