// Stage 6 with its look-ups: ledger rows of the page, ScheduleHub itself where the ledger cannot know, and hashes
// that may differ only because the mapping changed.

import type { TargetRecord } from '../clients/schedulehub-client.ts';
import type { LedgerIndex } from '../ledger/ledger-index.ts';
import type { DecidedRecord } from '../record/operation.ts';
import type { StageResult } from '../record/rejected-record.ts';
import type { BkHash, IdentifiedRow } from '../record/shapes.ts';
import { hasKeyColumns } from '../record/source-key.ts';
import { decide, decidePage, refresh, type DeltaPolicy, type KnownRecord } from '../stages/6-delta.ts';
import { ledgerFingerprint } from './ledger-fingerprint.ts';
import { learnPrints } from './learn-prints.ts';
import type { OpenPage } from './open-page.ts';
import type { RunParts } from './run-parts.ts';
import type { Run } from './run.ts';
import { lookUpTarget, toKnownRecord } from './target-lookup.ts';

export interface RowsToDecide {
  readonly page: OpenPage;
  readonly rows: readonly IdentifiedRow[];
  readonly duplicated: { readonly hasDuplicate: boolean; readonly tallyAs: 'operation' | 'duplicate' } | undefined;
}

export async function decideRows(run: Run, parts: RunParts, work: RowsToDecide): Promise<StageResult<DecidedRecord>> {
  const { page, duplicated } = work;
  // What this run itself delivered is not in the index; of a repeated key the ledger is asked again.
  const known = await lookUpKnown(run, work.rows, duplicated === undefined ? parts.index : null);
  if (duplicated !== undefined) forgetOtherRowversions(work.rows, known);
  const rows =
    duplicated === undefined ? await putOffKnownDuplicates(run, parts, { rows: work.rows, known }) : work.rows;
  const policy: DeltaPolicy = {
    strategy: parts.delta.strategy,
    rowversionKind: run.rowversion?.kind ?? null,
    mappingVersion: run.mappingVersion,
    olderIsStale: parts.delta.olderIsStale,
    isAudited: parts.delta.isAudited,
  };
  const first = decidePage(rows, known, policy);
  const compared = first.toCompare.length === 0 ? NOTHING : await compareWithTarget(run, first.toCompare, known);
  if (first.auditHits > 0) distrustRowversions(parts, first.auditHits);
  takeSkipped(page, {
    keepsRows: parts.keepsSkipped,
    index: parts.index,
    skipped: [...first.skipped, ...compared.skipped],
    stale: first.stale,
    refreshed: [...first.refreshed, ...compared.refreshed],
    duplicated,
    known,
  });
  return { passed: [...first.decided, ...compared.decided], rejected: first.rejected };
}

async function lookUpKnown(
  run: Run,
  rows: readonly IdentifiedRow[],
  index: LedgerIndex | null,
): Promise<Map<BkHash, KnownRecord>> {
  if (rows.length === 0) return new Map();
  const bkHashes = keysOf(rows);
  const inLedger = index === null ? bkHashes : keysOf(rows.filter(({ identity }) => isIn(index, identity)));
  const ledger =
    inLedger.length === 0 ? new Map<BkHash, KnownRecord>() : await run.store.ledger.findMany(run.entity.name, inLedger);
  if (!run.lookUpTarget) return new Map(ledger);
  // ScheduleHub has the last word: what it does not hold is inserted, whatever the ledger says.
  const held = await lookUpTarget(run, bkHashes);
  const known = new Map<BkHash, KnownRecord>();
  for (const { identity } of rows) {
    const record = held.get(identity.bkHash);
    if (record === undefined) continue;
    const row = ledger.get(identity.bkHash);
    const isKept = row !== undefined && row.dataHash === record.dataHash;
    known.set(identity.bkHash, isKept ? { ...row, targetUid: record.uid } : adopt(run, record, identity));
  }
  return known;
}

function keysOf(rows: readonly IdentifiedRow[]): readonly BkHash[] {
  return rows.map((row) => row.identity.bkHash);
}

function isIn(index: LedgerIndex, { draft, bkHash }: IdentifiedRow['identity']): boolean {
  return draft === undefined ? index.has(bkHash) : index.find(draft, 0) >= 0;
}

/** Other tools and other mappings hash otherwise: where the hashes differ, the data themselves tell. */
function adopt(run: Run, record: TargetRecord, identity: IdentifiedRow['identity']): KnownRecord {
  const known = toKnownRecord(run, record);
  if (record.data === null || record.dataHash === identity.dataHash) return known;
  return { ...known, dataHash: run.plan.hashOf(record.data) };
}

/** A row that took a business key over is not older than the row that had it: the data decide. */
function forgetOtherRowversions(rows: readonly IdentifiedRow[], known: Map<BkHash, KnownRecord>): void {
  for (const { sourceKey, identity } of rows) {
    const before = known.get(identity.bkHash);
    if (before !== undefined && before.sourceKey !== sourceKey) {
      known.set(identity.bkHash, { ...before, rowversion: null });
    }
  }
}

