// Chunks on their way: stored before they leave, gone in the transaction that records their outcome.

import type { Operation } from '../record/operation.ts';
import type { BkHash } from '../record/shapes.ts';
import type { Queryable } from './queryable.ts';
import { runIn } from './bulk.ts';
import { BK_HASH_BYTES, packHashes, unpackHashes } from './hash-blob.ts';
import { selectList } from './select-list.ts';

export interface OutboxChunk {
  /** Also the Idempotency-Key of the call. */
  readonly chunkUid: string;
  readonly entityName: string;
  readonly batchUid: string;
  readonly operation: Operation;
  /** In the order of the call. */
  readonly bkHashes: readonly BkHash[];
  readonly createdAt: string;
}

export type NewOutboxChunk = Omit<OutboxChunk, 'createdAt' | 'bkHashes'> & {
  /** Or packed already, 16 bytes each. */
  readonly bkHashes: readonly BkHash[] | Uint8Array;
  readonly at: string;
};

export interface OutboxRepository {
  add(chunk: NewOutboxChunk): Promise<void>;
  /** Oldest first. */
  listByEntity(entity: string): Promise<readonly OutboxChunk[]>;
  remove(chunkUids: readonly string[]): Promise<void>;
}

export function createOutboxRepository(db: Queryable): OutboxRepository {
  return {
    add: async (chunk) => {
      const sql = `insert into outbox
        (chunk_uid, entity_name, batch_uid, operation, bk_hashes, record_count, created_at) values (?, ?, ?, ?, ?, ?, ?)`;
      const { chunkUid, entityName, batchUid, operation, bkHashes, at } = chunk;
      const packed = bkHashes instanceof Uint8Array ? bkHashes : packHashes(bkHashes);
      await db.run(sql, [chunkUid, entityName, batchUid, operation, packed, packed.length / BK_HASH_BYTES, at]);
    },
    listByEntity: async (entity) => {
      const columns = ['chunk_uid', 'entity_name', 'batch_uid', 'operation', 'bk_hashes', 'created_at'];
      const sql = `select ${selectList(columns)} from outbox where entity_name = ? order by created_at, chunk_uid`;
      const rows = await db.all<Omit<OutboxChunk, 'bkHashes'> & { readonly bkHashes: Uint8Array }>(sql, [entity]);
      return rows.map((row) => ({ ...row, bkHashes: unpackHashes(row.bkHashes) }));
    },
    remove: async (chunkUids) => {
      await runIn(db, { sql: (list) => `delete from outbox where chunk_uid in ${list}`, keys: chunkUids });
    },
  };
}
