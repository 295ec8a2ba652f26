// `syncflow status`: what runs, waits and failed right now; with a uid, one run with its stages.

import { toBatchDetails, toBatchSummary, type BatchDetails } from '../../operations/batch-summary.ts';
import { getBatch } from '../../operations/find-batch.ts';
import type { Services } from '../../operations/services.ts';
import { measureState } from '../../operations/state-info.ts';
import type { Batch } from '../../repositories/batch-repository.ts';
import type { Answer, DefineCommand } from './cli.ts';
import { describeBatches, readReasons } from './describe-batches.ts';
import { bytes, count, textTable } from './text-table.ts';

const MOST_RUNS = 1000;

export const defineStatus: DefineCommand = (command, run) => {
  command
    .argument('[batch_uid]', 'one run, with its stages')
    .action(async (uid: string | undefined) =>
      run(async (cli) =>
        cli.withEngine(async (services) =>
          cli.answer(uid === undefined ? await answerAll(services) : await answerOne(services, uid)),
        ),
      ),
    );
};

async function answerAll(services: Services): Promise<Answer> {
  const { store } = services;
  const lists = (['running', 'paused'] as const).map((status) => store.batches.list({ status, limit: MOST_RUNS }));
  const runs = (await Promise.all(lists)).flat();
  const failed = await store.failedRecords.counts();
  const waiting = await store.pendingChildren.count();
  const held = await store.heldDeletes.count();
  const state = measureState(services.settings);
  const json = { runs: runs.map(toBatchSummary), failed_records: failed, waiting, held_deletes: held, state };
  const text = [
    runs.length === 0 ? 'No run is at work or paused.' : describeRuns(runs),
    `Failed records: ${count(failed.open)} open, ${count(failed.retrying)} being retried, ${count(failed.exhausted)} without tries left, ${count(failed.ignored)} ignored.`,
    `Waiting for a parent: ${count(waiting)}. Deletes on hold: ${count(held)}.`,
    `State: ${state.path ?? 'server database'} (${bytes(state.bytes)}).`,
  ].join('\n');
  return { json, text };
}

function describeRuns(runs: readonly Batch[]): string {
  return textTable(
    ['RUN', 'ENTITY', 'TYPE', 'STATUS', 'STARTED', 'ROWS'],
    runs.map((run) => [
      run.uid,
      run.entityName,
      run.syncType,
      run.requestedAction === null ? run.status : `${run.status}, asked to ${run.requestedAction}`,
      run.startedAt,
      run.metrics.totalFetched,
    ]),
  );
}

async function answerOne({ store }: Services, uid: string): Promise<Answer> {
  const batch = await getBatch(store, uid);
  const json = toBatchDetails(batch);
  const text = [describeBatches([batch], await readReasons(store, [batch])), '', describeStages(json)].join('\n');
  return { json, text };
}

function describeStages(batch: BatchDetails): string {
  return [
    `${batch.sync_type} run by ${batch.started_by}, mapping version ${batch.mapping_version}, from ${batch.started_at} to ${batch.completed_at ?? 'now'}, watermark ${batch.watermark ?? 'none'}`,
    textTable(
      ['STAGE', 'IN', 'OUT', 'FAILED', 'MS', 'ROWS/S'],
      batch.stages.map((one) => [
        one.stage,
        one.rows_in,
        one.rows_out,
        one.failed,
        one.ms,
        one.rows_per_second === null ? '' : count(one.rows_per_second),
      ]),
    ),
  ].join('\n');
}
