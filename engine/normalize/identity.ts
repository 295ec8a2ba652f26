// What makes a mapped record itself: business key, hashes, reference and row version (SPEC §5, hash spec `jcs-1`).

import type { Entity } from '../contract/entity.ts';
import { reject, type Reject } from '../failures/reject.ts';
import { bkHash } from '../record/bk-hash.ts';
import { canonicalJson, compileCanonicalJson } from '../record/canonical-json.ts';
import { dataHash } from '../record/data-hash.ts';
import { reference } from '../record/reference.ts';
import type { RowversionReading } from '../record/rowversion.ts';
import type { BkHash, DataHash, IdentifiedRecord, MappedData, RawRow, Value } from '../record/shapes.ts';

export interface RecordKey {
  readonly bkHash: BkHash;
  /** JCS array of the business-key values in configured order. */
  readonly businessKey: string;
  readonly reference: string;
}
export type Identification =
  | { readonly ok: true; readonly record: IdentifiedRecord }
  | { readonly ok: false; readonly rejects: readonly [Reject, ...Reject[]] };

export interface Identity {
  readonly identify: (data: MappedData, row: RawRow) => Identification;
  readonly keyOf: (data: MappedData) => RecordKey | null;
  /** The data hash of data held elsewhere, by the same rules; fields beyond the mapping do not count. */
  readonly hashOf: (data: Readonly<Record<string, Value>>) => DataHash;
}

/** `readRowversion` gives null where the row has no version. */
export function compileIdentity(entity: Entity, readRowversion: (row: RawRow) => RowversionReading | null): Identity {
  const keyFields = entity.business_key;
  const excluded = new Set(entity.delta.exclude_from_hash);
  const targets = entity.mappings.map((mapping) => mapping.target_field);
  const toDataJson = compileCanonicalJson(targets);
  const toHashedJson =
    excluded.size === 0 ? null : compileCanonicalJson(targets.filter((target) => !excluded.has(target)));

  function keyOf(data: MappedData): RecordKey | null {
    if (keyFields.some((field) => (data[field] ?? null) === null)) return null;
    const businessKey = canonicalJson(keyFields.map((field) => data[field]));
    return { bkHash: bkHash(businessKey), businessKey, reference: reference(keyFields, data) };
  }

  function identify(data: MappedData, row: RawRow): Identification {
    const key = keyOf(data);
    const version = readRowversion(row);
    if (key === null || version?.ok === false) {
      const missing = keyFields.filter((field) => (data[field] ?? null) === null).map(missingKey);
      const [first, ...others] = version?.ok === false ? [...missing, version.reject] : missing;
      // One of the two conditions held, so there is a first.
      return { ok: false, rejects: [first ?? missingKey(keyFields.join(', ')), ...others] };
    }
    const dataJson = toDataJson(data);
    const hash = dataHash(toHashedJson === null ? dataJson : toHashedJson(data));
    return { ok: true, record: { ...key, dataHash: hash, rowversion: version?.text ?? null, data, dataJson } };
  }

  function hashOf(data: Readonly<Record<string, Value>>): DataHash {
    const whole = Object.fromEntries(targets.map((target) => [target, data[target] ?? null]));
    return dataHash((toHashedJson ?? toDataJson)(whole));
  }

  return { identify, keyOf, hashOf };
}

function missingKey(field: string): Reject {
  return reject('identity', 'business_key_missing', field, `The business-key field ${field} has no value.`);
}
