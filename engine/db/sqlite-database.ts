// The embedded database: one writer behind a queue, one reader beside it on the last committed state (WAL).
// Promises: an acknowledged write survives power loss (synchronous full); a transaction is never joined by others.

import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError } from '../failures/engine-error.ts';
import type { Database, Queries, SqlValue, Transaction } from './database.ts';
import { createFifoMutex } from './fifo-mutex.ts';
import type { MigrationTarget, MigrationTransaction } from './migrate.ts';
import { backUpSqlite } from './sqlite-backup.ts';
import { DRIVER_WAIT_MS, SqliteConnection } from './sqlite-connection.ts';
import { fromFileSystem, isLocked } from './sqlite-errors.ts';
import { APPLICATION_ID } from './sqlite-file.ts';

/** Of a new file. Writing is paid by the page: with 4 KB a large first sync spent a second more in system calls. */
const PAGE_BYTES = 16_384;
/**
 * The log is copied into the database whenever it has grown so far. Nothing is written meanwhile: with a quarter of it a
 * large first sync stood still twice for half a second, and copied what it wrote over soon after.
 */
const WAL_BYTES = 2 ** 30;
/** In KiB, of each connection; negative, as SQLite wants it. */
const CACHE_SIZE = -16_384;
const PAUSE_BETWEEN_TRIES_MS = 25;
/** Tries until another process's lock is an error: about 5 s. A migration with its backup may take far longer: 10 min. */
const TRIES = Math.ceil(5_000 / (DRIVER_WAIT_MS + PAUSE_BETWEEN_TRIES_MS));
const MIGRATION_TRIES = TRIES * 120;

/** Opens the file for reading and writing, and makes it a state database where it is missing or empty. */
export async function openSqliteDatabase(path: string): Promise<SqliteDatabase> {
  createFile(path);
  const writer = SqliteConnection.open(path, { readonly: false });
  try {
    await retryWhileLocked(() => prepareWriter(writer), TRIES);
    const reader = SqliteConnection.open(path, { readonly: true });
    reader.script(`pragma cache_size = ${CACHE_SIZE}`);
    return new SqliteDatabase(path, writer, reader);
  } catch (error) {
    writer.close();
    throw error;
  }
}

/** Opens an existing file for reading only; writes throw EngineError `state`. */
export function openReadonlySqliteDatabase(path: string): SqliteDatabase {
  const connection = SqliteConnection.open(path, { readonly: true });
  return new SqliteDatabase(path, connection, connection);
}

export class SqliteDatabase implements Database, MigrationTarget {
  readonly dialect = 'sqlite';
  readonly path: string;
  readonly #writer: SqliteConnection;
  readonly #reader: SqliteConnection;
  readonly #inTurn = createFifoMutex();
  readonly #currentTransaction = new AsyncLocalStorage<{ isOpen: boolean }>();
  #isClosed = false;

  constructor(path: string, writer: SqliteConnection, reader: SqliteConnection) {
    this.path = path;
    this.#writer = writer;
    this.#reader = reader;
  }

  async all<Row>(sql: string, params?: readonly SqlValue[]): Promise<readonly Row[]> {
    return this.#query(sql, (connection) => connection.all<Row>(sql, params));
  }

  async get<Row>(sql: string, params?: readonly SqlValue[]): Promise<Row | null> {
    return this.#query(sql, (connection) => connection.get<Row>(sql, params));
  }

  async run(sql: string, params?: readonly SqlValue[]): Promise<{ readonly changes: number }> {
    return this.#write(() => this.#writer.run(sql, params));
  }

