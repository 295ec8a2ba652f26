// Sends deletes that an operator approved. The approval is a ceiling: each record is looked for in the ERP once more,
// and one whose row is there again is kept.

import { sendDeletes, toAbsent } from '../pipeline/delete-absent.ts';
import { withoutLiving } from '../pipeline/read-again.ts';
import type { BkHash } from '../record/shapes.ts';
import type { Batch } from '../repositories/batch-repository.ts';
import { completeReplay, failRun, interruptRun } from './end-run.ts';
import { openBatch, startRun } from './open-run.ts';
import type { SyncControl } from './prepare-run.ts';
import type { Services } from './services.ts';

export interface ApplyDeletesRequest {
  readonly entity: string;
  readonly bkHashes: readonly BkHash[] | 'all';
  readonly control: SyncControl;
}

export interface ApplyDeletesResult {
  readonly batch: Batch;
  readonly deleted: number;
  /** Approved records whose row is in the ERP again. */
  readonly kept: number;
}

export async function applyApprovedDeletes(
  services: Services,
  { entity, bkHashes, control }: ApplyDeletesRequest,
): Promise<ApplyDeletesResult> {
  const open = await openBatch(services, {
    entity,
    syncType: 'incremental',
    dryRun: false,
    startedBy: 'approved_deletes',
    kind: 'replay',
  });
  let kept = 0;
  let parts = null;
  try {
    const opened = await startRun(services, { open, control, retry: null, isReplay: true, totalRows: () => null });
    const { run } = opened;
    parts = opened.parts;
    await services.store.heldDeletes.approve(entity, bkHashes, new Date(services.clock.now()).toISOString());
    const approved = (await services.store.heldDeletes.listApproved(entity)).map((held) => held.bkHash);
    const known = await services.store.ledger.findMany(entity, approved);
    const suspects = approved.flatMap((hash) => {
      const row = known.get(hash);
      return row === undefined ? [] : [toAbsent(run, row)];
    });
    const absent = await withoutLiving(run, suspects);
    const absentHashes = new Set(absent.map((record) => record.bkHash));
    const living = approved.filter((hash) => !absentHashes.has(hash));
    kept = suspects.length - absent.length;
    await services.store.heldDeletes.remove(entity, living);
    const end = await sendDeletes(opened, absent);
    const batch =
      end === 'complete'
        ? await completeReplay(services, open, parts)
        : await interruptRun(services, open, { end: 'stopped', parts });
    return { batch, deleted: batch.metrics.deleted, kept };
  } catch (error) {
    const batch = await failRun(services, open, { error, parts });
    return { batch, deleted: batch.metrics.deleted, kept };
  }
}
