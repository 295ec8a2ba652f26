// A retry from the question to its end. The work is a job of the engine: closing the box, the screen or the console does
// not end it, and whoever opens the screen again finds it.

import { create } from 'zustand';
import type { RetryMode } from '../../../engine/contract/failed-record.ts';
import { describeError, type ShownError } from '../../api/describe-error.ts';
import { engine } from '../../api/engine.ts';
import { showError, showToast } from '../../state/toasts.ts';
import { readAgain } from './failed-store.ts';
import type { Job, RetryWork } from './failed-types.ts';
import { AT_ONCE_UP_TO, describeOutcome, STEPS, type StepsChoice } from './retry-plan.ts';
import type { Target } from './target.ts';

export interface RetryJob extends Job {
  readonly work: RetryWork;
}

interface RetryState {
  /** What the dialog asks about; null while it is closed. */
  readonly asked: Target | null;
  readonly mode: RetryMode;
  readonly steps: StepsChoice;
  readonly isStarting: boolean;
  readonly error: ShownError | null;
  readonly job: RetryJob | null;
  readonly isBoxOpen: boolean;
}

export const useRetry = create<RetryState>(() => ({
  asked: null,
  mode: 'current_mapping',
  steps: 'growing',
  isStarting: false,
  error: null,
  job: null,
  isBoxOpen: false,
}));

const { getState: get, setState: set } = useRetry;

/** Of the retry whose result was closed last: it is not shown again. */
const CLOSED_KEY = 'syncflow-retry-closed';
const SHOWN_FOR_MS = 3_600_000;

export function askRetry(target: Target): void {
  set({ asked: target, error: null });
}

export function chooseRetry(choice: Partial<Pick<RetryState, 'mode' | 'steps'>>): void {
  set(choice);
}

export function dismissRetry(): void {
  set({ asked: null, error: null });
}

/** Few records are tried at once, many are asked about. */
export function retry(target: Target, mode: RetryMode = get().mode): void {
  if (target.count > AT_ONCE_UP_TO) askRetry(target);
  else void startRetry(target, { mode, steps: 'growing' });
}

interface How {
  readonly mode: RetryMode;
  readonly steps: StepsChoice;
}

export async function startRetry(target: Target, how: How): Promise<void> {
  set({ isStarting: true, error: null });
  const steps = target.count === 1 ? [] : [...STEPS[how.steps]];
  try {
    const { job_uid: uid } = await engine.failed.retry({ which: target.which, mode: how.mode, steps });
    set({ asked: null, isStarting: false, steps: how.steps });
    await follow(uid);
  } catch (error) {
    set({ isStarting: false, error: describeError(error) });
    if (get().asked === null) showError(error);
  }
}

/** Shows a retry that was started some other way, until it ends. */
export async function follow(uid: string): Promise<void> {
  try {
    const first = await engine.jobs.get({ job_uid: uid });
    if (!isRetry(first)) return;
    set({ job: first, isBoxOpen: true });
    for await (const job of await engine.jobs.watch({ job_uid: uid })) {
      if (get().job?.job_uid !== uid) return;
      if (isRetry(job)) set({ job });
    }
    const last = await engine.jobs.get({ job_uid: uid });
    if (isRetry(last)) end(last);
  } catch (error) {
    if (get().job?.job_uid === uid) set({ job: null, isBoxOpen: false });
    showError(error);
  }
}

function end(job: RetryJob): void {
  set({ job });
  readAgain();
  if (get().isBoxOpen) return;
  const { title, detail, tone } = describeOutcome(job, job.work);
  showToast({ tone, message: `${title}. ${detail}`, action: { label: 'Show', run: showRetryBox } });
}

/** The newest retry, started before this page was opened: at work, or ended within the hour and not looked at yet. */
export async function findRetry(): Promise<void> {
  if (get().job !== null) return;
  try {
    const { jobs } = await engine.jobs.list({});
    const newest = jobs.find(isRetry);
    if (newest === undefined || newest.job_uid === sessionStorage.getItem(CLOSED_KEY)) return;
    if (newest.state === 'running') await follow(newest.job_uid);
    else if (isRecent(newest)) set({ job: newest, isBoxOpen: true });
  } catch {
    // Nothing to show then; the lists say what is wrong with the engine.
  }
}

function isRecent({ ended_at: endedAt }: RetryJob): boolean {
  return endedAt !== null && Date.now() - Date.parse(endedAt) < SHOWN_FOR_MS;
}

export async function stopRetry(): Promise<void> {
  const { job } = get();
  if (job === null) return;
  try {
    const stopping = await engine.jobs.stop({ job_uid: job.job_uid });
    if (isRetry(stopping)) set({ job: stopping });
  } catch (error) {
    showError(error);
  }
}

export function closeRetryBox(): void {
  const { job } = get();
  if (job === null || job.state === 'running') {
    set({ isBoxOpen: false });
    return;
  }
  sessionStorage.setItem(CLOSED_KEY, job.job_uid);
  set({ isBoxOpen: false, job: null });
}

export function showRetryBox(): void {
  set({ isBoxOpen: true });
}

function isRetry(job: Job): job is RetryJob {
  return job.work.kind === 'retry';
}
