// One connection to one SQLite file: prepared statements kept, driver errors translated. Synchronous by nature;
// who may use it when is decided in sqlite-database.ts.

import SqliteDriver from 'better-sqlite3';
import type { SqlValue } from './database.ts';
import { fromSqlite } from './sqlite-errors.ts';

/** The driver waits this long for another process's lock; longer waits give the event loop a turn in between. */
export const DRIVER_WAIT_MS = 200;
/** Far above the number of different statements in the repositories; a guard against SQL built in a loop. */
const MAX_STATEMENTS = 400;

export class SqliteConnection {
  readonly path: string;
  readonly #driver: SqliteDriver.Database;
  readonly #statements = new Map<string, SqliteDriver.Statement>();

  private constructor(path: string, driver: SqliteDriver.Database) {
    this.path = path;
    this.#driver = driver;
  }

  /** Opens an existing file. */
  static open(path: string, options: { readonly readonly: boolean }): SqliteConnection {
    try {
      const driver = new SqliteDriver(path, {
        readonly: options.readonly,
        fileMustExist: true,
        timeout: DRIVER_WAIT_MS,
      });
      return new SqliteConnection(path, driver);
    } catch (error) {
      throw fromSqlite(error, path);
    }
  }

  get inTransaction(): boolean {
    return this.#driver.inTransaction;
  }

  /** Whether the statement only reads. */
  isRead(sql: string): boolean {
    return this.#translated(() => this.#prepare(sql).readonly);
  }

  all<Row>(sql: string, params: readonly SqlValue[] = []): readonly Row[] {
    // The caller's SQL and row type belong together; the driver cannot know the type.
    return this.#translated(() => this.#prepare(sql).all(params) as Row[]);
  }

  get<Row>(sql: string, params: readonly SqlValue[] = []): Row | null {
    // As in `all`.
    return this.#translated(() => (this.#prepare(sql).get(params) as Row | undefined) ?? null);
  }

  run(sql: string, params: readonly SqlValue[] = []): { readonly changes: number } {
    return this.#translated(() => ({ changes: this.#prepare(sql).run(params).changes }));
  }

  runMany(sql: string, rows: readonly (readonly SqlValue[])[]): { readonly changes: number } {
    return this.#translated(() => {
      const statement = this.#prepare(sql);
      let changes = 0;
      for (const row of rows) changes += statement.run(row).changes;
      return { changes };
    });
  }

  /** Several statements without parameters: migrations, begin and commit, settings of the connection. */
  script(sql: string): void {
    this.#translated(() => this.#driver.exec(sql));
  }

  /** Copies the committed state into a new file while others go on working. */
  async backUpTo(file: string): Promise<void> {
    try {
      await this.#driver.backup(file);
    } catch (error) {
      throw fromSqlite(error, this.path);
    }
  }

  close(): void {
    this.#statements.clear();
    this.#translated(() => this.#driver.close());
  }

  #prepare(sql: string): SqliteDriver.Statement {
    const kept = this.#statements.get(sql);
    if (kept !== undefined) return kept;
    const statement = this.#driver.prepare(sql);
    if (this.#statements.size >= MAX_STATEMENTS) {
      const oldest = this.#statements.keys().next();
      if (!oldest.done) this.#statements.delete(oldest.value);
    }
    this.#statements.set(sql, statement);
    return statement;
  }

  #translated<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw fromSqlite(error, this.path);
    }
  }
}
