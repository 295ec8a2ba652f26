// The moving parts of one run, built together: tracker, sender, totals, the keys seen, the rows put off.

import assert from 'node:assert/strict';
import type { Entity } from '../contract/entity.ts';
import { toError } from '../failures/engine-error.ts';
import type { ResolvedRecord, WaitingRecord } from '../record/operation.ts';
import type { LedgerIndex } from '../ledger/ledger-index.ts';
import { createSeenKeys, type SeenKeys } from '../ledger/seen-keys.ts';
import type { RejectedRecord } from '../record/rejected-record.ts';
import { reject } from '../failures/reject.ts';
import type { BkHash, IdentifiedRow } from '../record/shapes.ts';
import type { BatchProgress } from '../repositories/batch-repository.ts';
import { createAuditSample } from '../stages/6-delta.ts';
import type { ResolveNeeds } from '../stages/7-resolve.ts';
import { rejectIdentified } from '../stages/rejected.ts';
import { createChunkSender, type ChunkSender, type SettledRecords } from './chunk-sender.ts';
import { createDeferredRows, type DeferredRows } from './duplicates.ts';
import { toPageItem, type OpenPage, type PageItem } from './open-page.ts';
import { createParentKeys, type ParentKeys } from './parent-keys.ts';
import { createPageTracker, type PageTracker } from './page-tracker.ts';
import { createPendingFate, type Retry } from './pending-fate.ts';
import { countRows, type NewRows } from './new-rows.ts';
import type { NewRowsSender, SendChunk } from './send-chunk.ts';
import type { Run } from './run.ts';
import { createRunTotals, type RunTotals } from './run-totals.ts';

export interface RunParts {
  readonly totals: RunTotals;
  readonly tracker: PageTracker;
  readonly sender: ChunkSender;
  readonly seen: SeenKeys;
  /** What the ledger held when the read turned out large; null before that, and in small reads. */
  readonly index: LedgerIndex | null;
  readonly drift: Map<string, string>;
  readonly delta: {
    strategy: Entity['delta']['strategy'];
    olderIsStale: boolean;
    isAudited: (bkHash: BkHash) => boolean;
  };
  /** Rows that failed one after another before they were sent, and records that ScheduleHub refused so. */
  readonly failures: { inARow: number; refusedInARow: number };
  readonly deferred: DeferredRows;
  readonly warnings: readonly string[];
  readonly listParents: ResolveNeeds['listExisting'];
  /** Parents that need not be looked up. */
  readonly parents: ParentKeys;
  /** Children that waited when the run began. */
  readonly pendingKeys: ReadonlySet<BkHash>;
  /** Skipped rows are kept until their page is committed: some may close an earlier failure or wait. */
  readonly keepsSkipped: boolean;
  /** Source keys of rows that failed before they had a business key: what they name is not absent. */
  readonly unidentified: Set<string>;
  /** `totalRows`: how many the source says it has. */
  attachIndex(index: LedgerIndex, totalRows: number | null): void;
  /** Once it is known what is absent: nothing asks for keys that were seen, for parents or for the index any more. */
  forgetKeys(): void;
  /** The source is read from its first page again: what was counted and seen before comes anew. */
  startReadOver(): void;
  see(page: OpenPage, record: RejectedRecord): void;
  /** Puts a row off to the end of the read. */
  defer(row: IdentifiedRow, firstWasProcessed: boolean): void;
  takeWaiting(page: OpenPage, waiting: readonly WaitingRecord[]): void;
  send(page: OpenPage, records: readonly ResolvedRecord[], duplicated?: Duplicated): Promise<void>;
  /** Whether rows that the index does not have can be sent as bytes: nothing has to be known of each but its key. */
  canSendBytes(): boolean;
  sendNew(page: OpenPage, rows: NewRows): Promise<void>;
  /** What the batch row is to say now. */
  progress(): BatchProgress;
  warn(message: string): void;
  report(): void;
  readonly noteLateFailure: (error: unknown) => void;
  throwLateFailure(): void;
}

type Duplicated = Pick<PageItem, 'hasDuplicate' | 'tallyAs'>;

export interface RunPartsNeeds {
  readonly run: Run;
  readonly sendChunk: SendChunk;
  readonly newRows: NewRowsSender | null;
  /** Failed records that this run tries again; null for a run that reads the source. */
  readonly retry: Retry | null;
  readonly liveKeys: ReadonlySet<string>;
  readonly pendingKeys: ReadonlySet<BkHash>;
  /** Rows are captures of an earlier time (retries, woken children), not the source as it is now. */
  readonly isReplay: boolean;
  /** Rows the API says there are, for progress. */
  readonly totalRows: () => number | null;
}

/** So many pages may wait for their records before an unfilled chunk leaves. */
const OVERDUE_PAGES = 24;

/** Whatever a source says of its size: 512 MB of keys. */
const MOST_RESERVED = 24_000_000;

