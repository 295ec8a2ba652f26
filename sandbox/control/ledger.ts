// The sandbox's own ledger: every live source row with what must become of it once everything is synced.

import type { RejectCode, Stage } from '../../engine/failures/codes.ts';
import type { RowStore, StoredRow } from '../apismith/row-store.ts';
import { DEFECT_FATES, type DefectKind, type ErpApi, type ParentKey, type TargetData } from '../erp-data/erp-api.ts';

export type Fate = 'delivered' | 'failed' | 'waiting' | 'duplicate';

export interface LedgerEntry {
  readonly api: string;
  readonly entity: string;
  /** JSON of the source's key columns: `{"PO_HEADER_ID":7,"PO_LINE_ID":12}`. */
  readonly source_key: string;
  /** Business-key field to value, numbers as plain decimal text; null when the row has no business key. */
  readonly key: Readonly<Record<string, string>> | null;
  /** How the row is bad; null for a good one, which may still wait for a bad parent. */
  readonly kind: DefectKind | null;
  readonly fate: Fate;
  /** Where and how a row that is not delivered shows up; null where it is delivered, stage null for duplicates. */
  readonly stage: Stage | null;
  readonly code: RejectCode | null;
  /** Parents that ScheduleHub will not hold, for rows that wait. */
  readonly missing: readonly ParentKey[];
  /** What ScheduleHub must hold, decimals as plain text; null for failed rows. */
  readonly data: TargetData | null;
}

/** A live row with its place in the ledger. */
export interface AssessedRow {
  readonly api: ErpApi;
  readonly row: StoredRow;
  readonly entry: LedgerEntry;
  /** Text under which children refer to this record. */
  readonly keyText: string | null;
  readonly parents: readonly ParentKey[];
}

export function toKeyText(entity: string, key: readonly string[]): string {
  return JSON.stringify([entity, ...key]);
}

function assess(api: ErpApi, row: StoredRow, delivered: ReadonlySet<string>): AssessedRow {
  const data = api.toTarget(row.truth);
  const hasKey = row.defect !== 'null_business_key';
  const values = api.businessKey.map((field) => String(data[field]));
  const parents = api.toParents(row.truth);
  const missing = parents.filter((parent) => !delivered.has(toKeyText(parent.entity, parent.key)));
  const bad = row.defect === null ? null : DEFECT_FATES[row.defect];
  // What the target alone refuses is never sent while a parent is missing: resolving comes first.
  const isStoppedEarlier = bad !== null && bad.stage !== 'ingest' && bad.stage !== 'resolve';
  const waiting = missing.length > 0 && !isStoppedEarlier ? DEFECT_FATES.orphan : null;
  const outcome = waiting ?? bad;
  const fate = outcome?.fate ?? 'delivered';
  return {
    api,
    row,
    parents,
    keyText: hasKey ? toKeyText(api.entity, values) : null,
    entry: {
      api: api.slug,
      entity: api.entity,
      source_key: row.sourceKey,
      key: hasKey ? Object.fromEntries(api.businessKey.map((field, at) => [field, values[at] ?? ''])) : null,
      kind: row.defect,
      fate,
      stage: outcome?.stage ?? null,
      code: outcome?.code ?? null,
      missing: waiting === null ? [] : missing,
      data: fate === 'failed' ? null : data,
    },
  };
}

/** All live rows; `apis` must hold parents before children. */
export function assessRows(apis: readonly ErpApi[], rows: RowStore): AssessedRow[] {
  const delivered = new Set<string>();
  return apis.flatMap((api) => {
    const assessed = rows.listLive(api).map((row) => assess(api, row, delivered));
    for (const { entry, keyText } of assessed) {
      if (entry.fate === 'delivered' && keyText !== null) delivered.add(keyText);
    }
    return assessed;
  });
}
