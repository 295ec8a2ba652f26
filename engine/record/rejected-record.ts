// A record that a stage turned away, kept whole at every shape it had reached.

import type { Reject } from '../failures/reject.ts';
import type { ParentKey } from './operation.ts';
import type { BkHash, MappedData, NormalizedRow, RawRow } from './shapes.ts';

export interface RejectedRecord {
  /** The first of `rejects` is the one the failed record is grouped by. */
  readonly rejects: readonly [Reject, ...Reject[]];
  readonly sourceKey: string;
  readonly raw: RawRow;
  readonly normalized: NormalizedRow | null;
  readonly mapped: MappedData | null;
  /** Known where the business key itself is sound. */
  readonly bkHash: BkHash | null;
  readonly reference: string | null;
  readonly rowversion: string | null;
  readonly operation: 'INSERT' | 'UPDATE' | null;
  readonly parent: ParentKey | null;
}

/** What a stage that looks at rows one by one gives back: nothing is lost between the two lists. */
export interface StageResult<Passed> {
  readonly passed: readonly Passed[];
  readonly rejected: readonly RejectedRecord[];
}
