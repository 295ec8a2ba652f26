// Where the next incremental run begins, once this one has read its source to the end.

import { compareRowversions } from '../record/rowversion.ts';
import { incompleteness, watermarkOf, type ReadPosition } from '../stages/1-fetch.ts';
import type { Run } from './run.ts';

/**
 * A watermark only moves forward in an incremental run; a complete full read says where it is. A read that may have
 * missed rows leaves it where it was: the next run reads them again.
 */
export function nextWatermark(
  run: Pick<Run, 'rowversion' | 'batch' | 'api'>,
  position: ReadPosition | null,
  before: string | null,
): string | null {
  const kind = run.rowversion?.kind ?? null;
  if (position === null || kind === null || incompleteness(position, run.api) !== null) return before;
  const after = watermarkOf(position, kind);
  if (after === null || before === null || run.batch.syncType !== 'incremental') return after ?? before;
  return compareRowversions(kind, after, before) > 0 ? after : before;
}

/** Why the watermark stays although the run read to the end, for its warnings; null where it does not. */
export function whyWatermarkStays(run: Pick<Run, 'rowversion' | 'api'>, position: ReadPosition | null): string | null {
  const doubt = position === null || run.rowversion === null ? null : incompleteness(position, run.api);
  return doubt === null
    ? null
    : `Rows may have been missed, the next run reads from the same watermark again: ${doubt}.`;
}
