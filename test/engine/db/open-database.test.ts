import { copyFileSync, mkdirSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import SqliteDriver from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openDatabase, parseStateUrl } from '../../../engine/db/open-database.ts';
import type { Log } from '../../../engine/host.ts';
import { createStateFolder } from './state-folder.ts';
import type { StateFolder } from './state-folder.ts';

const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Expects a refusal that leaves the file exactly as it was; returns the error. */
async function expectRefusedUntouched(state: StateFolder): Promise<unknown> {
  const before = readFileSync(state.file);
  const error: unknown = await state.open().then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toMatchObject({ name: 'EngineError', kind: 'state' });
  expect(readFileSync(state.file).equals(before)).toBe(true);
  return error;
}

async function createClosed(state: StateFolder, rows = 0): Promise<void> {
  const database = await state.open();
  const values = Array.from({ length: rows }, (_, index) => [index, `name ${index}`.padEnd(200, 'x')]);
  await database.runMany('insert into item (id, name) values (?, ?)', values);
  await database.close();
}

test('creates a new database and opens it again', async () => {
  const state = createStateFolder();
  await createClosed(state, 3);
  expect(await (await state.open()).get('select count(*) as n from item')).toEqual({ n: 3 });
});

test('takes an empty file and an empty SQLite database as new', async () => {
  const zeroBytes = createStateFolder();
  writeFileSync(zeroBytes.file, '');
  expect(await (await zeroBytes.open()).all('select * from item')).toEqual([]);
  const noTables = createStateFolder();
  new SqliteDriver(noTables.file).exec('vacuum').close();
  expect(await (await noTables.open()).all('select * from item')).toEqual([]);
});

test.each([
  ['text', 'Dear diary, this is not a database. '.repeat(50)],
  ['a few bytes', 'x'],
  ['a header without the rest', 'SQLite format 3\0'],
])('refuses a file of %s', async (_name, content) => {
  const state = createStateFolder();
  writeFileSync(state.file, content);
  expect(await expectRefusedUntouched(state)).toMatchObject({ details: { code: 'not_a_database' } });
});

test('refuses the database of another program, even one with its own schema_migrations, and leaves nothing beside it', async () => {
  const state = createStateFolder();
  const other = new SqliteDriver(state.file);
  other.exec('pragma journal_mode = wal; create table schema_migrations (version text); create table users (id)');
  other.close();
  const beside = readdirSync(dirname(state.file));
  expect(await expectRefusedUntouched(state)).toMatchObject({ details: { code: 'foreign_database' } });
  expect(readdirSync(dirname(state.file))).toEqual(beside);
});

test('refuses a file with the mark of another program', async () => {
  const state = createStateFolder();
  new SqliteDriver(state.file).exec('pragma application_id = 12345').close();
  expect(await expectRefusedUntouched(state)).toMatchObject({ details: { code: 'foreign_database' } });
});

test('refuses a file that was cut off', async () => {
  const state = createStateFolder();
  await createClosed(state, 500);
  truncateSync(state.file, Math.floor(readFileSync(state.file).length / 2));
  expect(String(await expectRefusedUntouched(state))).toMatch(/damaged \(cut off at \d+ of \d+ bytes\)/);
});

test('refuses a file with overwritten pages', async () => {
  const state = createStateFolder();
  await createClosed(state, 500);
  const bytes = readFileSync(state.file);
  bytes.fill(0xa5, 8192, 40_960);
  writeFileSync(state.file, bytes);
  expect(await expectRefusedUntouched(state)).toMatchObject({ details: { code: 'damaged' } });
});

test('refuses a state database whose list of migrations is gone', async () => {
  const state = createStateFolder();
  await createClosed(state);
  new SqliteDriver(state.file).exec('drop table schema_migrations').close();
  expect(await expectRefusedUntouched(state)).toMatchObject({ details: { code: 'damaged' } });
});

test('says which part of the path is wrong', async () => {
  const state = createStateFolder();
  const options = { log: silent, migrationsDir: state.migrationsDir };
  const folder = dirname(state.file);
  mkdirSync(join(folder, 'a-folder'));
  writeFileSync(join(folder, 'a-file'), '');
  await expect(openDatabase(`sqlite:${folder}/missing/state.db`, options)).rejects.toThrow('folder does not exist');
  await expect(openDatabase(`sqlite:${folder}/a-file/state.db`, options)).rejects.toThrow('is a file, not a folder');
  await expect(openDatabase(`sqlite:${folder}/a-folder`, options)).rejects.toThrow(`${folder}/a-folder`);
});

test('opens for reading only without creating, migrating or writing', async () => {
  const state = createStateFolder();
  await expect(state.open({ readonly: true })).rejects.toThrow('no state database');
  expect(readdirSync(dirname(state.file))).toEqual(['migrations']);
  await createClosed(state, 1);
  state.writeMigration('0002-second.sql', 'create table second (id integer primary key) strict;');
  const database = await state.open({ readonly: true });
  expect(await database.get('select count(*) as n from item')).toEqual({ n: 1 });
  expect(await database.all(`select name from sqlite_schema where name = 'second'`)).toEqual([]);
  await expect(database.run('delete from item')).rejects.toMatchObject({ kind: 'state' });
});

test('reads sqlite: URLs and refuses others without repeating a password', async () => {
  expect(parseStateUrl('sqlite:/a/b.db')).toEqual({ kind: 'sqlite', path: '/a/b.db' });
  expect(parseStateUrl('SQLITE:c.db')).toMatchObject({ kind: 'sqlite', path: join(process.cwd(), 'c.db') });
  expect(parseStateUrl('postgresql://x')).toEqual({ kind: 'postgres' });
  const state = createStateFolder();
  const options = { log: silent, migrationsDir: state.migrationsDir };
  await expect(openDatabase('postgres://u:hunter2@h/db', options)).rejects.toMatchObject({
    kind: 'usage',
    message: expect.stringContaining('not available in this version'),
  });
  for (const url of ['mysql://u:hunter2@h/db', 'sqlite:', 'sqlite: ', 'sqlite::memory:', 'state.db', '']) {
    const error: unknown = await openDatabase(url, options).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ kind: 'usage' });
    expect(String(error)).not.toContain('hunter2');
  }
});

test('opens what a killed process left: the file with its pending log, all committed rows in it', async () => {
  const state = createStateFolder();
  const database = await state.open();
  await database.runMany('insert into item (id) values (?)', [[1], [2]]);
  const killed = createStateFolder();
  await database.transaction(async (tx) => {
    await tx.run('insert into item (id) values (3)');
    for (const ending of ['', '-wal']) copyFileSync(`${state.file}${ending}`, `${killed.file}${ending}`);
  });
  expect(await (await killed.open()).all('select id from item order by id')).toEqual([{ id: 1 }, { id: 2 }]);
});
