import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZERO_METRICS } from '../../../engine/contract/batch.ts';
import { reject } from '../../../engine/failures/reject.ts';
import type { OpenPage, PageItem } from '../../../engine/pipeline/open-page.ts';
import { createPageTracker, resumedMetrics, type PageTracker } from '../../../engine/pipeline/page-tracker.ts';
import { createPendingFate } from '../../../engine/pipeline/pending-fate.ts';
import { createRunTotals } from '../../../engine/pipeline/run-totals.ts';
import type { Run } from '../../../engine/pipeline/run.ts';
import { newUuid } from '../../../engine/record/ids.ts';
import { completeStageMetrics } from '../../../engine/repositories/batch-metrics.ts';
import type { Batch } from '../../../engine/repositories/batch-repository.ts';
import type { Lease } from '../../../engine/repositories/lease-repository.ts';
import type { Store } from '../../../engine/repositories/store.ts';
import type { ReadPosition } from '../../../engine/stages/1-fetch.ts';
import type { SettledItem } from '../../../engine/stages/8-ingest.ts';
import { DIALECTS, openStore } from '../../support/dialects.ts';
import { createFakeClock } from '../clients/fake-clock.ts';
import { leaseRequest, newBatch } from '../repositories/samples.ts';
import { identifiedRow } from '../stages/rows.ts';

const LAST = { moreToCome: false };

interface Started {
  readonly run: Run;
  readonly tracker: PageTracker;
  stored(): Promise<Batch>;
}

let runs = 0;

/** A run of an entity of its own, so that many can share one database. */
async function startTracker(store: Store): Promise<Started> {
  runs += 1;
  const entityName = `part_${runs}`;
  const uid = newUuid();
  const lease = await store.leases.acquire(leaseRequest({ entityName, batchUid: uid }));
  await store.batches.create(newBatch({ uid, entityName }));
  const find = async (): Promise<Batch> => (await store.batches.find(uid))!;
  const batch = await find();
  const run = {
    entity: { name: entityName },
    batch,
    lease: lease as Lease,
    isParent: false,
    mappingVersion: 1,
    store,
    clock: createFakeClock(),
    newUid: newUuid,
  } as unknown as Run;
  const tracker = createPageTracker({
    run,
    totals: createRunTotals(ZERO_METRICS, completeStageMetrics()),
    fates: createPendingFate({ liveKeys: new Set(), pendingKeys: new Set(), retry: null, isReplay: false }),
    keepsSeenKeys: true,
    startedAtMs: 0,
    warnings: [],
  });
  return { run, tracker, stored: find };
}

function positionAfter(pagesRead: number): ReadPosition {
  return { pagesRead, page: pagesRead + 1, isComplete: false } as unknown as ReadPosition;
}

function openPage({ tracker, run }: Started, pageNo: number, rows: number): { page: OpenPage; items: PageItem[] } {
  const page = tracker.open({
    pageNo,
    records: Array.from({ length: rows }, () => ({})) as never,
    next: positionAfter(pageNo),
    total: null,
    isLast: false,
  });
  const items = Array.from({ length: rows }, (_, index): PageItem => {
    const row = identifiedRow({ id: `${run.entity.name} page ${pageNo} row ${index}` });
    page.bkHashes.push(row.identity.bkHash);
    return { ...row.identity, targetUid: null, row, page, hasDuplicate: false, tallyAs: 'operation' };
  });
  page.outstanding = rows;
  return { page, items };
}

type FateKind = 'created' | 'there' | 'refused';

function settled(item: PageItem, fate: FateKind): SettledItem<PageItem> {
  switch (fate) {
    case 'created':
      return { item, fate: { kind: 'acknowledged', operation: 'INSERT', targetUid: 'u' } };
    case 'there':
      return { item, fate: { kind: 'already_there', targetUid: 'u' } };
    case 'refused':
      return { item, fate: { kind: 'rejected', reject: reject('ingest', 'rejected_by_target', null, 'no') } };
  }
}

const commands = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('open' as const), rows: fc.nat({ max: 4 }) }),
    fc.record({ kind: fc.constant('workedOff' as const), which: fc.nat() }),
    fc.record({
      kind: fc.constant('settle' as const),
      which: fc.array(fc.nat(), { minLength: 1, maxLength: 5 }),
      fate: fc.constantFrom<FateKind>('created', 'there', 'refused'),
    }),
    fc.record({ kind: fc.constant('flush' as const) }),
  ),
  { minLength: 1, maxLength: 40 },
);