export function createRunParts(needs: RunPartsNeeds): RunParts {
  const { run, isReplay } = needs;
  const warnings: string[] = [...run.batch.warnings];
  const totals = createRunTotals(run.batch.metrics, run.batch.stageMetrics);
  const startedAtMs = run.clock.monotonic();
  const seen = createSeenKeys();
  let index: LedgerIndex | null = null;
  const parents = createParentKeys({ rules: run.parentRules, ledger: run.store.ledger, totalRows: needs.totalRows });
  const deferred = createDeferredRows();
  const unidentified = new Set<string>();
  const failures = { inARow: 0, refusedInARow: 0 };
  let lateFailure: Error | null = null;
  const fates = createPendingFate(needs);
  const tracker = createPageTracker({
    run,
    totals,
    fates,
    keepsSeenKeys: !isReplay && run.lease !== null,
    startedAtMs,
    warnings,
  });
  const newRowsSender = (): NewRowsSender => {
    assert(needs.newRows !== null, 'Rows go out as bytes only where the sender takes them.');
    return needs.newRows;
  };
  const ingest = async (rowsIn: number, send: () => Promise<SettledRecords>): Promise<SettledRecords> => {
    const started = run.clock.monotonic();
    const settled = await send();
    const failed = settled.items.filter(({ fate }) => fate.kind === 'rejected').length;
    totals.addStage('ingest', { rowsIn, rowsOut: rowsIn - failed, failed, ms: run.clock.monotonic() - started });
    return settled;
  };
  const sender = createChunkSender({
    chunkSize: run.settings.chunk_size,
    chunksInFlight: run.settings.chunks_in_flight,
    send: (operation, items) => ingest(items.length, () => needs.sendChunk(operation, items)),
    announceNew: (chunks) => newRowsSender().announceNew(chunks),
    sendNew: (rows, chunkUid) => ingest(countRows(rows), () => newRowsSender().sendNew(rows, chunkUid)),
    settle: async (chunk, options) => {
      if (chunk.created !== undefined) failures.refusedInARow = 0;
      for (const { fate } of chunk.items) {
        failures.refusedInARow = fate.kind === 'rejected' ? failures.refusedInARow + 1 : 0;
      }
      await tracker.settle(chunk, options);
      report();
    },
    isOverdue: () => tracker.openPages().length > OVERDUE_PAGES,
  });
  const warn = (message: string): void => {
    if (warnings.includes(message)) return;
    warnings.push(message);
    run.events.emit('run:warned', { batchUid: run.batch.uid, entity: run.entity.name, message });
  };
  const report = (): void => {
    run.events.emit('run:progressed', {
      batchUid: run.batch.uid,
      entity: run.entity.name,
      phase: 'reading',
      metrics: totals.live(tracker.openPages().map((page) => page.tally)),
      stageMetrics: totals.stageMetrics(),
      totalRows: needs.totalRows(),
      durationMs: run.batch.durationMs + run.clock.monotonic() - startedAtMs,
    });
  };

  return {
    totals,
    tracker,
    sender,
    seen,
    get index() {
      return index;
    },
    drift: new Map(),
    delta: {
      strategy: run.strategy,
      olderIsStale: isReplay,
      isAudited: createAuditSample(Number.parseInt(run.batch.uid.slice(-8), 16)),
    },
    failures,
    deferred,
    warnings,
    unidentified,
    pendingKeys: needs.pendingKeys,
    keepsSkipped: fates.isInterested,
    listParents: (entity, bkHashes) => run.store.ledger.listExisting(entity, bkHashes),
    parents,
    attachIndex: (loaded, totalRows) => {
      index = loaded;
      seen.attach(loaded);
      seen.reserve(Math.min(totalRows ?? 0, MOST_RESERVED));
    },
    forgetKeys: () => {
      seen.clear();
      parents.clear();
      index = null;
    },
    startReadOver: () => {
      totals.restart();
      tracker.restart();
      seen.clear();
      parents.clear();
      index = null;
      unidentified.clear();
    },
    see: (page, record) => {
      if (record.bkHash === null) unidentified.add(record.sourceKey);
      else if (seen.add(record.bkHash)) page.bkHashes.push(record.bkHash);
    },
    defer: (row, firstWasProcessed) => {
      tracker.holdPosition();
      deferred.add(row, firstWasProcessed);
    },
    takeWaiting: (page, waiting) => {
      for (const { row, parent } of waiting) {
        // A record that has failed before stays a failed record until its parent has come: it does not begin to wait anew.
        if (needs.retry === null && !fates.hasFailed(row)) {
          page.waiting.push({ row, parent });
          page.tally.waiting += 1;
          continue;
        }
        const message = `The parent ${parent.entity} (${parent.reference}) is not in ScheduleHub.`;
        page.rejected.push(rejectIdentified(row, reject('resolve', 'parent_missing', null, message), { parent }));
        page.tally.failed += 1;
      }
    },
    send: async (page, records, duplicated) => {
      const items: Record<'INSERT' | 'UPDATE', PageItem[]> = { INSERT: [], UPDATE: [] };
      const { hasDuplicate = false, tallyAs = 'operation' } = duplicated ?? {};
      for (const { row, operation, targetUid } of records) {
        items[operation].push(toPageItem({ row, page, targetUid, hasDuplicate, tallyAs }));
      }
      page.outstanding += records.length;
      if (items.INSERT.length > 0) await sender.add('INSERT', items.INSERT);
      if (items.UPDATE.length > 0) await sender.add('UPDATE', items.UPDATE);
    },
    canSendBytes: () => needs.newRows !== null && index !== null && !run.lookUpTarget && !fates.isInterested,
    sendNew: async (page, rows) => {
      page.outstanding += countRows(rows);
      await sender.addNew(rows);
    },
    progress: () => tracker.progress(),
    warn,
    report,
    noteLateFailure: (error) => {
      lateFailure ??= toError(error);
    },
    throwLateFailure: () => {
      if (lateFailure !== null) throw lateFailure;
    },
  };
}
