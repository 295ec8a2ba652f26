// A bad record is a value, not an exception: stages return rejects, and only the step runner stores them.

import type { RejectCode, Stage } from './codes.ts';

/** One thing wrong with one record. `field` is a source column up to `validate`, a target field from `map` on. */
export interface Reject {
  readonly stage: Stage;
  readonly code: RejectCode;
  readonly field: string | null;
  readonly message: string;
}

/** Creates a reject; the message says what was found and what was expected, in one sentence. */
export function reject(stage: Stage, code: RejectCode, field: string | null, message: string): Reject {
  return { stage, code, field, message };
}
