// How stages describe a row they turn away: whole, with whatever identity it still has.

import type { Reject } from '../failures/reject.ts';
import type { Plan } from '../normalize/compile-plan.ts';
import type { RejectedRecord } from '../record/rejected-record.ts';
import type { IdentifiedRow, MappedData, NormalizedRow, RawRow } from '../record/shapes.ts';

interface Reached {
  readonly rejects: readonly [Reject, ...Reject[]];
  readonly normalized?: NormalizedRow;
  readonly mapped?: MappedData;
}

/** A row rejected before it had an identity; the key is still found where its own fields are sound. */
export function toRejected(
  plan: Plan,
  record: { readonly raw: RawRow; readonly sourceKey: string },
  { rejects, ...reached }: Reached,
): RejectedRecord {
  const key =
    reached.normalized === undefined ? null : plan.keyOf(reached.normalized, record.raw, reached.mapped ?? null);
  return {
    rejects,
    sourceKey: record.sourceKey,
    raw: record.raw,
    normalized: reached.normalized ?? null,
    mapped: reached.mapped ?? null,
    bkHash: key?.bkHash ?? null,
    reference: key?.reference ?? null,
    rowversion: plan.rowversionOf(record.raw),
    operation: null,
    parent: null,
  };
}

/** A row rejected after stage 5. */
export function rejectIdentified(
  row: IdentifiedRow,
  reject: Reject,
  more: Partial<Pick<RejectedRecord, 'operation' | 'parent'>> = {},
): RejectedRecord {
  return {
    rejects: [reject],
    sourceKey: row.sourceKey,
    raw: row.raw,
    normalized: row.normalized,
    mapped: row.identity.data,
    bkHash: row.identity.bkHash,
    reference: row.identity.reference,
    rowversion: row.identity.rowversion,
    operation: more.operation ?? null,
    parent: more.parent ?? null,
  };
}
