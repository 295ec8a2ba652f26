// What a run has to store while it reads: chunks about to leave, chunks that were answered, pages that are complete. What
// comes together is stored together: a transaction ends with a write to the disk, and that takes longer than the rest.
// Promises: in order; stored when the promise resolves; what is stored together fails together.

import { setImmediate as turn } from 'node:timers/promises';
import type { Lease } from '../repositories/lease-repository.ts';
import type { Repositories } from '../repositories/store.ts';
import { isoNow, type Run } from './run.ts';

type Work = (repos: Repositories) => Promise<void>;

/** `canWait`: for a moment, since more of its like will come; work that cannot wait takes it along. */
export type GroupCommit = (work: Work, options?: { readonly canWait: boolean }) => Promise<void>;

/** Chunks are answered every few milliseconds; whatever they hold until they are stored is a page or two. */
const LONGEST_WAIT_MS = 40;

interface Waiting {
  readonly work: Work;
  readonly canWait: boolean;
  readonly stored: PromiseWithResolvers<void>;
}

const commits = new WeakMap<Run, GroupCommit>();

/** The one of a run. */
export function groupCommitOf(run: Run, lease: Lease): GroupCommit {
  const known = commits.get(run);
  if (known !== undefined) return known;
  const commit = createGroupCommit((work) => run.store.fenced(lease, isoNow(run.clock), work));
  commits.set(run, commit);
  return commit;
}

export function createGroupCommit(transaction: (work: Work) => Promise<void>): GroupCommit {
  let waiting: Waiting[] = [];
  let isBusy = false;
  /** Ends the wait for more. */
  let hurry = (): void => undefined;

  const waitForMore = async (): Promise<void> => {
    if (!waiting.every(({ canWait }) => canWait)) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    hurry = resolve;
    const timer = setTimeout(resolve, LONGEST_WAIT_MS);
    await promise;
    clearTimeout(timer);
  };
  const storeAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      await waitForMore();
      // Whatever the same answers of the network bring about joins.
      await turn();
      const group = waiting;
      waiting = [];
      try {
        await transaction(async (repos) => {
          for (const { work } of group) await work(repos);
        });
        for (const { stored } of group) stored.resolve();
      } catch (error) {
        for (const { stored } of group) stored.reject(error);
      }
    }
    isBusy = false;
  };
  return (work, { canWait } = { canWait: false }) => {
    const stored = Promise.withResolvers<void>();
    waiting.push({ work, canWait, stored });
    if (!canWait) hurry();
    if (!isBusy) {
      isBusy = true;
      void storeAll();
    }
    return stored.promise;
  };
}
