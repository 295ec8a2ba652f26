// The page workers of one run: started when its read turns out large, ended with it. A page goes to the worker with the
// fewest pages; its bytes are handed over, not copied. One of them stays until the ledger is settled.

import assert from 'node:assert/strict';
import { Worker } from 'node:worker_threads';
import { readPageHead } from '../clients/apismith-answers.ts';
import type { PageReader } from '../clients/apismith-client.ts';
import type { Envelope } from '../clients/row-page.ts';
import { EngineError, toError } from '../failures/engine-error.ts';
import type { IndexMemory } from '../ledger/ledger-index.ts';
import type { PieceSorter } from '../ledger/sort-pieces.ts';
import { freeMemory, memoryOf } from '../record/free-memory.ts';
import type { SealedPage } from '../record/sealed-page.ts';
import type { ReadPage } from '../stages/1-fetch.ts';
import { letHeapGrow } from './heap-growth.ts';
import type { FromPageWorker, PageWorkerData, ToPageWorker } from './page-messages.ts';
import { createThreadSorter, type ThreadSorter } from './thread-sorter.ts';

/** How many threads a host gives to pages, and the file that they start with. */
export interface PageThreads {
  readonly file: URL;
  readonly count: number;
  /** A read of fewer rows is over before the threads have started. */
  readonly fromRows: number;
  /** What else decides how values are cleaned: the program's version, and those of its character and time zone tables. */
  readonly rules: string;
  /** What the threads find in `process.env`; absent: what the process does. */
  readonly environment?: () => Readonly<Record<string, string | undefined>>;
}

export interface PageWorkers {
  /** Once, before the first page. Null: no row is unchanged by the ledger alone. */
  useLedger(known: IndexMemory | null): void;
  /** Reads an answer: ok as soon as its head is known. */
  readonly read: PageReader<ReadPage>;
  /** Sorts in one of the threads. */
  readonly sorter: PieceSorter;
  /** No page comes any more: all threads but the one that sorts begin to end. */
  endReading(): void;
  close(): Promise<void>;
}

type Reading = Awaited<ReturnType<PageReader<ReadPage>>>;

interface Waiting {
  readonly takeEnvelope: (envelope: Envelope) => void;
  readonly refuse: (what: string) => void;
  readonly takeContent: (message: Extract<FromPageWorker, { kind: 'sealed' }>) => void;
  readonly fail: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly hasEnded: Promise<void>;
  readonly waiting: Map<number, Waiting>;
  readonly sorter: ThreadSorter;
}

export function createPageWorkers(threads: PageThreads, data: PageWorkerData): PageWorkers {
  let lastId = 0;
  let broken: Error | null = null;
  const endGrowth = letHeapGrow();
  const pool: readonly Thread[] = Array.from({ length: threads.count }, () => startThread(threads, data, onBroken));

  function onBroken(error: Error): void {
    broken ??= error;
    for (const { waiting, sorter } of pool) {
      for (const { fail } of waiting.values()) fail(error);
      waiting.clear();
      sorter.fail(error);
    }
  }
  const [first, ...others] = pool;
  assert(first !== undefined, 'A host gives pages one thread at least.');
  const end = async (ending: readonly Thread[]): Promise<void> => {
    // Asked, not terminated: a thread that is stopped while it loads its modules takes the process with it (Node 24.21).
    await Promise.all(
      ending.map(async ({ worker, hasEnded }) => {
        worker.postMessage({ kind: 'end' } satisfies ToPageWorker);
        await hasEnded;
      }),
    );
  };

  return {
    useLedger: (known) => {
      for (const { worker } of pool) worker.postMessage({ kind: 'ledger', known } satisfies ToPageWorker);
    },
    read: (answer, askedPage) => {
      if (broken !== null) throw broken;
      const thread = pool.reduce((least, one) => (one.waiting.size < least.waiting.size ? one : least));
      const id = (lastId += 1);
      const { body, contentType } = answer;
      const bytes = memoryOf(body);
      const content = Promise.withResolvers<Awaited<ReadPage['content']>>();
      // The consumer meets the error when it gets there; until then it is not unhandled.
      content.promise.catch(() => undefined);
      const read = Promise.withResolvers<Reading>();
      thread.waiting.set(id, {
        takeEnvelope: (envelope) => {
          const head = readPageHead(envelope, askedPage);
          read.resolve(head.ok ? { ok: true, value: { head: head.value, content: content.promise } } : head);
        },
        refuse: (what) => read.resolve({ ok: false, what }),
        takeContent: ({ page, summary }) => {
          const reuse = (): void => giveBack(thread.worker, page);
          content.resolve({ ...summary, records: [], sealed: { ...page, reuse } });
        },
        fail: (error) => {
          read.reject(error);
          content.reject(error);
        },
      });
      thread.worker.postMessage({ kind: 'page', id, body: bytes, contentType } satisfies ToPageWorker, [bytes]);
      return read.promise;
    },
    sorter: first.sorter,
    endReading: () => void end(others),
    close: async () => {
      onBroken(new EngineError('stopped', 'The page workers were ended with their run.'));
      await end(pool);
      endGrowth();
    },
  };
}

function giveBack(worker: Worker, { body, rows }: SealedPage): void {
  freeMemory(body);
  // Safe: the page worker made them, on memory that is not shared.
  const [outgoing, drafts] = [rows.outgoing.buffer as ArrayBuffer, rows.drafts.buffer as ArrayBuffer];
  worker.postMessage({ kind: 'reuse', outgoing, drafts } satisfies ToPageWorker, [outgoing, drafts]);
}

function startThread(threads: PageThreads, data: PageWorkerData, onBroken: (error: Error) => void): Thread {
  const worker = new Worker(threads.file, {
    workerData: data,
    resourceLimits: { maxYoungGenerationSizeMb: 16 },
    ...(threads.environment && { env: { ...threads.environment() } }),
  });
  const waiting = new Map<number, Waiting>();
  const ended = Promise.withResolvers<void>();
  worker.on('exit', () => ended.resolve());
  const sorter = createThreadSorter(worker);
  worker.on('message', (message: FromPageWorker) => {
    if (message.kind === 'sorted') {
      sorter.take(message);
      return;
    }
    const page = waiting.get(message.id);
    if (page === undefined) return;
    switch (message.kind) {
      case 'envelope':
        page.takeEnvelope(message.envelope);
        return;
      case 'unread':
        page.refuse(message.what);
        break;
      case 'sealed':
        page.takeContent(message);
        break;
      case 'failed':
        page.fail(toEngineError(message.error));
        break;
    }
    waiting.delete(message.id);
  });
  worker.on('error', (cause) => {
    const sentence = 'A thread that reads pages broke down. What was acknowledged stays; start the run again.';
    onBroken(new EngineError('unavailable', sentence, { transient: false, cause: toError(cause) }));
  });
  return { worker, waiting, sorter, hasEnded: ended.promise };
}

function toEngineError({ kind, message, details }: Extract<FromPageWorker, { kind: 'failed' }>['error']): Error {
  if (kind !== null) return new EngineError(kind, message, { details });
  return new EngineError('unavailable', `Reading a page ended with an unexpected error: ${message}`, {
    transient: false,
  });
}
