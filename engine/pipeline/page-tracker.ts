// Stage 9's bookkeeping: which pages are complete, what the next transaction writes, how far the position may move.
//
//   openPage ─▶ (stages 2-7) ─▶ worked off ─▶ all its chunks settled ─▶ committed
//
// Promises: the position never moves past a page with a record whose fate is not stored.

import { ZERO_METRICS, type BatchMetrics } from '../contract/batch.ts';
import type { PendingFate } from './pending-fate.ts';
import type { ReadPosition } from '../stages/1-fetch.ts';
import type { KnownRecord } from '../stages/6-delta.ts';
import { toFailure, toPendingChild, track, type TrackWrite } from '../stages/9-track.ts';
import { rejectIdentified } from '../stages/rejected.ts';
import { freeMemory } from '../record/free-memory.ts';
import type { Batch, BatchProgress } from '../repositories/batch-repository.ts';
import type { NewFailure } from '../repositories/failed-record.ts';
import type { NewPendingChild } from '../repositories/pending-child-repository.ts';
import { toAcknowledged } from './acknowledged-row.ts';
import type { SettledRecords } from './chunk-sender.ts';
import { groupCommitOf } from './group-commit.ts';
import { ledgerRecordsOf, type CreatedRows } from './new-rows.ts';
import { isReadyToCommit, openPage, type OpenPage } from './open-page.ts';
import { isoNow, type Run } from './run.ts';
import type { RunTotals } from './run-totals.ts';

export interface PageTracker {
  open(page: Parameters<typeof openPage>[0]): OpenPage;
  /** All stages have run on the page. */
  workedOff(page: OpenPage): Promise<void>;
  /** Stores the fate of every record of a chunk, with what else was answered by then, and commits the pages that are complete with it. */
  settle(chunk: SettledRecords, options: { readonly moreToCome: boolean }): Promise<void>;
  /** Commits whatever is complete; called before a run ends in whatever way. */
  flush(): Promise<void>;
  openPages(): readonly OpenPage[];
  /**
   * Rows are put off to the end of the read: a run that dies before has to read again from here. Counts go back to
   * this place with the position.
   */
  holdPosition(): void;
  releasePosition(): void;
  /** The source is read from its first page again: nothing before counts any more. */
  restart(): void;
  /** After the last page that is committed with all pages before it. */
  position(): ReadPosition | null;
  /** What the batch row is to say now. */
  progress(): BatchProgress;
}

/** Pages without anything to send are committed together, so that an unchanged entity costs few transactions. */
const PAGES_PER_COMMIT = 16;

export interface TrackerNeeds {
  readonly run: Run;
  readonly totals: RunTotals;
  readonly fates: PendingFate;
  /** Whether seen keys are kept page by page: a read that goes on has to know repeated and absent ones. */
  readonly keepsSeenKeys: boolean;
  readonly startedAtMs: number;
  readonly warnings: readonly string[];
}

/** Of one transaction. */
interface Work {
  readonly answered: SettledRecords[];
  /** For a moment, since more chunks are on their way. */
  canWait: boolean;
}

/** The place a batch stands at; with `metrics` while rows are put off. Only this module writes and reads it. */
type StoredPosition = ReadPosition & { readonly metrics?: BatchMetrics };

function storedPosition(batch: Batch): StoredPosition | null {
  // Safe: `progress` below wrote it.
  return batch.position as unknown as StoredPosition | null;
}

/** Counts of a run that goes on: back at its stored position, as the rows after it are read and counted again. */
export function resumedMetrics(batch: Batch): BatchMetrics {
  const position = storedPosition(batch);
  return position === null ? ZERO_METRICS : (position.metrics ?? batch.metrics);
}