/** Keys that have more than one row are decided at the end of the read, when all rows are known. */
async function putOffKnownDuplicates(
  run: Run,
  parts: RunParts,
  { rows, known }: { readonly rows: readonly IdentifiedRow[]; readonly known: ReadonlyMap<BkHash, KnownRecord> },
): Promise<readonly IdentifiedRow[]> {
  const keys = rows.map((row) => row.identity.bkHash).filter((key) => parts.pendingKeys.has(key));
  const waiting = keys.length === 0 ? null : await run.store.pendingChildren.findMany(run.entity.name, keys);
  return rows.filter((row) => {
    const waitingKey = waiting?.get(row.identity.bkHash)?.sourceKey ?? null;
    const isWaitingTwin = waitingKey !== null && waitingKey !== row.sourceKey && hasKeyColumns(waitingKey);
    if (known.get(row.identity.bkHash)?.hasDuplicate !== true && !isWaitingTwin) return true;
    parts.defer(row, false);
    return false;
  });
}

interface Compared {
  readonly decided: readonly DecidedRecord[];
  readonly skipped: readonly IdentifiedRow[];
  readonly refreshed: readonly KnownRecord[];
}
const NOTHING: Compared = { decided: [], skipped: [], refreshed: [] };

/** A mapping change gives every record a new hash; only those whose data differ from ScheduleHub's are sent. */
async function compareWithTarget(
  run: Run,
  rows: readonly IdentifiedRow[],
  known: ReadonlyMap<BkHash, KnownRecord>,
): Promise<Compared> {
  const held = await lookUpTarget(
    run,
    rows.map((row) => row.identity.bkHash),
  );
  const decided: DecidedRecord[] = [];
  const skipped: IdentifiedRow[] = [];
  const refreshed: KnownRecord[] = [];
  for (const row of rows) {
    const record = held.get(row.identity.bkHash);
    const before = known.get(row.identity.bkHash);
    if (record === undefined || before === undefined) decided.push(decide(row, 'INSERT', null));
    else if (record.data !== null && run.plan.hashOf(record.data) === row.identity.dataHash) {
      skipped.push(row);
      refreshed.push(refresh({ ...before, targetUid: record.uid }, row, run.mappingVersion));
    } else decided.push(decide(row, 'UPDATE', record.uid));
  }
  return { decided, skipped, refreshed };
}

/** An equal row version with other data: versions of this source cannot be trusted, from here on hashes decide. */
function distrustRowversions(parts: RunParts, hits: number): void {
  if (parts.delta.strategy === 'hash') return;
  parts.delta.strategy = 'hash';
  parts.warn(
    `${hits} record(s) changed although their row version did not: the row version of this source cannot be trusted. The rest of the batch compares hashes.`,
  );
}

interface Skipped {
  readonly index: LedgerIndex | null;
  readonly keepsRows: boolean;
  readonly skipped: readonly IdentifiedRow[];
  readonly stale: readonly IdentifiedRow[];
  readonly refreshed: readonly KnownRecord[];
  readonly duplicated: RowsToDecide['duplicated'];
  readonly known: ReadonlyMap<BkHash, KnownRecord>;
}

function takeSkipped(
  page: OpenPage,
  { keepsRows, index, skipped, stale, refreshed, duplicated, known }: Skipped,
): void {
  const rows = skipped.length + stale.length;
  if (duplicated?.tallyAs === 'duplicate') page.tally.duplicates += rows;
  else page.tally.skipped += rows;
  page.tally.stale += stale.length;
  if (keepsRows) {
    page.skippedRows.push(...skipped);
    page.staleRows.push(...stale);
  }
  if (duplicated === undefined) {
    const written = withFingerprints(skipped, refreshed);
    page.refreshed.push(...written, ...learnPrints({ page, rows: skipped, written, known, index }));
    return;
  }
  // The flag may have to change even where nothing else did.
  const written = new Map(refreshed.map((row) => [row.bkHash, row]));
  for (const row of skipped) {
    const before = written.get(row.identity.bkHash) ?? known.get(row.identity.bkHash);
    if (before !== undefined) page.refreshed.push({ ...before, hasDuplicate: duplicated.hasDuplicate });
  }
}

/** A row that was written again is known by its fingerprint from then on. */
function withFingerprints(
  skipped: readonly IdentifiedRow[],
  refreshed: readonly KnownRecord[],
): readonly KnownRecord[] {
  if (refreshed.length === 0) return refreshed;
  const rows = new Map(skipped.map((row) => [row.identity.bkHash, row]));
  return refreshed.map((known) => {
    const row = rows.get(known.bkHash);
    return row === undefined ? known : { ...known, fingerprint: ledgerFingerprint(row, known.mappingVersion) };
  });
}
