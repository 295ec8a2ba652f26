// Sync: runs are promised with their uids, then go on as a job.

import { getBatch } from '../operations/find-batch.ts';
import { listPlanRecords } from '../operations/list-plan-records.ts';
import { getRunStory, listRuns } from '../operations/list-runs.ts';
import { pauseRuns } from '../operations/pause-runs.ts';
import { reserveResumes, reserveRuns, type ReservedRun } from '../operations/reserve-runs.ts';
import { resumeRuns } from '../operations/resume-runs.ts';
import { startSync } from '../operations/start-sync.ts';
import { stopRun } from '../operations/stop-run.ts';
import type { PlanRecord } from '../repositories/plan-repository.ts';
import type { ApiParts } from './api-parts.ts';
import type { Implementer } from './implementer.ts';
import { toReservedStory } from './reserved-run.ts';
import { watchRuns } from './watch-runs.ts';

export function createSyncHandlers(os: Implementer['sync'], parts: ApiParts) {
  const { services, jobs } = parts;
  return {
    start: os.start.handler(async ({ input }) => {
      const { entities, sync_type: syncType, dry_run: isDryRun, page_size: pageSize } = input;
      const reserved = await reserveRuns(services, { entities, syncType, dryRun: isDryRun });
      const job = jobs.start({
        work: { kind: 'sync' },
        batches: toJobBatches(reserved),
        isDryRun,
        run: ({ control }) =>
          startSync(services, {
            entities: reserved.map((run) => run.entity),
            syncType,
            dryRun: isDryRun,
            startedBy: 'console',
            control,
            batchUids: toUids(reserved),
            ...(pageSize === null ? {} : { pageSize }),
          }),
      });
      return { job_uid: job.job_uid, batches: toStarted(reserved) };
    }),
    resume: os.resume.handler(async ({ input }) => {
      const reserved = await reserveResumes(services, input.batch_uid);
      const job = jobs.start({
        work: { kind: 'resume' },
        batches: toJobBatches(reserved),
        run: ({ control }) => {
          const entities = reserved.map((run) => run.entity);
          return resumeRuns(services, { control, entities, batchUids: toUids(reserved) });
        },
      });
      return { job_uid: job.job_uid, batches: toStarted(reserved) };
    }),
    pause: os.pause.handler(async ({ input }) => {
      // What has not begun yet must not begin.
      if (input.batch_uid === null) for (const job of jobs.list()) jobs.ask(job.job_uid, 'pause');
      const asked = await pauseRuns(services, input.batch_uid);
      return { asked: asked.map((batch) => batch.uid) };
    }),
    stop: os.stop.handler(async ({ input }) => {
      const job = jobs.findByBatch(input.batch_uid);
      const isPromised = job?.state === 'running' && (await services.store.batches.find(input.batch_uid)) === null;
      if (!isPromised) return { outcome: await stopRun(services, input.batch_uid) };
      jobs.ask(job.job_uid, 'stop');
      return { outcome: 'asked' as const };
    }),
    status: os.status.handler(async ({ input }) => {
      const { batch_uid: batchUid } = input;
      const job = jobs.findByBatch(batchUid);
      const isStored = (await services.store.batches.find(batchUid)) !== null;
      const story =
        !isStored && job !== undefined ? toReservedStory(job, batchUid) : await getRunStory(services, batchUid);
      return { ...story, job_uid: job?.job_uid ?? null };
    }),
    history: os.history.handler(({ input }) => {
      const { entity, status, dry_run: dryRun, limit, cursor } = input;
      return listRuns(services, { entity, status, dryRun, limit, beforeUid: cursor ?? undefined });
    }),
    plan: os.plan.handler(async ({ input }) => {
      const { batch_uid: batchUid, operation, field, limit, cursor } = input;
      const afterSeq = cursor === null ? null : Number.parseInt(cursor, 10) || 0;
      const page = await listPlanRecords(services, { batchUid, operation, field, limit, afterSeq });
      return { ...page, rows: page.rows.map(toPlanItem), next: page.next === null ? null : String(page.next) };
    }),
    plan_fields: os.plan_fields.handler(async ({ input }) => {
      await getBatch(services.store, input.batch_uid);
      return { fields: await services.store.plans.countByField(input.batch_uid) };
    }),
    watch: os.watch.handler(({ input, signal }) => watchRuns(parts, input.batch_uid, signal)),
  };
}

/** A run that goes on has its uid already. */
function toUids(reserved: readonly ReservedRun[]): ReadonlyMap<string, string> {
  return new Map(reserved.filter((run) => !run.isResumed).map((run) => [run.entity, run.batchUid]));
}

function toJobBatches(reserved: readonly ReservedRun[]) {
  return reserved.map(({ batchUid, entity }) => ({ batch_uid: batchUid, entity }));
}

function toStarted(reserved: readonly ReservedRun[]) {
  return reserved.map(({ batchUid, entity, isResumed }) => ({ batch_uid: batchUid, entity, is_resumed: isResumed }));
}

function toPlanItem({ seq, operation, bkHash, reference, changes }: PlanRecord & { readonly seq: number }) {
  return { seq, operation, bk_hash: bkHash, reference, changes };
}
