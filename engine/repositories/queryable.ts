// What a repository needs of a database: it works the same on a store of its own and inside somebody's transaction.

import type { Database, Transaction } from '../db/database.ts';

/** A database, or an open transaction (which has no `transaction` of its own). */
export type Queryable = Transaction & { readonly transaction?: Database['transaction'] };

/** Runs several statements as one: in a new transaction, or in the one that is already open. */
export function atomically<T>(db: Queryable, work: (tx: Queryable) => Promise<T>): Promise<T> {
  return db.transaction ? db.transaction(work) : work(db);
}