export function createPageTracker(needs: TrackerNeeds): PageTracker {
  const { run, totals, fates } = needs;
  let pages: OpenPage[] = [];
  // A run that goes on keeps its stored place until its first page is committed.
  let position: ReadPosition | null = storedPosition(run.batch);
  let held: { readonly position: ReadPosition | null; readonly metrics: BatchMetrics } | null = null;
  // After a write that failed nothing is written any more: a later position would say that what was lost is stored.
  let broken: { readonly error: unknown; readonly progress: BatchProgress } | null = null;
  // One transaction after the other: a position must not be overtaken by an older one.
  let underWay: Promise<unknown> = Promise.resolve();
  // The next one, not begun: whoever comes before it begins shares it. One for each chunk would be a queue that grows as
  // long as chunks are answered faster than stored, and with it the time until a chunk is known to be stored.
  let coming: { readonly work: Work; readonly stored: Promise<void> } | null = null;

  const commit = (chunk: SettledRecords | null, canWait = false): Promise<void> => {
    coming ??= begin();
    const { work, stored } = coming;
    if (chunk !== null) work.answered.push(chunk);
    work.canWait &&= canWait;
    return stored;
  };
  const begin = (): NonNullable<typeof coming> => {
    const work: Work = { answered: [], canWait: true };
    const stored = underWay.then(() => {
      coming = null;
      return store(work);
    });
    underWay = stored.catch(() => undefined);
    return { work, stored };
  };
  const store = async ({ answered, canWait }: Work): Promise<void> => {
    if (broken !== null) throw broken.error;
    const before = progress();
    const acknowledged = settleItems(run, answered, fates);
    const complete = leadingReady(pages);
    if (answered.length === 0 && complete.length === 0) return;
    for (const page of complete) {
      totals.addPage(page.tally);
      position = page.next ?? position;
    }
    pages = pages.slice(complete.length);
    const pageWork = pageWrites(needs, complete, acknowledged.failures);
    await write({ ...acknowledged, ...pageWork, progress: progress() }, canWait).catch((error: unknown) => {
      broken = { error, progress: before };
      throw error;
    });
    for (const { created } of answered) if (created !== undefined) freeMemory(created.uids.source);
    for (const page of complete) page.reuse?.();
  };
  const current = (): BatchProgress => ({
    metrics: totals.metrics(),
    stageMetrics: totals.stageMetrics(),
    warnings: needs.warnings,
    // Safe: a plain JSON object, read back by this module only.
    position: (held === null
      ? position
      : held.position && { ...held.position, metrics: held.metrics }) as unknown as Readonly<
      Record<string, unknown>
    > | null,
    durationMs: Math.round(run.batch.durationMs + run.clock.monotonic() - needs.startedAtMs),
    watermarkTo: null,
  });
  const progress = (): BatchProgress => broken?.progress ?? current();
  const write = async (what: TrackWrite, canWait: boolean): Promise<void> => {
    const at = isoNow(run.clock);
    const context = {
      entityName: run.entity.name,
      batchUid: run.batch.uid,
      at,
      newUid: run.newUid,
      isParent: run.isParent,
    };
    if (run.lease === null) {
      await run.store.transaction((repos) => repos.batches.saveProgress(run.batch.uid, what.progress));
      return;
    }
    const started = run.clock.monotonic();
    await groupCommitOf(run, run.lease)((repos) => track(repos, context, what), { canWait });
    const created = what.created.reduce((sum, { count }) => sum + count, 0);
    const rows =
      created + what.acknowledged.length + what.refreshed.length + what.failures.length + what.waiting.length;
    totals.addStage('track', { rowsIn: rows, rowsOut: rows, failed: 0, ms: run.clock.monotonic() - started });
  };

  return {
    open: (fetched) => {
      const page = openPage(fetched);
      pages.push(page);
      return page;
    },
    workedOff: async (page) => {
      page.isWorkedOff = true;
      if (leadingReady(pages).length >= PAGES_PER_COMMIT) await commit(null);
    },
    settle: (chunk, { moreToCome }) => commit(chunk, moreToCome),
    flush: () => commit(null),
    openPages: () => pages,
    holdPosition: () => {
      held ??= { position, metrics: totals.metrics() };
    },
    releasePosition: () => {
      held = null;
    },
    restart: () => {
      position = null;
      held = null;
    },
    position: () => position,
    progress,
  };
}

