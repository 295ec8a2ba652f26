// Stage 6: what to do with each record: INSERT, UPDATE or SKIP (DELETE is decided after a complete read).
// Pure: the caller looks the page's ledger rows up and hands them in.

import type { Entity } from '../contract/entity.ts';
import { reject } from '../failures/reject.ts';
import type { DecidedRecord } from '../record/operation.ts';
import type { RejectedRecord } from '../record/rejected-record.ts';
import { compareRowversions, type RowversionKind } from '../record/rowversion.ts';
import type { BkHash, IdentifiedRecord, IdentifiedRow } from '../record/shapes.ts';
import type { LedgerRow } from '../repositories/ledger-repository.ts';
import { rejectIdentified } from './rejected.ts';

/** The hash and canonical form in force; stored beside every hash. */
export const HASH_SPEC = 'jcs-1';

/** What the ledger knows of a record. */
export type KnownRecord = LedgerRow;

export interface DeltaPolicy {
  readonly strategy: Entity['delta']['strategy'];
  readonly rowversionKind: RowversionKind | null;
  readonly mappingVersion: number;
  /** Replays of older captures never overwrite what a newer row version wrote. */
  readonly olderIsStale: boolean;
  /** True for the seeded sample of equal row versions whose hash is compared anyway. */
  readonly isAudited: (bkHash: BkHash) => boolean;
}

export type Decision =
  | { readonly kind: 'insert' }
  | { readonly kind: 'update'; readonly targetUid: string; readonly isAuditHit: boolean }
  /** `refresh`: the ledger row has to learn a newer row version, mapping version or source key. */
  | { readonly kind: 'skip'; readonly refresh: boolean; readonly isStale: boolean }
  /** The hashes of two mapping versions or specs differ: only ScheduleHub's own data tells whether the record did. */
  | { readonly kind: 'compare_with_target' }
  | { readonly kind: 'collision' };

const INSERT: Decision = { kind: 'insert' };
const COLLISION: Decision = { kind: 'collision' };
const STALE: Decision = { kind: 'skip', refresh: false, isStale: true };
const COMPARE: Decision = { kind: 'compare_with_target' };

/** Decides one record against what is known of it. */
export function decideOperation(
  row: { readonly identity: IdentifiedRecord; readonly sourceKey: string },
  known: KnownRecord | undefined,
  policy: DeltaPolicy,
): Decision {
  if (known === undefined) return INSERT;
  const { identity } = row;
  // A row adopted from ScheduleHub may lack its key fields; then the hash alone has to do.
  if (known.businessKey !== identity.businessKey && known.businessKey !== '') return COLLISION;
  const isSame = known.dataHash === identity.dataHash;
  const refresh =
    known.rowversion !== identity.rowversion ||
    known.sourceKey !== row.sourceKey ||
    known.mappingVersion !== policy.mappingVersion;
  const order = orderOf(identity.rowversion, known.rowversion, policy);
  // Before all else: an older row must not overwrite a newer one, nor teach the ledger its version.
  if (order === -1 && (policy.olderIsStale || policy.strategy === 'rowversion')) return STALE;
  if (known.hashSpec !== HASH_SPEC) return COMPARE;
  if (known.mappingVersion !== policy.mappingVersion)
    return isSame ? { kind: 'skip', refresh: true, isStale: false } : COMPARE;
  if (order !== null && policy.strategy === 'rowversion') {
    if (order > 0) return { kind: 'update', targetUid: known.targetUid, isAuditHit: false };
    return { kind: 'skip', refresh, isStale: false };
  }
  if (order === 0 && policy.strategy === 'auto') {
    const isAudited = policy.isAudited(identity.bkHash);
    if (isSame || !isAudited) return { kind: 'skip', refresh: isSame && refresh, isStale: false };
    return { kind: 'update', targetUid: known.targetUid, isAuditHit: true };
  }
  if (isSame) return { kind: 'skip', refresh, isStale: false };
  return { kind: 'update', targetUid: known.targetUid, isAuditHit: false };
}

