// What a run has to store while it reads: chunks about to leave, chunks that were answered, pages that are complete. What
// comes together is stored together: a transaction ends with a write to the disk, and that takes longer than the rest.
// Promises: in order; stored when the promise resolves; what is stored together fails together.

import { setImmediate as turn } from 'node:timers/promises';
import type { Lease } from '../repositories/lease-repository.ts';
import type { Repositories } from '../repositories/store.ts';
import { isoNow, type Run } from './run.ts';

type Work = (repos: Repositories) => Promise<void>;

export type GroupCommit = (work: Work) => Promise<void>;

interface Waiting {
  readonly work: Work;
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

  const storeAll = async (): Promise<void> => {
    while (waiting.length > 0) {
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
  return (work) => {
    const stored = Promise.withResolvers<void>();
    waiting.push({ work, stored });
    if (!isBusy) {
      isBusy = true;
      void storeAll();
    }
    return stored.promise;
  };
}
