// APISmith's database: every version of every row with the change numbers it was valid from and to, so that a snapshot
// can be read while rows change. Columns k0, k1 … hold the sort keys of the API's columns.

import type Database from 'better-sqlite3';
import type { DefectKind, ErpApi } from '../erp-data/erp-api.ts';
import type { SeedRow } from '../erp-data/seed-rows.ts';

const FOREVER = 9_007_199_254_740_991;

export interface StoredRow {
  readonly rowId: number;
  readonly sourceKey: string;
  readonly truth: string;
  readonly defect: DefectKind | null;
  readonly version: number;
}

export interface RowSelection {
  readonly api: ErpApi;
  /** Change number of the snapshot. */
  readonly snapshot: number;
  /** SQL conditions on k0, k1 … and row_id, joined with AND. */
  readonly where: readonly string[];
  readonly values: readonly (string | number)[];
}

export interface SelectedRow {
  readonly json: string;
  readonly rowId: number;
  readonly sortKeys: readonly string[];
}

export interface RowStore {
  /** The number of the last committed change. */
  currentSnapshot(): number;
  isEmpty(): boolean;
  load(api: ErpApi, rows: readonly SeedRow[], seed: number): void;
  listLive(api: ErpApi): StoredRow[];
  count(selection: RowSelection): number;
  select(
    selection: RowSelection,
    page: { readonly orderBy: string; readonly limit: number; readonly offset: number },
  ): SelectedRow[];
  /** JSON text of the row version column of the newest row that was ever there up to the snapshot; null when none was. */
  findCeiling(api: ErpApi, snapshot: number): string | null;
  nextVersion(api: ErpApi): number;
  nextId(api: ErpApi): number;
  insert(api: ErpApi, row: SeedRow, seed: number): { readonly sourceKey: string };
  end(api: ErpApi, rowId: number): void;
  /** Runs one change: everything in it becomes visible at once, under the next change number. */
  change<T>(work: () => T): T;
}

const tableOf = (api: ErpApi): string => `rows_${api.slug}`;

function createTable(db: Database.Database, api: ErpApi): void {
  const keys = api.columns.map((_column, at) => `k${at} text not null`).join(', ');
  const table = tableOf(api);
  const keyColumns = api.keyColumns.map((name) => `k${api.columns.findIndex((column) => column.name === name)}`);
  db.exec(`
    create table if not exists ${table} (
      row_id integer primary key, valid_from integer not null, valid_to integer not null, version integer not null,
      id integer not null, source_key text not null, defect text, truth text not null, json text not null, ${keys}
    ) strict;
    create index if not exists ${table}_key on ${table} (${keyColumns.join(', ')}, row_id);
    create index if not exists ${table}_count on ${table} (version);
  `);
}

interface Prepared {
  readonly insert: Database.Statement;
  readonly end: Database.Statement;
  readonly live: Database.Statement;
  readonly ceiling: Database.Statement;
  readonly top: Database.Statement;
}

function prepare(db: Database.Database, api: ErpApi): Prepared {
  const table = tableOf(api);
  const marks = api.columns.map(() => '?').join(', ');
  const keys = api.columns.map((_column, at) => `k${at}`).join(', ');
  return {
    insert: db.prepare(
      `insert into ${table} (valid_from, valid_to, version, id, source_key, defect, truth, json, ${keys})
       values (?, ${FOREVER}, ?, ?, ?, ?, ?, ?, ${marks})`,
    ),
    end: db.prepare(`update ${table} set valid_to = ? where row_id = ?`),
    live: db.prepare(
      `select row_id as rowId, source_key as sourceKey, truth, defect, version from ${table}
       where valid_to = ${FOREVER} order by row_id`,
    ),
    ceiling: db.prepare(`select json from ${table} where valid_from <= ? order by version desc limit 1`),
    top: db.prepare(`select coalesce(max(version), 0) as version, coalesce(max(id), 0) as id from ${table}`),
  };
}

/** `db` is APISmith's own database; its tables are made when they are missing. */
export function createRowStore(db: Database.Database, apis: readonly ErpApi[]): RowStore {
  db.exec('create table if not exists changes (last integer not null) strict');
  const last = db.prepare('select last from changes');
  const statements = new Map<string, Prepared>();
  for (const api of apis) {
    createTable(db, api);
    statements.set(api.slug, prepare(db, api));
  }
  const of = (api: ErpApi): Prepared => {
    const found = statements.get(api.slug);
    if (found === undefined) throw new TypeError(`no table for ${api.slug}`);
    return found;
  };
  // Shape of the statement above.
  const currentSnapshot = (): number => (last.get() as { last: number } | undefined)?.last ?? 0;
  const insert = (api: ErpApi, row: SeedRow, seed: number, validFrom: number): { readonly sourceKey: string } => {
    const shown = api.render({ ...row, seed });
    of(api).insert.run(
      validFrom,
      row.version,
      api.idOf(row.truth),
      shown.sourceKey,
      row.defect,
      row.truth,
      shown.json,
      ...shown.sortKeys,
    );
    return { sourceKey: shown.sourceKey };
  };
  const live = (selection: RowSelection): string =>
    [`valid_from <= ${selection.snapshot}`, `valid_to > ${selection.snapshot}`, ...selection.where].join(' and ');
  // Shape of the statement above.
  const top = (api: ErpApi): { version: number; id: number } => of(api).top.get() as { version: number; id: number };

  return {
    currentSnapshot,
    isEmpty: () => currentSnapshot() === 0,
    load: (api, rows, seed) => {
      for (const row of rows) insert(api, row, seed, 1);
    },
    // Shape of the statement above; defects are only written from DefectKind.
    listLive: (api) => of(api).live.all() as StoredRow[],
    count: (selection) => {
      const row = db
        .prepare(`select count(*) as n from ${tableOf(selection.api)} where ${live(selection)}`)
        .get(...selection.values);
      return (row as { n: number }).n; // count(*) always gives one row
    },
    select: (selection, page) => {
      const keys = selection.api.columns.map((_column, at) => `k${at}`).join(', ');
      const rows = db
        .prepare(
          `select json, row_id, ${keys} from ${tableOf(selection.api)} where ${live(selection)}
           order by ${page.orderBy} limit ${page.limit} offset ${page.offset}`,
        )
        .raw()
        .all(...selection.values) as [string, number, ...string[]][]; // columns as selected
      return rows.map(([json, rowId, ...sortKeys]) => ({ json, rowId, sortKeys }));
    },
    findCeiling: (api, snapshot) => {
      // Shape of the statement above.
      const row = of(api).ceiling.get(snapshot) as { json: string } | undefined;
      return row?.json ?? null;
    },
    nextVersion: (api) => top(api).version + 1,
    nextId: (api) => top(api).id + 1,
    insert: (api, row, seed) => insert(api, row, seed, currentSnapshot()),
    end: (api, rowId) => {
      of(api).end.run(currentSnapshot(), rowId);
    },
    change: (work) =>
      db.transaction(() => {
        db.exec(currentSnapshot() === 0 ? 'insert into changes values (1)' : 'update changes set last = last + 1');
        return work();
      })(),
  };
}
