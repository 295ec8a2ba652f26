// A child whose parent did not come in all its tries, or that shall not wait for it: from now on a failed record.

import { reject } from '../failures/reject.ts';
import type { RawRow } from '../record/shapes.ts';
import type { NewFailure } from '../repositories/failed-record.ts';
import type { PendingChild } from '../repositories/pending-child-repository.ts';
import { toFailure } from '../stages/9-track.ts';
import { recordKeyOf } from './pending-fate.ts';

/** Its failed record, as captured when it began to wait. */
export function failedChild(child: PendingChild): NewFailure {
  return toFailedChild(child, `did not come in ${child.retryCount} runs.`);
}

/** The same for one that an operator took off the list. */
export function discardedChild(child: PendingChild, reason: string): NewFailure {
  return toFailedChild(child, `is missing; the record no longer waits for it.${reason === '' ? '' : ` ${reason}`}`);
}

function toFailedChild(child: PendingChild, what: string): NewFailure {
  const message = `The parent ${child.parentEntity} (${child.parentReference}) ${what}`;
  // Safe: both were written by the pipeline as JSON of flat objects.
  const raw = JSON.parse(child.raw) as RawRow;
  const why = reject('resolve', 'parent_missing', null, message);
  const sourceKey = child.sourceKey ?? child.bkHash;
  const failure = toFailure(
    {
      rejects: [why],
      sourceKey,
      raw,
      normalized: null,
      mapped: null,
      bkHash: child.bkHash,
      reference: child.reference,
      rowversion: child.rowversion,
      operation: 'INSERT',
      parent: { entity: child.parentEntity, bkHash: child.parentBkHash, reference: child.parentReference },
    },
    { recordKey: recordKeyOf({ sourceKey, bkHash: child.bkHash }, why), mappingVersion: child.mappingVersion },
  );
  return { ...failure, mapped: child.dataJson };
}
