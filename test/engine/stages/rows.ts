// Rows as the stages hand them on, made from a few words, for tests of single stages.

import { canonicalJson } from '../../../engine/record/canonical-json.ts';
import { bkHash } from '../../../engine/record/bk-hash.ts';
import { dataHash } from '../../../engine/record/data-hash.ts';
import type { FetchedRecord, IdentifiedRow, MappedData, RawRow, Value } from '../../../engine/record/shapes.ts';
import type { KnownRecord } from '../../../engine/stages/6-delta.ts';

export interface RowWords {
  readonly id?: string;
  readonly data?: Readonly<Record<string, Value>>;
  readonly rowversion?: string | null;
  readonly sourceKey?: string;
}

/** A row after stage 5; its business key is `id`. */
export function identifiedRow(words: RowWords = {}): IdentifiedRow {
  const id = words.id ?? 'P1';
  const data = { id, ...words.data };
  const dataJson = canonicalJson(data);
  const businessKey = canonicalJson([id]);
  return {
    raw: { ID: id },
    sourceKey: words.sourceKey ?? businessKey,
    normalized: { ID: id },
    identity: {
      bkHash: bkHash(businessKey),
      dataHash: dataHash(dataJson),
      businessKey,
      reference: `id=${id}`,
      rowversion: words.rowversion ?? null,
      data: data as unknown as MappedData,
      dataJson,
    },
  } as unknown as IdentifiedRow;
}

/** The ledger row of a delivered row. */
export function knownAs(row: IdentifiedRow, more: Partial<KnownRecord> = {}): KnownRecord {
  return {
    bkHash: row.identity.bkHash,
    dataHash: row.identity.dataHash,
    hashSpec: 'jcs-1',
    rowversion: row.identity.rowversion,
    targetUid: `uid of ${row.identity.reference}`,
    businessKey: row.identity.businessKey,
    sourceKey: row.sourceKey,
    mappingVersion: 1,
    hasDuplicate: false,
    ...more,
  };
}

export function fetchedRecord(raw: RawRow): FetchedRecord {
  return { raw, sourceKey: JSON.stringify(Object.values(raw).slice(0, 1)) } as FetchedRecord;
}
