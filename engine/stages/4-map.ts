// Stage 4: layer 5 on every row: transformations, defaults, required fields and field rules.

import type { Plan } from '../normalize/compile-plan.ts';
import { toRejected } from './rejected.ts';
import type { RejectedRecord, StageResult } from '../record/rejected-record.ts';
import type { MappedRecord, ValidatedRecord } from '../record/shapes.ts';

export async function mapPage(plan: Plan, records: readonly ValidatedRecord[]): Promise<StageResult<MappedRecord>> {
  const passed: MappedRecord[] = [];
  const rejected: RejectedRecord[] = [];
  for (const record of records) {
    const { data, rejects } = plan.isAsync
      ? await plan.mapAsync(record.normalized, record.raw)
      : plan.map(record.normalized, record.raw);
    const [first, ...rest] = rejects;
    if (first !== undefined) {
      rejected.push(
        toRejected(plan, record, { rejects: [first, ...rest], normalized: record.normalized, mapped: data }),
      );
      continue;
    }
    // The brand is what this stage promises: every target field has its value and kept its rules.
    passed.push({ raw: record.raw, sourceKey: record.sourceKey, normalized: record.normalized, data } as MappedRecord);
  }
  return { passed, rejected };
}