describe.each(DIALECTS)('the page tracker on %s', (dialect) => {
  it('never lets the position pass a page with a record whose fate is not stored', async () => {
    const store = await openStore(dialect);
    await fc.assert(
      fc.asyncProperty(commands, async (steps) => {
        const started = await startTracker(store);
        const { tracker, run } = started;
        const pages: { page: OpenPage; items: PageItem[]; isWorkedOff: boolean }[] = [];
        const onTheirWay: PageItem[] = [];
        for (const step of steps) {
          if (step.kind === 'open') {
            const opened = openPage(started, pages.length + 1, step.rows);
            pages.push({ ...opened, isWorkedOff: false });
            onTheirWay.push(...opened.items);
          } else if (step.kind === 'workedOff') {
            const open = pages.filter(({ isWorkedOff }) => !isWorkedOff);
            const page = open[step.which % Math.max(open.length, 1)];
            if (page === undefined) continue;
            page.isWorkedOff = true;
            await tracker.workedOff(page.page);
          } else if (step.kind === 'settle') {
            const chunk = step.which.flatMap((which) => onTheirWay.splice(which % Math.max(onTheirWay.length, 1), 1));
            if (chunk.length === 0) continue;
            await tracker.settle({ items: chunk.map((item) => settled(item, step.fate)), chunkUids: [] }, LAST);
          } else await tracker.flush();

          const unsettled = new Set(onTheirWay.map(({ page }) => page));
          const firstIncomplete = pages.findIndex(({ page, isWorkedOff }) => !isWorkedOff || unsettled.has(page));
          const complete = firstIncomplete === -1 ? pages.length : firstIncomplete;
          const batch = await started.stored();
          const passed = (batch.position as { pagesRead: number } | null)?.pagesRead ?? 0;
          expect(passed).toBe(tracker.position()?.pagesRead ?? 0);
          expect(passed).toBeLessThanOrEqual(complete);
          if (step.kind === 'flush' || step.kind === 'settle') expect(passed).toBe(complete);
          // The counts speak of the same rows as the position.
          const rows = pages.slice(0, passed).reduce((sum, { items }) => sum + items.length, 0);
          expect([batch.metrics.totalFetched, batch.metrics.totalProcessed]).toEqual([rows, rows]);
        }
        // What the position has passed is in the ledger or among the failed records, and was seen.
        const { entity, batch } = run;
        const passed = pages.slice(0, tracker.position()?.pagesRead ?? 0).flatMap(({ items }) => items);
        const ledger = await store.ledger.findMany(
          entity.name,
          passed.map(({ bkHash }) => bkHash),
        );
        const failed = await store.failedRecords.list({ entity: entity.name }, { limit: 1000 });
        const stored = new Set([...ledger.keys(), ...failed.items.map(({ bkHash }) => bkHash)]);
        expect(passed.filter(({ bkHash }) => !stored.has(bkHash))).toEqual([]);
        const seen: Uint8Array[] = [];
        for await (const bytes of store.readPages.listHashes(batch.uid, 1000)) seen.push(bytes);
        expect(Buffer.concat(seen).toString('hex')).toBe(passed.map(({ bkHash }) => bkHash).join(''));
      }),
      { seed: 9, numRuns: 60 },
    );
  });

  it('commits pages without anything to send together, and the rest when asked', async () => {
    const started = await startTracker(await openStore(dialect));
    for (let pageNo = 1; pageNo <= 17; pageNo += 1) {
      const { page } = openPage(started, pageNo, 0);
      await started.tracker.workedOff(page);
    }
    expect(started.tracker.position()?.pagesRead).toBe(16);
    await started.tracker.flush();
    expect(started.tracker.position()?.pagesRead).toBe(17);
    expect(started.tracker.openPages()).toEqual([]);
  });

  it('says that a chunk is stored one transaction after it was answered, though others keep being answered', async () => {
    const started = await startTracker(await openStore(dialect));
    const { tracker, run } = started;
    const { page, items } = openPage(started, 1, 60);
    await tracker.workedOff(page);
    let transactions = 0;
    const waited: number[] = [];
    const chunks: Promise<void>[] = [];
    const answerThree = (): void => {
      for (const item of items.splice(0, 3)) {
        const answeredAt = transactions;
        const chunk = { items: [settled(item, 'created')], chunkUids: [] };
        chunks.push(tracker.settle(chunk, LAST).then(() => void waited.push(transactions - answeredAt)));
      }
    };
    const fenced = run.store.fenced.bind(run.store);
    const counted: Store['fenced'] = async (...needs) => {
      answerThree();
      const result = await fenced(...needs);
      transactions += 1;
      return result;
    };
    Object.assign(run, { store: { ...run.store, fenced: counted } });
    answerThree();
    while (chunks.length < 60) await chunks.at(-1);
    await Promise.all(chunks);
    expect(waited).toHaveLength(60);
    expect(Math.max(...waited)).toBe(2);
  });

  it('counts every fate on the page its record came from', async () => {
    const started = await startTracker(await openStore(dialect));
    const { page, items } = openPage(started, 1, 5);
    const [a, b, c, d, e] = items as [PageItem, PageItem, PageItem, PageItem, PageItem];
    await started.tracker.workedOff(page);
    const update: SettledItem<PageItem> = {
      item: { ...d, targetUid: 'u' },
      fate: { kind: 'acknowledged', operation: 'UPDATE', targetUid: 'u' },
    };
    const duplicate = settled({ ...e, tallyAs: 'duplicate', hasDuplicate: true }, 'created');
    const fates = [settled(a, 'created'), settled(b, 'there'), settled(c, 'refused'), update, duplicate];
    await started.tracker.settle({ items: fates, chunkUids: [] }, LAST);
    const { metrics } = await started.stored();
    expect(metrics).toEqual({
      ...ZERO_METRICS,
      totalFetched: 5,
      totalProcessed: 5,
      inserted: 1,
      updated: 1,
      skipped: 1,
      failed: 1,
      duplicates: 1,
    });
    const ledger = await started.run.store.ledger.findMany(started.run.entity.name, page.bkHashes);
    expect([ledger.size, ledger.get(e.bkHash)?.hasDuplicate]).toEqual([4, true]);
  });

  it('stores the place from before rows were put off, with the counts of that place, until they are decided', async () => {
    const started = await startTracker(await openStore(dialect));
    const { tracker } = started;
    const passPage = async (pageNo: number) => {
      const { page, items } = openPage(started, pageNo, 2);
      await tracker.workedOff(page);
      await tracker.settle({ items: items.map((item) => settled(item, 'created')), chunkUids: [] }, LAST);
    };
    await passPage(1);
    tracker.holdPosition();
    await passPage(2);
    tracker.holdPosition();
    await passPage(3);
    const held = await started.stored();
    expect(held.position).toMatchObject({ pagesRead: 1 });
    expect([held.metrics.inserted, resumedMetrics(held).inserted]).toEqual([6, 2]);
    expect(tracker.position()?.pagesRead).toBe(3);
    tracker.releasePosition();
    await passPage(4);
    const released = await started.stored();
    expect([released.position, resumedMetrics(released).inserted]).toEqual([positionAfter(4), 8]);
  });

  it('counts from zero where rows were put off before the first page was stored', async () => {
    const started = await startTracker(await openStore(dialect));
    started.tracker.holdPosition();
    const { page } = openPage(started, 1, 0);
    await started.tracker.workedOff(page);
    await started.tracker.flush();
    const batch = await started.stored();
    expect([batch.position, resumedMetrics(batch)]).toEqual([null, ZERO_METRICS]);
  });

  it('writes nothing more once another run has taken over, and keeps the last stored place', async () => {
    const started = await startTracker(await openStore(dialect));
    const { tracker, run } = started;
    const first = openPage(started, 1, 1);
    await tracker.workedOff(first.page);
    await tracker.settle({ items: first.items.map((item) => settled(item, 'created')), chunkUids: [] }, LAST);
    await run.store.leases.acquire(
      leaseRequest({ entityName: run.entity.name, owner: 'other', isOwnerGone: () => true }),
    );
    const second = openPage(started, 2, 1);
    await tracker.workedOff(second.page);
    const chunk = { items: second.items.map((item) => settled(item, 'created')), chunkUids: [] };
    await expect(tracker.settle(chunk, LAST)).rejects.toMatchObject({ kind: 'conflict' });
    await expect(tracker.flush()).rejects.toMatchObject({ kind: 'conflict' });
    expect((await started.stored()).position).toEqual(positionAfter(1));
    expect(tracker.progress()).toMatchObject({ position: positionAfter(1), metrics: { inserted: 1 } });
    expect(await run.store.ledger.count(run.entity.name)).toBe(1);
  });
});
