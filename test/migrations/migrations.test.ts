import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Database } from '../../engine/db/database.ts';
import { openDatabase } from '../../engine/db/open-database.ts';
import { verifyDatabase } from '../../engine/db/verify.ts';

const MIGRATIONS = join(import.meta.dirname, '../../migrations');

async function openNew(): Promise<Database> {
  const folder = mkdtempSync(join(tmpdir(), 'syncflow-migrations-'));
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const database = await openDatabase(`sqlite:${join(folder, 'state.db')}`, { log, migrationsDir: MIGRATIONS });
  onTestFinished(async () => {
    await database.close();
    rmSync(folder, { recursive: true });
  });
  return database;
}

test('the migrations make a sound database of an empty one', async () => {
  const report = await verifyDatabase(await openNew(), MIGRATIONS);
  expect(report).toMatchObject({ isSound: true, problems: [], pending: [] });
  expect(report.applied).toHaveLength(readdirSync(join(MIGRATIONS, 'sqlite')).length);
});

test('every table is STRICT', async () => {
  const database = await openNew();
  const loose = await database.all(
    `select name from pragma_table_list where schema = 'main' and type = 'table' and strict = 0 and name not like 'sqlite%'`,
  );
  expect(loose).toEqual([]);
});

/** One row an entity or a chunk in flight: a scan costs nothing. */
const SMALL = ['background_sync_schedule', 'erp_sync_state', 'outbox'];

test('every foreign key of a large table has an index that begins with its columns, so that a cascade does not scan', async () => {
  const database = await openNew();
  const unindexed = await database.all<{ child: string; columns: string }>(
    `with keys as (
       select t.name as child, k.id, group_concat(k."from", ',' order by k.seq) as columns
       from pragma_table_list t, pragma_foreign_key_list(t.name) k
       where t.schema = 'main' group by t.name, k.id),
     indexes as (
       select t.name as parent, group_concat(c.name, ',' order by c.seqno) || ',' as columns
       from pragma_table_list t, pragma_index_list(t.name) i, pragma_index_info(i.name) c
       where t.schema = 'main' and i.partial = 0 group by t.name, i.name
       union all
       select t.name, group_concat(c.name, ',' order by c.pk) || ','
       from pragma_table_list t, pragma_table_info(t.name) c where t.schema = 'main' and c.pk > 0 group by t.name)
     select child, columns from keys
     where not exists (
       select 1 from indexes
       where parent = child and substr(indexes.columns, 1, length(keys.columns) + 1) = keys.columns || ',')`,
  );
  expect(unindexed.map(({ child }) => child).filter((child) => !SMALL.includes(child))).toEqual([]);
});
