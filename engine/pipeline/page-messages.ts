// What a run and its page workers say to each other. Bodies and arrays are transferred, the rest is copied.

import type { Envelope } from '../clients/row-page.ts';
import type { EngineError } from '../failures/engine-error.ts';
import type { IndexMemory } from '../ledger/ledger-index.ts';
import type { SortedSlice, SortLimits } from '../ledger/sort-pieces.ts';
import type { PageSummary, SealedPage } from '../record/sealed-page.ts';
import type { PageMemory } from './row-buffer.ts';
import type { SealSetup } from './seal-page.ts';

export interface PageWorkerData {
  readonly setup: SealSetup;
  /** Names the rules that rows are cleaned by; null where rows are not known by their bytes. */
  readonly rulesTag: number | null;
}

/**
 * `ledger` comes once, before the first page: it is loaded while the threads start. After the last page, pieces of the
 * ledger's log are sorted: each `slice` asks for the next one of a `sort`. Whatever goes wrong there ends the thread.
 */
export type ToPageWorker =
  | { readonly kind: 'ledger'; readonly known: IndexMemory | null }
  | ({ readonly kind: 'page' } & PageToSeal)
  | ({ readonly kind: 'reuse' } & PageMemory)
  | { readonly kind: 'sort'; readonly id: number; readonly pieces: readonly ArrayBuffer[]; readonly limits: SortLimits }
  | { readonly kind: 'slice'; readonly id: number }
  | { readonly kind: 'end' };

export interface PageToSeal {
  readonly id: number;
  readonly body: ArrayBuffer;
  readonly contentType: string;
}

export type FromPageWorker =
  | { readonly kind: 'unread'; readonly id: number; readonly what: string }
  | { readonly kind: 'envelope'; readonly id: number; readonly envelope: Envelope }
  | { readonly kind: 'sealed'; readonly id: number; readonly page: SealedPage; readonly summary: PageSummary }
  | { readonly kind: 'sorted'; readonly id: number; readonly slice: SortedSlice }
  | {
      readonly kind: 'failed';
      readonly id: number;
      /** `kind` is null for what is no EngineError. */
      readonly error: Pick<EngineError, 'message' | 'details'> & { readonly kind: EngineError['kind'] | null };
    };
