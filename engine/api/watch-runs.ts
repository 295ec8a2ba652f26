// The live view: snapshots of one run to its end, or of all runs, whatever process they are in.

import type { z } from 'zod';
import type { snapshotSchema } from '../contract/run.ts';
import { getBatch } from '../operations/find-batch.ts';
import { findInterrupted } from '../operations/is-at-work.ts';
import type { ApiParts } from './api-parts.ts';
import { toStoredRun, type LiveRun } from './live-runs.ts';
import { toReservedRun } from './reserved-run.ts';
import { watchLatest, type Reading } from './watch-latest.ts';

type Snapshot = z.infer<typeof snapshotSchema>;
type WatchParts = Pick<ApiParts, 'services' | 'jobs' | 'liveRuns'>;
type Runs = readonly LiveRun[];

const MOST_RUNS = 20;

/** Throws EngineError `not_found` for a uid that nobody has promised. */
export async function watchRuns(
  parts: WatchParts,
  batchUid: string | null,
  signal: AbortSignal | undefined,
): Promise<AsyncIteratorObject<Snapshot, undefined, void>> {
  const { services, jobs, liveRuns } = parts;
  const read = batchUid === null ? () => readAll(parts) : () => readOne(parts, batchUid);
  await read();
  let seq = 0;
  return watchLatest<Runs, Snapshot>({
    read,
    show: (runs) => {
      seq += 1;
      return { seq, at: new Date(services.clock.now()).toISOString(), runs };
    },
    onChange: (listener) => {
      const stops = [liveRuns.onChange(listener), jobs.onChange(listener)];
      return () => {
        for (const stop of stops) stop();
      };
    },
    clock: services.clock,
    signal,
  });
}

async function readAll({ services, liveRuns }: WatchParts): Promise<Reading<Runs>> {
  const live = liveRuns.list();
  const known = new Set(live.map((run) => run.batch_uid));
  const running = await services.store.batches.list({ status: 'running', limit: MOST_RUNS });
  const others = running.filter((batch) => !known.has(batch.uid));
  const gone = await findInterrupted(services, others);
  const alive = others.filter((batch) => !gone.has(batch.uid)).map(toStoredRun);
  return { value: [...live, ...alive].slice(0, MOST_RUNS), isLast: false };
}

async function readOne({ services, jobs, liveRuns }: WatchParts, batchUid: string): Promise<Reading<Runs>> {
  const live = liveRuns.find(batchUid);
  if (live !== undefined) return { value: [live], isLast: false };
  const stored = await services.store.batches.find(batchUid);
  const job = jobs.findByBatch(batchUid);
  const isJobRunning = job?.state === 'running';
  if (stored === null && job !== undefined) return { value: [toReservedRun(job, batchUid)], isLast: !isJobRunning };
  const batch = stored ?? (await getBatch(services.store, batchUid));
  const hasStopped =
    batch.status !== 'running' && batch.status !== 'pending' && !(isJobRunning && batch.completedAt === null);
  const isGone = (await findInterrupted(services, [batch])).has(batchUid);
  return { value: [toStoredRun(batch)], isLast: hasStopped || (isGone && !isJobRunning) };
}