/** How the record's row version stands to the known one; null where they cannot be compared. */
function orderOf(mine: string | null, known: string | null, policy: DeltaPolicy): -1 | 0 | 1 | null {
  if (
    (policy.strategy === 'hash' && !policy.olderIsStale) ||
    mine === null ||
    known === null ||
    policy.rowversionKind === null
  )
    return null;
  return mine === known ? 0 : compareRowversions(policy.rowversionKind, mine, known);
}

export interface DeltaResult {
  readonly decided: readonly DecidedRecord[];
  /** Skipped records whose ledger row has to be written again. */
  readonly refreshed: readonly KnownRecord[];
  readonly skipped: readonly IdentifiedRow[];
  /** Skipped too: older than what was delivered. */
  readonly stale: readonly IdentifiedRow[];
  readonly rejected: readonly RejectedRecord[];
  /** Records whose hash differs only across mapping versions or hash specs. */
  readonly toCompare: readonly IdentifiedRow[];
  readonly auditHits: number;
}

export function decidePage(
  rows: readonly IdentifiedRow[],
  known: ReadonlyMap<BkHash, KnownRecord>,
  policy: DeltaPolicy,
): DeltaResult {
  const decided: DecidedRecord[] = [];
  const refreshed: KnownRecord[] = [];
  const skipped: IdentifiedRow[] = [];
  const stale: IdentifiedRow[] = [];
  const rejected: RejectedRecord[] = [];
  const toCompare: IdentifiedRow[] = [];
  let auditHits = 0;
  for (const row of rows) {
    const before = known.get(row.identity.bkHash);
    const decision = decideOperation(row, before, policy);
    switch (decision.kind) {
      case 'insert':
        decided.push(decide(row, 'INSERT', null));
        break;
      case 'update':
        if (decision.isAuditHit) auditHits += 1;
        decided.push(decide(row, 'UPDATE', decision.targetUid));
        break;
      case 'skip':
        (decision.isStale ? stale : skipped).push(row);
        if (decision.refresh && before !== undefined) refreshed.push(refresh(before, row, policy.mappingVersion));
        break;
      case 'compare_with_target':
        toCompare.push(row);
        break;
      case 'collision':
        rejected.push(
          rejectIdentified(
            row,
            reject(
              'delta',
              'business_key_collision',
              null,
              `The business keys ${row.identity.businessKey} and ${before?.businessKey ?? ''} have the same hash ${row.identity.bkHash}.`,
            ),
          ),
        );
        break;
    }
  }
  return { decided, refreshed, skipped, stale, rejected, toCompare, auditHits };
}

/** The only place where a record becomes one that has to be sent. */
export function decide(row: IdentifiedRow, operation: 'INSERT' | 'UPDATE', targetUid: string | null): DecidedRecord {
  // The brand is what this stage promises: the operation was decided against the ledger.
  return { row, operation, targetUid } as DecidedRecord;
}

/** The known record with what a newer sighting of the same data teaches. */
export function refresh(known: KnownRecord, row: IdentifiedRow, mappingVersion: number): KnownRecord {
  const { identity } = row;
  return {
    ...known,
    businessKey: identity.businessKey,
    dataHash: identity.dataHash,
    hashSpec: HASH_SPEC,
    rowversion: identity.rowversion,
    sourceKey: row.sourceKey,
    mappingVersion,
  };
}

/**
 * The audit sample: all of the first 1,000 equal row versions of a batch, then one in 64, chosen by seed and key so
 * that the choice does not depend on page borders.
 */
export function createAuditSample(seed: number): (bkHash: BkHash) => boolean {
  let audited = 0;
  return (bkHash) => {
    if (audited < 1000) {
      audited += 1;
      return true;
    }
    return ((Number.parseInt(bkHash.slice(0, 8), 16) ^ seed) & 63) === 0;
  };
}
