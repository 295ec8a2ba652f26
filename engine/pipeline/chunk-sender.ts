// Gathers records of many pages into chunks and keeps several chunks in flight; whoever adds waits while all are busy.

import assert from 'node:assert/strict';
import { toError } from '../failures/engine-error.ts';
import type { Operation } from '../record/operation.ts';
import type { SettledChunk } from '../stages/8-ingest.ts';
import { createRangeBuffer, type CreatedRows, type NewRows } from './new-rows.ts';
import type { PageItem } from './open-page.ts';

export interface ChunkSender {
  /** Resolves when the records are buffered or on their way; rejects when sending has failed. */
  add(operation: 'INSERT' | 'UPDATE', items: readonly PageItem[]): Promise<void>;
  /** The same for records that are inserted as bytes. */
  addNew(rows: NewRows): Promise<void>;
  /** Sends what is buffered and waits until every chunk is settled. */
  drain(): Promise<void>;
}

/** A chunk with the fate of each record; those of a chunk that left as bytes stand in `created` where all were. */
export type SettledRecords = SettledChunk<PageItem> & { readonly created?: CreatedRows };

export interface ChunkSenderNeeds {
  readonly chunkSize: number;
  readonly chunksInFlight: number;
  readonly send: (operation: Operation, items: readonly PageItem[]) => Promise<SettledRecords>;
  /** Stores chunks in the outbox, all at once; returns the uid of each. */
  readonly announceNew: (chunks: readonly NewRows[]) => Promise<readonly string[]>;
  readonly sendNew: (rows: NewRows, chunkUid: string) => Promise<SettledRecords>;
  /** `moreToCome`: other chunks are on their way. */
  readonly settle: (chunk: SettledRecords, options: { readonly moreToCome: boolean }) => Promise<void>;
  /** Fewer than a chunk of records leave anyway once this many pages wait for them. */
  readonly isOverdue: () => boolean;
}

export function createChunkSender(needs: ChunkSenderNeeds): ChunkSender {
  const buffers: Record<'INSERT' | 'UPDATE', PageItem[]> = { INSERT: [], UPDATE: [] };
  const newRows = createRangeBuffer();
  const inFlight = new Set<Promise<unknown>>();
  const settling = new Set<Promise<void>>();
  let failure: Error | null = null;

  const launch = async (send: () => Promise<SettledRecords>): Promise<void> => {
    while (inFlight.size >= needs.chunksInFlight) await Promise.race(inFlight);
    throwFailure();
    const sent = send();
    const settled: Promise<void> = sent
      .then((chunk) => needs.settle(chunk, { moreToCome: inFlight.size > 1 }))
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
      const items = buffers[operation].splice(0, needs.chunkSize);
      await launch(() => needs.send(operation, items));
    }
  };
  const flushNew = async (smallest: number): Promise<void> => {
    const chunks: NewRows[] = [];
    while (newRows.size >= smallest && newRows.size > 0) chunks.push(newRows.take(needs.chunkSize));
    if (chunks.length === 0) return;
    const announced = needs.announceNew(chunks);
    // Each chunk meets the error when its turn comes.
    announced.catch(() => undefined);
    for (const [at, rows] of chunks.entries()) {
      await launch(async () => needs.sendNew(rows, (await announced)[at] ?? assert.fail('Each chunk has a uid.')));
    }
  };
  const flushAll = async (): Promise<void> => {
    await flushNew(1);
    await flush('INSERT', 1);
    await flush('UPDATE', 1);
  };

  return {
    add: async (operation, items) => {
      throwFailure();
      buffers[operation].push(...items);
      await flush(operation, needs.chunkSize);
      if (needs.isOverdue()) await flushAll();
    },
    addNew: async (rows) => {
      throwFailure();
      newRows.add(rows);
      await flushNew(needs.chunkSize);
      if (needs.isOverdue()) await flushAll();
    },
    drain: async () => {
      if (failure === null) await flushAll();
      while (settling.size > 0) await Promise.all(settling);
      throwFailure();
    },
  };
}
