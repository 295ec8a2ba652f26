// The saved diff of a dry run: what the run would have sent, record by record and field by field.

import type { Operation } from '../record/operation.ts';
import type { BkHash, Value } from '../record/shapes.ts';
import type { Queryable } from './queryable.ts';
import { insertMany } from './bulk.ts';
import { toBkHash, toBlob } from './hash-blob.ts';
import { selectList } from './select-list.ts';

export interface FieldChange {
  readonly field: string;
  readonly before: Value;
  readonly after: Value;
}

export interface PlanRecord {
  readonly operation: Operation;
  readonly bkHash: BkHash;
  readonly reference: string;
  readonly changes: readonly FieldChange[];
}

export interface FieldCount {
  readonly operation: Operation;
  readonly field: string;
  readonly records: number;
}

export interface PlanRepository {
  /** Stores the records under `startSeq`, `startSeq + 1` … */
  addMany(batchUid: string, startSeq: number, records: readonly PlanRecord[]): Promise<void>;
  list(
    batchUid: string,
    range: { readonly limit: number; readonly afterSeq?: number | undefined },
  ): Promise<readonly (PlanRecord & { readonly seq: number })[]>;
  /** How many records would change each field, the most changed first. */
  countByField(batchUid: string): Promise<readonly FieldCount[]>;
}

const RECORDS_AT_ONCE = 1000;

interface SqlRow {
  readonly seq: number;
  readonly operation: Operation;
  readonly bkHash: Uint8Array;
  readonly reference: string;
  readonly changes: string;
}

export function createPlanRepository(db: Queryable): PlanRepository {
  const list: PlanRepository['list'] = async (batchUid, { limit, afterSeq }) => {
    const columns = selectList(['seq', 'operation', 'bk_hash', 'reference', 'changes']);
    const sql = `select ${columns} from plan_records where batch_uid = ? and seq > ? order by seq limit ?`;
    const rows = await db.all<SqlRow>(sql, [batchUid, afterSeq ?? -1, limit]);
    return rows.map((row) => ({ ...row, bkHash: toBkHash(row.bkHash), changes: parseChanges(row.changes) }));
  };
  return {
    addMany: (batchUid, startSeq, records) =>
      insertMany(db, {
        into: 'plan_records (batch_uid, seq, operation, bk_hash, reference, changes)',
        rows: records.map(({ operation, bkHash, reference, changes }, i) => [
          batchUid,
          startSeq + i,
          operation,
          toBlob(bkHash),
          reference,
          JSON.stringify(changes),
        ]),
      }),
    list,
    countByField: async (batchUid) => {
      // Counted here and not in SQL: the dialects open JSON arrays differently.
      const counts = new Map<string, FieldCount>();
      let afterSeq: number | undefined;
      for (;;) {
        const records = await list(batchUid, { limit: RECORDS_AT_ONCE, afterSeq });
        for (const { operation, changes } of records) {
          for (const { field } of changes) {
            const key = `${operation} ${field}`;
            counts.set(key, { operation, field, records: (counts.get(key)?.records ?? 0) + 1 });
          }
        }
        if (records.length < RECORDS_AT_ONCE) break;
        afterSeq = records.at(-1)?.seq;
      }
      return [...counts.values()].sort((a, b) => b.records - a.records || (a.field < b.field ? -1 : 1));
    },
  };
}

function parseChanges(json: string): readonly FieldChange[] {
  // Safe: `addMany` is the only writer.
  return JSON.parse(json) as readonly FieldChange[];
}
