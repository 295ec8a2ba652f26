// Has a page worker sort what the ledger settles: it has nothing else to do once all pages are read.

import type { Worker } from 'node:worker_threads';
import type { PieceSorter, SortedSlice } from '../ledger/sort-pieces.ts';
import { memoryOf } from '../record/free-memory.ts';
import type { FromPageWorker, ToPageWorker } from './page-messages.ts';

export interface ThreadSorter extends PieceSorter {
  readonly take: (message: Extract<FromPageWorker, { kind: 'sorted' }>) => void;
  /** The thread is gone: nothing comes any more. */
  readonly fail: (error: Error) => void;
}

export function createThreadSorter(worker: Pick<Worker, 'postMessage'>): ThreadSorter {
  const asked = new Map<number, PromiseWithResolvers<SortedSlice>>();
  let lastId = 0;
  let broken: Error | null = null;
  const post = (message: ToPageWorker, transfer: readonly ArrayBuffer[] = []): void =>
    worker.postMessage(message, [...transfer]);
  return {
    isBeside: true,
    sort: (pieces, { recordsPerStep, blockBytes }) => {
      const id = (lastId += 1);
      const memory = pieces.map(memoryOf);
      post({ kind: 'sort', id, pieces: memory, limits: { recordsPerStep, blockBytes } }, memory);
      return () => {
        const slice = Promise.withResolvers<SortedSlice>();
        if (broken !== null) slice.reject(broken);
        else asked.set(id, slice);
        post({ kind: 'slice', id });
        return slice.promise;
      };
    },
    take: ({ id, slice }) => {
      asked.get(id)?.resolve(slice);
      asked.delete(id);
    },
    fail: (error) => {
      broken = error;
      for (const { reject } of asked.values()) reject(error);
      asked.clear();
    },
  };
}