  async runMany(sql: string, rows: readonly (readonly SqlValue[])[]): Promise<{ readonly changes: number }> {
    return this.transaction((tx) => tx.runMany(sql, rows));
  }

  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#inTransaction(work, TRIES);
  }

  /** As MigrationTarget says; foreign keys are off meanwhile, so that a table can be rebuilt, and checked at the end. */
  async migrationTransaction<T>(work: (tx: MigrationTransaction) => Promise<T>): Promise<T> {
    return this.#inTransaction(
      async (tx) => {
        const script = async (sql: string): Promise<void> => this.#writer.script(sql);
        const result = await work({ ...tx, script });
        this.#assertForeignKeys();
        return result;
      },
      MIGRATION_TRIES,
      'off',
    );
  }

  /** As MigrationTarget says; the copy is `<file>.before-NNNN.bak`. */
  async backUpBefore(version: number): Promise<string> {
    return backUpSqlite(this.#reader, `${this.path}.before-${String(version).padStart(4, '0')}.bak`);
  }

  /** Runs maintenance statements (checkpoint, vacuum) in turn with the writes, outside a transaction. */
  async maintain(sql: string): Promise<void> {
    await this.#write(() => this.#writer.script(sql));
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#inTurn(async () => {
      this.#reader.close();
      if (this.#writer !== this.#reader) this.#writer.close();
    });
  }

  /** On the reader when the statement only reads, else (`insert … returning`) on the writer in turn. */
  async #query<T>(sql: string, work: (connection: SqliteConnection) => T): Promise<T> {
    this.#assertOpen();
    const answer = await retryWhileLocked(
      () =>
        this.#reader.isRead(sql) ? { isRead: true as const, value: work(this.#reader) } : { isRead: false as const },
      TRIES,
    );
    return answer.isRead ? answer.value : this.#write(() => work(this.#writer));
  }

  async #write<T>(work: () => T): Promise<T> {
    this.#assertOpen();
    this.#assertOutsideTransaction();
    return this.#inTurn(() => retryWhileLocked(work, TRIES));
  }

  async #inTransaction<T>(
    work: (tx: Transaction) => Promise<T>,
    tries: number,
    foreignKeys: 'on' | 'off' = 'on',
  ): Promise<T> {
    this.#assertOpen();
    this.#assertOutsideTransaction();
    return this.#inTurn(async () => {
      if (foreignKeys === 'off') this.#writer.script('pragma foreign_keys = off');
      const current = { isOpen: true };
      try {
        await retryWhileLocked(() => this.#writer.script('begin immediate'), tries);
        const result = await this.#currentTransaction.run(current, () => work(transactionOn(this.#writer, current)));
        this.#writer.script('commit');
        return result;
      } finally {
        current.isOpen = false;
        // Still open means that the work or the commit threw; SQLite itself may have rolled back already.
        if (this.#writer.inTransaction) this.#writer.script('rollback');
        if (foreignKeys === 'off') this.#writer.script('pragma foreign_keys = on');
      }
    });
  }

  #assertForeignKeys(): void {
    const broken = this.#writer.get<{ table: string; parent: string }>('pragma foreign_key_check');
    if (broken === null) return;
    const sentence = `Migrating the state database ${this.path} would leave rows of ${broken.table} without their ${broken.parent}. Nothing of this migration was kept.`;
    throw new EngineError('state', sentence, { details: { code: 'foreign_key', path: this.path } });
  }

  #assertOpen(): void {
    if (!this.#isClosed) return;
    throw new EngineError('state', `The state database ${this.path} is already closed.`, {
      details: { code: 'closed', path: this.path },
    });
  }

  #assertOutsideTransaction(): void {
    const isInside = this.#currentTransaction.getStore()?.isOpen === true;
    assert(!isInside, 'A write inside a transaction must go through its tx: the database would wait for itself.');
  }
}

function transactionOn(writer: SqliteConnection, current: { readonly isOpen: boolean }): Queries {
  const whileOpen = async <T>(work: () => T): Promise<T> => {
    assert(current.isOpen, 'This transaction has ended: await every statement inside it.');
    return work();
  };
  return {
    all: <Row>(sql: string, params?: readonly SqlValue[]) => whileOpen(() => writer.all<Row>(sql, params)),
    get: <Row>(sql: string, params?: readonly SqlValue[]) => whileOpen(() => writer.get<Row>(sql, params)),
    run: (sql, params) => whileOpen(() => writer.run(sql, params)),
    runMany: (sql, rows) => whileOpen(() => writer.runMany(sql, rows)),
  };
}

async function retryWhileLocked<T>(work: () => T, tries: number): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return work();
    } catch (error) {
      if (!isLocked(error) || attempt >= tries) throw error;
    }
    await sleep(PAUSE_BETWEEN_TRIES_MS);
  }
}

/** Readable by its owner only: the database holds whole ERP records. */
function createFile(path: string): void {
  try {
    closeSync(openSync(path, 'a', 0o600));
  } catch (error) {
    throw fromFileSystem(error, path);
  }
}

function prepareWriter(writer: SqliteConnection): void {
  const { application_id: applicationId } = writer.get<{ application_id: number }>('pragma application_id') ?? {};
  // Before WAL, so that the mark stands in the file itself and sqlite-file.ts can read it.
  if (applicationId !== APPLICATION_ID) {
    writer.script(
      `pragma page_size = ${PAGE_BYTES}; pragma auto_vacuum = incremental; pragma application_id = ${APPLICATION_ID}`,
    );
  }
  writer.script(`
    pragma journal_mode = wal;
    pragma synchronous = full;
    pragma foreign_keys = on;
    pragma temp_store = memory;
    pragma cache_size = ${CACHE_SIZE};
    pragma wal_autocheckpoint = ${WAL_BYTES / PAGE_BYTES};
    pragma journal_size_limit = 67108864`);
}
