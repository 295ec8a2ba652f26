// What must become of each source row, from the sandbox's own ledger: its place, and the hashes ScheduleHub must hold.
// Computed from the ledger's plain values, not from what the sync made of the rows. Pure.

import type { Entity, FieldType } from '../../contract/entity.ts';
import type { RejectCode, Stage } from '../../failures/codes.ts';
import { bkHash } from '../../record/bk-hash.ts';
import { canonicalJson } from '../../record/canonical-json.ts';
import { dataHash } from '../../record/data-hash.ts';
import { parseDecimal, toValue } from '../../record/decimal.ts';
import { parseLossless } from '../../record/lossless-json.ts';
import type { BkHash, DataHash, Value } from '../../record/shapes.ts';

/** A row of the sandbox's ledger: numbers as plain decimal text. */
export interface LedgerRow {
  /** JSON of the key columns and their values. */
  readonly source_key: string;
  readonly key: Readonly<Record<string, string>> | null;
  readonly fate: 'delivered' | 'failed' | 'waiting' | 'duplicate';
  readonly stage: Stage | null;
  readonly code: RejectCode | null;
  readonly data: Readonly<Record<string, string | boolean | null>> | null;
}

export interface ExpectedRow {
  /** As SyncFlow writes source keys: a JSON array of the key columns' values. */
  readonly sourceKey: string;
  readonly fate: LedgerRow['fate'];
  readonly stage: Stage | null;
  readonly code: RejectCode | null;
  /** Null for a row without a business key. */
  readonly bkHash: BkHash | null;
  /** Null where ScheduleHub must not hold the row. */
  readonly dataHash: DataHash | null;
}

export function toExpectedRows(entity: Entity, ledger: readonly LedgerRow[]): readonly ExpectedRow[] {
  const types = new Map(entity.mappings.map((mapping) => [mapping.target_field, mapping.type]));
  const excluded = new Set(entity.delta.exclude_from_hash);
  return ledger.map((row) => {
    const { key, data, fate, stage, code } = row;
    return {
      sourceKey: toSourceKey(row.source_key),
      fate,
      stage,
      code,
      bkHash:
        key === null ? null : bkHash(canonicalJson(entity.business_key.map((field) => read(types, field, key[field])))),
      dataHash: fate === 'delivered' && data !== null ? hashOf(types, excluded, data) : null,
    };
  });
}

function hashOf(
  types: ReadonlyMap<string, FieldType>,
  excluded: ReadonlySet<string>,
  data: NonNullable<LedgerRow['data']>,
): DataHash {
  const hashed = [...types.keys()].filter((field) => !excluded.has(field));
  return dataHash(canonicalJson(Object.fromEntries(hashed.map((field) => [field, read(types, field, data[field])]))));
}

function read(types: ReadonlyMap<string, FieldType>, field: string, value: string | boolean | null | undefined): Value {
  const type = types.get(field);
  if (typeof value !== 'string' || (type !== 'integer' && type !== 'decimal')) return value ?? null;
  const decimal = parseDecimal(value);
  return decimal === null ? value : toValue(decimal);
}

function toSourceKey(json: string): string {
  const key = parseLossless(json);
  return JSON.stringify(typeof key === 'object' && key !== null ? Object.values(key) : [key]);
}
