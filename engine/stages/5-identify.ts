// Stage 5: gives every record its business key, data hash, reference and row version.

import type { Plan } from '../normalize/compile-plan.ts';
import { toRejected } from './rejected.ts';
import type { RejectedRecord, StageResult } from '../record/rejected-record.ts';
import type { IdentifiedRow, MappedRecord } from '../record/shapes.ts';

export function identifyPage(plan: Plan, records: readonly MappedRecord[]): StageResult<IdentifiedRow> {
  const passed: IdentifiedRow[] = [];
  const rejected: RejectedRecord[] = [];
  for (const record of records) {
    const identity = plan.identify(record.data, record.raw);
    if (identity.ok) {
      const { raw, sourceKey, normalized } = record;
      // The brand is what this stage promises: an identity made from the record's own data.
      passed.push({ raw, sourceKey, normalized, identity: identity.record } as IdentifiedRow);
      continue;
    }
    rejected.push(
      toRejected(plan, record, { rejects: identity.rejects, normalized: record.normalized, mapped: record.data }),
    );
  }
  return { passed, rejected };
}
