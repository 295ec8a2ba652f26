// Samples of the mapping editor: columns and rows of a file or an API, as they were when they were taken.

import type { Column } from '../contract/entity.ts';
import type { RawRow } from '../record/shapes.ts';
import { allOf } from './conditions.ts';
import type { Queryable } from './queryable.ts';

export type SampleOrigin =
  { readonly kind: 'file'; readonly name: string } | { readonly kind: 'api'; readonly api: string };

export interface SampleSummary {
  readonly uid: string;
  /** An entity's name, or the UUID of a draft of a new entity. */
  readonly key: string;
  readonly origin: SampleOrigin;
  readonly takenAt: string;
  readonly columnCount: number;
  readonly rowCount: number;
}

export interface SampleContent {
  readonly columns: readonly Column[];
  readonly rows: readonly RawRow[];
}

export interface SampleRepository {
  /** The newest first. */
  list(key: string | undefined): Promise<readonly SampleSummary[]>;
  find(uid: string): Promise<(SampleSummary & SampleContent) | null>;
  count(key: string): Promise<number>;
  /** `json` is the text of the content. */
  add(sample: SampleSummary & { readonly json: string }): Promise<void>;
  /** False where there was none. */
  remove(uid: string): Promise<boolean>;
  removeAll(key: string): Promise<void>;
  /** Returns how many moved. */
  move(from: string, to: string): Promise<number>;
}

type SqlRow = Omit<SampleSummary, 'origin'> & { readonly origin: string };

const SUMMARY = 'uid, key, origin, taken_at as "takenAt", column_count as "columnCount", row_count as "rowCount"';

export function createSampleRepository(db: Queryable): SampleRepository {
  return {
    list: async (key) => {
      const { sql, params } = allOf([['key = ?', key]]);
      const rows = await db.all<SqlRow>(`select ${SUMMARY} from samples where ${sql} order by uid desc`, params);
      return rows.map(toSummary);
    },
    find: async (uid) => {
      type Row = SqlRow & { readonly content: string };
      const row = await db.get<Row>(`select ${SUMMARY}, content from samples where uid = ?`, [uid]);
      if (row === null) return null;
      const { content, ...summary } = row;
      // Safe: `add` is the only writer.
      return { ...toSummary(summary), ...(JSON.parse(content) as SampleContent) };
    },
    count: async (key) => {
      const row = await db.get<{ count: number }>('select count(*) as count from samples where key = ?', [key]);
      return row?.count ?? 0;
    },
    add: async ({ uid, key, origin, takenAt, columnCount, rowCount, json }) => {
      const sql = `insert into samples (uid, key, origin, taken_at, column_count, row_count, content)
        values (?, ?, ?, ?, ?, ?, ?)`;
      await db.run(sql, [uid, key, JSON.stringify(origin), takenAt, columnCount, rowCount, json]);
    },
    remove: async (uid) => (await db.run('delete from samples where uid = ?', [uid])).changes > 0,
    removeAll: async (key) => {
      await db.run('delete from samples where key = ?', [key]);
    },
    move: async (from, to) => (await db.run('update samples set key = ? where key = ?', [to, from])).changes,
  };
}

function toSummary(row: SqlRow): SampleSummary {
  // Safe: `add` is the only writer.
  return { ...row, origin: JSON.parse(row.origin) as SampleOrigin };
}
