// Failed records: read, edited, tried again as a job, set aside, reported.

import type { z } from 'zod';
import { LIVE_STATUSES } from '../contract/failed-record.ts';
import type { failedChoiceSchema, failedFilterSchema } from '../contract/failed.ts';
import { EngineError } from '../failures/engine-error.ts';
import { clearEdit } from '../operations/clear-edit.ts';
import { editFailed, type Edit } from '../operations/edit-failed.ts';
import { exportFailed } from '../operations/export-failed.ts';
import { ignoreFailed, reopenFailed } from '../operations/ignore-failed.ts';
import { listFailedGroups } from '../operations/list-failed-groups.ts';
import { getFailed, listFailedPage } from '../operations/list-failed.ts';
import { retryFailed, type RetryRequest, type RetryResult } from '../operations/retry-failed.ts';
import type { FailedFilter } from '../repositories/failed-record.ts';
import type { ApiParts } from './api-parts.ts';
import type { Implementer } from './implementer.ts';

export function createFailedHandlers(os: Implementer['failed'], { services, jobs, reports, appVersion }: ApiParts) {
  const { store, newUid } = services;
  const startRetry = async (request: Pick<RetryRequest, 'mode' | 'steps'> & { readonly which: FailedFilter }) => {
    const records = await store.failedRecords.count(request.which);
    if (records === 0) throw new EngineError('usage', 'No failed record matches any more. Nothing was tried again.');
    const job = jobs.start({
      work: toRetryWork(records, 0, NOTHING_TRIED),
      batches: [],
      run: async ({ control, update, addResults }) => {
        let stepsDone = 0;
        const onStep: RetryRequest['onStep'] = (soFar, results) => {
          stepsDone += 1;
          addResults(results);
          update(toRetryWork(records, stepsDone, soFar));
        };
        return (await retryFailed(services, { ...request, control, onStep })).batches;
      },
    });
    return { job_uid: job.job_uid, records };
  };
  return {
    // Uids are in order of time: one made now stands for everything that is there.
    groups: os.groups.handler(async ({ input }) => {
      const snapshot = newUid();
      return { ...(await listFailedGroups(services, toFilter(input.filter))), snapshot };
    }),
    list: os.list.handler(async ({ input }) => {
      const snapshot = newUid();
      return { ...(await listFailedPage(store, toFilter(input.filter), input)), snapshot };
    }),
    get: os.get.handler(async ({ input }) => {
      const { tries, ...record } = await getFailed(store, input.uid);
      return {
        ...record,
        tries: tries.map(({ tryNo, mappingVersion, ...attempt }) => {
          return { ...attempt, no: tryNo, mapping_version: mappingVersion };
        }),
      };
    }),
    edit: os.edit.handler(async ({ input }) => {
      return { patch: await editFailed(services, input.uid, toEdit(input.changes)) };
    }),
    edit_and_retry: os.edit_and_retry.handler(async ({ input }) => {
      const { uid, changes, mode } = input;
      const patch = await editFailed(services, uid, toEdit(changes));
      return { patch, job_uid: (await startRetry({ which: { uids: [uid] }, mode, steps: [] })).job_uid };
    }),
    clear_edit: os.clear_edit.handler(async ({ input }) => {
      await clearEdit(services, input.uid);
      return { patch: null };
    }),
    retry: os.retry.handler(({ input: { which, mode, steps } }) => startRetry({ which: toChoice(which), mode, steps })),
    ignore: os.ignore.handler(async ({ input: { which, reason } }) => {
      const { ignored, ignoredAt } = await ignoreFailed(services, toChoice(which), reason === '' ? undefined : reason);
      return { ignored, ignored_at: ignoredAt };
    }),
    reopen: os.reopen.handler(async ({ input: { which } }) => {
      const chosen = which.kind === 'uids' ? { uids: which.uids } : { ignoredAt: which.ignored_at };
      return { reopened: await reopenFailed(services, chosen) };
    }),
    export: os.export.handler(({ input }) => {
      const { format } = input;
      const filter = toChoice(input.which);
      const day = new Date(services.clock.now()).toISOString().slice(0, 10);
      return reports.create({
        name: `failed-records-${day}`,
        format,
        write: (out) => exportFailed(services, { filter, format, out, appVersion }),
      });
    }),
  };
}

function toEdit(changes: readonly { readonly column: string; readonly value: string | null }[]): Edit {
  return new Map(changes.map(({ column, value }) => [column, value ?? '']));
}

function toFilter(filter: z.output<typeof failedFilterSchema>): FailedFilter {
  const { batch_uid: batchUid, statuses = LIVE_STATUSES, ...rest } = filter;
  return { ...rest, batchUid, status: statuses };
}

function toChoice(which: z.output<typeof failedChoiceSchema>): FailedFilter {
  if (which.kind === 'uids') return { uids: which.uids };
  return { ...toFilter(which.filter), upToUid: which.snapshot };
}

const NOTHING_TRIED: RetryResult = {
  claimed: 0,
  resolved: 0,
  failed: 0,
  superseded: 0,
  stoppedAtStep: null,
  batches: [],
};

function toRetryWork(total: number, steps: number, result: RetryResult) {
  const { claimed, resolved, failed, superseded, stoppedAtStep } = result;
  return {
    kind: 'retry' as const,
    total,
    steps,
    claimed,
    resolved,
    failed,
    superseded,
    stopped_at_step: stoppedAtStep,
  };
}
