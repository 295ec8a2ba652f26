// What the rest of the engine knows of a database: SQL with `?` placeholders, lower-case keywords, both dialects.
// Reads outside a transaction see the last committed state; writes wait their turn; errors are EngineErrors.

/** A value that can be bound. Booleans are 0 or 1; numbers beyond 2^53 belong in text columns. */
export type SqlValue = string | number | bigint | Uint8Array | null;

/** The four ways to run one statement. */
export interface Queries {
  /** All rows. Outside a transaction a read runs on the reader, beside any write in progress. */
  all<Row>(sql: string, params?: readonly SqlValue[]): Promise<readonly Row[]>;
  /** The first row, or null where there is none. */
  get<Row>(sql: string, params?: readonly SqlValue[]): Promise<Row | null>;
  /** A statement that returns no rows; `changes` counts the rows it touched. */
  run(sql: string, params?: readonly SqlValue[]): Promise<{ readonly changes: number }>;
  /** One prepared statement for many rows, all of them or none; `changes` is the sum. */
  runMany(sql: string, rows: readonly (readonly SqlValue[])[]): Promise<{ readonly changes: number }>;
}

/** Statements that are stored together. After an error the transaction cannot go on: let the error through. */
export type Transaction = Queries;

export interface Database extends Queries {
  readonly dialect: 'sqlite' | 'postgres';
  /**
   * Runs `work` as one transaction that nobody else's statements join; rolled back when `work` throws.
   * Inside `work` write through `tx` only: writing through the database itself would wait for ever, and throws.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Waits for the work in line, then closes; later calls throw. Closing twice is fine. */
  close(): Promise<void>;
}
