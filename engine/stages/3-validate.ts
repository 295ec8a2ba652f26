// Stage 3: holds every row against the source's columns as APISmith describes them: length, precision, drift.

import { EngineError } from '../failures/engine-error.ts';
import { reject, type Reject } from '../failures/reject.ts';
import type { Plan } from '../normalize/compile-plan.ts';
import { checkValues, type RowValidator } from '../normalize/row-validator.ts';
import type { RejectedRecord, StageResult } from '../record/rejected-record.ts';
import type { NormalizedRecord, RawRow, ValidatedRecord } from '../record/shapes.ts';
import { toRejected } from './rejected.ts';

/** Names of drifted columns, each with what happened: told once per run whatever the policy. */
export type DriftReport = Map<string, string>;

export function validatePage(
  needs: { readonly plan: Plan; readonly validator: RowValidator; readonly drift: DriftReport },
  records: readonly NormalizedRecord[],
): StageResult<ValidatedRecord> {
  const passed: ValidatedRecord[] = [];
  const rejected: RejectedRecord[] = [];
  for (const record of records) {
    const [first, ...rest] = [
      ...driftOf(record.raw, needs.validator, needs.drift),
      ...checkValues(record, needs.validator),
    ];
    if (first === undefined) {
      // The brand is what this stage promises: every check of every column passed.
      passed.push(record as unknown as ValidatedRecord);
      continue;
    }
    rejected.push(toRejected(needs.plan, record, { rejects: [first, ...rest], normalized: record.normalized }));
  }
  return { passed, rejected };
}

function driftOf(raw: RawRow, validator: RowValidator, drift: DriftReport): readonly Reject[] {
  let known = 0;
  const found: Reject[] = [];
  const tell = (column: string, what: string): void => {
    drift.set(column, what);
    if (validator.onDrift === 'stop') {
      throw new EngineError(
        'conflict',
        `The columns of the source changed: ${column} is ${what}. What was acknowledged stays; the run stops, as the entity asks for when columns change. Look at the mapping, then take the new columns over.`,
        { details: { stage: 'validate', field: column } },
      );
    }
    if (validator.onDrift === 'reject_row') {
      found.push(reject('validate', 'type', column, `The column ${column} is ${what} since the entity was made.`));
    }
  };
  for (const name in raw) {
    if (validator.columnNames.has(name)) known += 1;
    else tell(name, 'new');
  }
  if (known < validator.columnNames.size) {
    for (const name of validator.columnNames) if (!Object.hasOwn(raw, name)) tell(name, 'gone');
  }
  return found;
}
