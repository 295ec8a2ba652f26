// Gathers records of many pages into chunks and keeps several chunks in flight; whoever adds waits while all are busy.

import { toError } from '../failures/engine-error.ts';
import type { Operation } from '../record/operation.ts';
import type { SettledChunk } from '../stages/8-ingest.ts';
import type { PageItem } from './open-page.ts';

export interface ChunkSender {
  /** Resolves when the records are buffered or on their way; rejects when sending has failed. */
  add(operation: 'INSERT' | 'UPDATE', items: readonly PageItem[]): Promise<void>;
  /** Sends what is buffered and waits until every chunk is settled. */
  drain(): Promise<void>;
}

export interface ChunkSenderNeeds {
  readonly chunkSize: number;
  readonly chunksInFlight: number;
  readonly send: (operation: Operation, items: readonly PageItem[]) => Promise<SettledChunk<PageItem>>;
  readonly settle: (chunk: SettledChunk<PageItem>) => Promise<void>;
  /** Fewer than a chunk of records leave anyway once this many pages wait for them. */
  readonly isOverdue: () => boolean;
}

export function createChunkSender(needs: ChunkSenderNeeds): ChunkSender {
  const buffers: Record<'INSERT' | 'UPDATE', PageItem[]> = { INSERT: [], UPDATE: [] };
  const inFlight = new Set<Promise<unknown>>();
  const settling = new Set<Promise<void>>();
  let failure: Error | null = null;

  const launch = async (operation: 'INSERT' | 'UPDATE', items: readonly PageItem[]): Promise<void> => {
    while (inFlight.size >= needs.chunksInFlight) await Promise.race(inFlight);
    throwFailure();
    const sent = needs.send(operation, items);
    const settled: Promise<void> = sent
      .then(needs.settle)
      .catch((error: unknown) => {
        failure ??= toError(error);
      })
      .finally(() => settling.delete(settled));
    settling.add(settled);
    // The next chunk takes its place as soon as it is answered, and is stored together with what was.
    const flight: Promise<unknown> = sent.catch(() => undefined).finally(() => inFlight.delete(flight));
    inFlight.add(flight);
  };
  const throwFailure = (): void => {
    if (failure !== null) throw failure;
  };
  const flush = async (operation: 'INSERT' | 'UPDATE', smallest: number): Promise<void> => {
    while (buffers[operation].length >= smallest && buffers[operation].length > 0) {
      await launch(operation, buffers[operation].splice(0, needs.chunkSize));
    }
  };

  return {
    add: async (operation, items) => {
      throwFailure();
      buffers[operation].push(...items);
      await flush(operation, needs.chunkSize);
      if (!needs.isOverdue()) return;
      await flush('INSERT', 1);
      await flush('UPDATE', 1);
    },
    drain: async () => {
      if (failure === null) {
        await flush('INSERT', 1);
        await flush('UPDATE', 1);
      }
      while (settling.size > 0) await Promise.race(settling);
      throwFailure();
    },
  };
}
