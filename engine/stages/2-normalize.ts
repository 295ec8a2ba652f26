// Stage 2: layers 1 to 4 on every row. A row whose value no layer can read is rejected with all its errors.

import type { Plan } from '../normalize/compile-plan.ts';
import { toRejected } from './rejected.ts';
import type { RejectedRecord, StageResult } from '../record/rejected-record.ts';
import type { FetchedRecord, NormalizedRecord } from '../record/shapes.ts';

export function normalizePage(plan: Plan, records: readonly FetchedRecord[]): StageResult<NormalizedRecord> {
  const passed: NormalizedRecord[] = [];
  const rejected: RejectedRecord[] = [];
  for (const record of records) {
    const { normalized, rejects } = plan.normalize(record.raw);
    const [first, ...rest] = rejects;
    if (first !== undefined) {
      rejected.push(toRejected(plan, record, { rejects: [first, ...rest], normalized }));
      continue;
    }
    // The brand is what this stage promises: all four layers ran without a reject.
    passed.push({ raw: record.raw, sourceKey: record.sourceKey, normalized } as NormalizedRecord);
  }
  return { passed, rejected };
}
