// The entry of a page worker, a thread that hosts start by this file: reads the bytes of pages and seals them; after the
// last page, sorts what the ledger settles.
// Two messages a page: its envelope as soon as the JSON is parsed, so that the next page is asked for, then the rows.

import assert from 'node:assert/strict';
import { parentPort, workerData } from 'node:worker_threads';
import { EngineError } from '../failures/engine-error.ts';
import { openLedgerIndex, type IndexMemory } from '../ledger/ledger-index.ts';
import { sortPieces, type SortedSlice } from '../ledger/sort-pieces.ts';
import { createRowReader } from './known-rows.ts';
import type { FromPageWorker, PageToSeal, PageWorkerData, ToPageWorker } from './page-messages.ts';
import type { PageMemory } from './row-buffer.ts';
import { createPageSealer } from './seal-page.ts';

// Safe: page-workers.ts starts this file with just these data, and posts just these messages.
const { setup, rulesTag } = workerData as PageWorkerData;
let work = createWork(null);
const sortings = new Map<number, () => SortedSlice>();
const post = (message: FromPageWorker, transfer: readonly ArrayBuffer[] = []): void =>
  parentPort?.postMessage(message, [...transfer]);

parentPort?.on('message', (message: ToPageWorker) => {
  switch (message.kind) {
    case 'ledger':
      work = createWork(message.known);
      break;
    case 'reuse':
      work.reuse(message);
      break;
    case 'page':
      work.seal(message).catch((error: unknown) => post({ kind: 'failed', id: message.id, error: toPlain(error) }));
      break;
    case 'sort':
      sortings.set(
        message.id,
        sortPieces(
          message.pieces.map((piece) => Buffer.from(piece)),
          message.limits,
        ),
      );
      break;
    case 'slice':
      postSlice(message.id);
      break;
    case 'end':
      parentPort?.close();
      break;
  }
});

function postSlice(id: number): void {
  const slice = sortings.get(id)?.();
  assert(slice !== undefined, 'Slices are asked for until the last one.');
  if (slice.isLast) sortings.delete(id);
  post({ kind: 'sorted', id, slice }, [slice.bytes.buffer, slice.ends.buffer]);
}

interface Work {
  seal(page: PageToSeal): Promise<void>;
  readonly reuse: (memory: PageMemory) => void;
}

function createWork(known: IndexMemory | null): Work {
  const index = known === null ? null : openLedgerIndex(known);
  const sealer = createPageSealer(setup, known);
  const read = createRowReader({
    exactText: setup.exactText,
    rulesTag,
    index,
    scanner: sealer.scanner,
    memory: sealer.memory,
  });
  const seal = async ({ id, body, contentType }: PageToSeal): Promise<void> => {
    const reading = read({ body: Buffer.from(body), contentType });
    if (!reading.ok) {
      post({ kind: 'unread', id, what: reading.what });
      return;
    }
    post({ kind: 'envelope', id, envelope: reading.value.envelope });
    const { page, summary } = await sealer.seal(reading.value.rows);
    const { rowNos, keys, outgoing, recordStarts, dataStarts, drafts, draftStarts, parents } = page.rows;
    const ofParents = parents === null ? [] : [parents.kinds, parents.keys];
    const ofRows = [rowNos, keys, outgoing, recordStarts, dataStarts, drafts, draftStarts, ...ofParents];
    const arrays = [...ofRows, page.unchanged, page.unchangedRowNos, summary.sourceKeys];
    // Safe: all of them are made in this thread, on memory that is not shared.
    post({ kind: 'sealed', id, page: { ...page, body: new Uint8Array(body) }, summary }, [
      body,
      ...arrays.map((array) => array.buffer as ArrayBuffer),
    ]);
  };
  return { seal, reuse: sealer.reuse };
}

function toPlain(error: unknown): Extract<FromPageWorker, { kind: 'failed' }>['error'] {
  if (!(error instanceof EngineError)) return { kind: null, message: String(error), details: {} };
  const { kind, message, details } = error;
  return { kind, message, details };
}
