// Where the next incremental run begins, once this one has read its source to the end.

import { compareRowversions } from '../record/rowversion.ts';
import { watermarkOf, type ReadPosition } from '../stages/1-fetch.ts';
import type { Run } from './run.ts';

/** A watermark only moves forward in an incremental run; a complete full read says where it is. */
export function nextWatermark(
  run: Pick<Run, 'rowversion' | 'batch'>,
  position: ReadPosition | null,
  before: string | null,
): string | null {
  const kind = run.rowversion?.kind ?? null;
  if (position === null || kind === null) return before;
  const after = watermarkOf(position, kind);
  if (after === null || before === null || run.batch.syncType !== 'incremental') return after ?? before;
  return compareRowversions(kind, after, before) > 0 ? after : before;
}
