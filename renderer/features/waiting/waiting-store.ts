// What the screen of waiting children reads and does: missing parents, the children of one, fetching and discarding.

import { create } from 'zustand';
import { engine } from '../../api/engine.ts';
import { goTo, usePlace } from '../../state/location.ts';
import { overviewResource } from '../../state/overview.ts';
import { createPagedList } from '../../state/paged-list.ts';
import { createResource } from '../../state/resource.ts';
import { showError, showToast } from '../../state/toasts.ts';
import { countOf } from '../../ui/format.ts';
import type { Child, FetchWork, Job } from './waiting-types.ts';
import { describeFetch, toParentParam, type ParentKey } from './waiting-words.ts';

/** Most parents that are listed: those with most children. */
export const MOST_PARENTS = 500;

export const parentsResource = createResource((_nothing: null) => engine.waiting.groups({ limit: MOST_PARENTS }));

export const childrenList = createPagedList<ParentKey, Child>(({ filter, cursor, limit }) =>
  engine.waiting.list({ ...filter, cursor, limit }),
);

export interface FetchJob extends Job {
  readonly work: FetchWork;
}

interface WaitingState {
  /** The last fetch of each parent, by its name in the address. */
  readonly fetches: Readonly<Record<string, FetchJob | 'starting'>>;
  /** Marked children; only those of the parent that is open. */
  readonly marked: ReadonlySet<string>;
  /** What the question of discarding is about; null while it is closed. */
  readonly discarding: Discard | null;
  readonly isDiscarding: boolean;
}

export interface Discard {
  readonly which: Parameters<typeof engine.waiting.discard>[0]['which'];
  readonly count: number;
  readonly parent: string;
}

export const useWaiting = create<WaitingState>(() => ({
  fetches: {},
  marked: new Set(),
  discarding: null,
  isDiscarding: false,
}));

function readAgain(): void {
  for (const resource of [parentsResource, childrenList, overviewResource]) void resource.getState().reload();
}

export async function fetchParent(parent: ParentKey, reference: string): Promise<void> {
  const key = toParentParam(parent);
  const known = useWaiting.getState().fetches[key];
  if (known === 'starting' || known?.state === 'running') return;
  show(key, 'starting');
  try {
    const { job_uid: uid } = await engine.waiting.fetch_parent(parent);
    for await (const job of await engine.jobs.watch({ job_uid: uid })) {
      if (isFetch(job)) show(key, job);
    }
    const last = await engine.jobs.get({ job_uid: uid });
    if (!isFetch(last)) return;
    show(key, last);
    readAgain();
    const outcome = describeFetch(last, last.work);
    const isOnScreen = usePlace.getState().params['parent'] === key;
    if (outcome !== null && !isOnScreen)
      showToast({ tone: outcome.tone, message: `${reference}: ${outcome.sentence}` });
  } catch (error) {
    forget(key);
    showError(error);
  }
}

export async function stopFetch(job: FetchJob): Promise<void> {
  try {
    await engine.jobs.stop({ job_uid: job.job_uid });
  } catch (error) {
    showError(error);
  }
}

export function markChildren(marked: ReadonlySet<string>): void {
  useWaiting.setState({ marked });
}

export function askDiscard(discarding: Discard | null): void {
  useWaiting.setState({ discarding });
}

export async function discard({ which }: Discard, reason: string): Promise<void> {
  useWaiting.setState({ isDiscarding: true });
  try {
    const { discarded } = await engine.waiting.discard({ which, reason });
    useWaiting.setState({ discarding: null, marked: new Set() });
    readAgain();
    showToast({
      message: `Discarded ${countOf(discarded, 'waiting child', 'waiting children')}: now in Failed records, whole.`,
      action: { label: 'Show', run: () => goTo('/failed', { code: 'parent_missing' }) },
    });
  } catch (error) {
    showError(error);
  } finally {
    useWaiting.setState({ isDiscarding: false });
  }
}

function show(key: string, job: FetchJob | 'starting'): void {
  useWaiting.setState(({ fetches }) => ({ fetches: { ...fetches, [key]: job } }));
}

function forget(key: string): void {
  useWaiting.setState(({ fetches: { [key]: _gone, ...rest } }) => ({ fetches: rest }));
}

function isFetch(job: Job): job is FetchJob {
  return job.work.kind === 'fetch_parent';
}