type SettledWrites = Pick<
  TrackWrite,
  'created' | 'acknowledged' | 'added' | 'deleted' | 'duplicated' | 'failures' | 'chunkUids'
>;

/** Turns the fates of chunks into writes, and counts them on the pages they came from. */
function settleItems(run: Run, chunks: readonly SettledRecords[], fates: PendingFate): SettledWrites {
  const acknowledged: KnownRecord[] = [];
  let added = 0;
  const failures: NewFailure[] = [];
  for (const { item, fate } of chunks.flatMap((chunk) => chunk.items)) {
    const { page, row } = item;
    page.outstanding -= 1;
    if (fate.kind === 'rejected') {
      page.tally.failed += 1;
      const operation = item.targetUid === null ? 'INSERT' : 'UPDATE';
      const rejected = rejectIdentified(row, fate.reject, { operation });
      if (fates.failed(rejected, fate.reject)) continue;
      const recordKey = fates.keyOf(rejected, fate.reject);
      failures.push(toFailure(rejected, { recordKey, mappingVersion: run.mappingVersion, operation }));
      continue;
    }
    if (item.tallyAs === 'duplicate') page.tally.duplicates += 1;
    else if (fate.kind === 'already_there') page.tally.skipped += 1;
    else if (fate.operation === 'INSERT') page.tally.inserted += 1;
    else page.tally.updated += 1;
    fates.delivered(row);
    acknowledged.push(toAcknowledged(item, { targetUid: fate.targetUid, mappingVersion: run.mappingVersion }));
    if (item.targetUid === null) added += 1;
  }
  const chunkUids = chunks.flatMap((chunk) => chunk.chunkUids);
  const created = chunks.flatMap((chunk) => (chunk.created === undefined ? [] : settleCreated(chunk.created)));
  return { created, acknowledged, added, deleted: [], duplicated: [], failures, chunkUids };
}

/** Rows that left as bytes: none of them touches an earlier failure or wait. */
function settleCreated(created: CreatedRows): TrackWrite['created'] {
  for (const { page, from, to } of created.rows) {
    page.outstanding -= to - from;
    page.tally.inserted += to - from;
  }
  return ledgerRecordsOf(created);
}

type PageWrites = Omit<
  TrackWrite,
  'created' | 'acknowledged' | 'added' | 'deleted' | 'duplicated' | 'chunkUids' | 'progress'
>;

/** What complete pages bring besides their chunks: rejects, waiting children, refreshed ledger rows, seen keys. */
function pageWrites(needs: TrackerNeeds, complete: readonly OpenPage[], failed: readonly NewFailure[]): PageWrites {
  const { run, fates } = needs;
  const failures = [...failed];
  const waiting: NewPendingChild[] = [];
  const refreshed: KnownRecord[] = [];
  for (const page of complete) {
    for (const rejected of page.rejected) {
      const [first] = rejected.rejects;
      if (fates.failed(rejected, first)) continue;
      failures.push(
        toFailure(rejected, { recordKey: fates.keyOf(rejected, first), mappingVersion: run.mappingVersion }),
      );
    }
    for (const child of page.waiting) {
      waiting.push(toPendingChild(child, { uid: run.newUid(), mappingVersion: run.mappingVersion }));
    }
    refreshed.push(...page.refreshed);
    for (const row of page.skippedRows) fates.delivered(row);
    for (const row of page.staleRows) fates.overtaken(row);
  }
  return {
    refreshed,
    failures,
    waiting,
    ...fates.take(isoNow(run.clock)),
    seenPages: needs.keepsSeenKeys ? complete.filter((page) => page.next !== null) : [],
  };
}

/** Pages are committed in order, so that counts, seen keys and position always speak of the same rows. */
function leadingReady(pages: readonly OpenPage[]): readonly OpenPage[] {
  const first = pages.findIndex((page) => !isReadyToCommit(page));
  return first === -1 ? pages : pages.slice(0, first);
}
