// Deletes on hold: the list, what the operator has marked, and an approval as it goes on in the engine.

import { create } from 'zustand';
import { engine } from '../../api/engine.ts';
import { createPagedList } from '../../state/paged-list.ts';
import { overviewResource } from '../../state/overview.ts';
import { showError, showToast } from '../../state/toasts.ts';
import { countOf } from '../../ui/format.ts';
import type { HeldDelete, Job } from './run-types.ts';

export const heldDeletes = createPagedList<{ readonly entity: string | null }, HeldDelete>(
  ({ filter, cursor, limit }) => engine.deletes.list({ entity: filter.entity ?? undefined, cursor, limit }),
);

/** All of an entity as many as the operator saw, or the marked ones. */
export interface HeldChoice {
  readonly entity: string;
  readonly count: number;
  /** Null: all. */
  readonly hashes: readonly string[] | null;
}

/** Most deletes that can be named one by one. */
export const MOST_NAMED = 1000;

export interface Approval {
  readonly entity: string;
  readonly asked: number;
  readonly job: Job | null;
}

interface HeldState {
  readonly marked: ReadonlySet<string>;
  readonly approvals: readonly Approval[];
}

export const useHeld = create<HeldState>(() => ({ marked: new Set(), approvals: [] }));

export function mark(marked: ReadonlySet<string>): void {
  useHeld.setState({ marked });
}

function toInput({ entity, count, hashes }: HeldChoice) {
  return {
    entity,
    which:
      hashes === null ? { kind: 'all' as const, expected: count } : { kind: 'named' as const, bk_hashes: [...hashes] },
  };
}

async function readAgain(): Promise<void> {
  mark(new Set());
  await Promise.all([overviewResource.getState().reload(), heldDeletes.getState().reload()]);
}

export async function approve(choice: HeldChoice): Promise<void> {
  try {
    const { job_uid: jobUid } = await engine.deletes.approve(toInput(choice));
    const { entity, count } = choice;
    const update = (job: Job | null): void =>
      useHeld.setState(({ approvals }) => ({
        approvals: [
          { entity, asked: count, job },
          ...approvals.filter((known) => known.job !== null && known.job.job_uid !== jobUid),
        ],
      }));
    update(null);
    for await (const job of await engine.jobs.watch({ job_uid: jobUid })) update(job);
  } catch (error) {
    useHeld.setState(({ approvals }) => ({ approvals: approvals.filter(({ job }) => job !== null) }));
    showError(error);
  }
  await readAgain();
}

export async function discard(choice: HeldChoice): Promise<void> {
  try {
    const { discarded } = await engine.deletes.discard(toInput(choice));
    const message = `Discarded ${countOf(discarded, 'held delete')} of ${choice.entity}. The records stay in ScheduleHub.`;
    showToast({ tone: 'good', message });
  } catch (error) {
    showError(error);
  }
  await readAgain();
}

export function closeApproval(jobUid: string): void {
  useHeld.setState(({ approvals }) => ({ approvals: approvals.filter(({ job }) => job?.job_uid !== jobUid) }));
}
