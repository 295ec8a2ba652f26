// The saved diff of a dry run: what the run would have sent, record by record and field by field.

import type { Operation } from '../record/operation.ts';
import type { BkHash, Value } from '../record/shapes.ts';
import type { Queryable } from './queryable.ts';

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

export declare function createPlanRepository(db: Queryable): PlanRepository;
