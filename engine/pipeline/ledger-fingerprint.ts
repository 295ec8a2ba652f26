// The fingerprint that a delivered row has in the ledger: made by the page worker, or from the row itself.

import { fingerprintOf } from '../record/fingerprint.ts';
import type { Fingerprint, IdentifiedRow } from '../record/shapes.ts';
import { HASH_SPEC } from '../stages/6-delta.ts';

/** The fingerprint under which the ledger keeps a row that ScheduleHub holds as it is now. */
export function ledgerFingerprint({ identity, sourceKey }: IdentifiedRow, mappingVersion: number): Fingerprint {
  const { rowversion, businessKey, dataJson } = identity;
  return (
    identity.fingerprint ??
    fingerprintOf({ hashSpec: HASH_SPEC, mappingVersion, rowversion, sourceKey, businessKey, dataJson })
  );
}
