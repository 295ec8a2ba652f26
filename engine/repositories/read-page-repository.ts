// Which records a run has read, page by page: what a resumed run needs to find the absent ones.

import type { BkHash } from '../record/shapes.ts';
import type { Queryable } from './queryable.ts';

export interface ReadPageRepository {
  /** A page that is read again takes the place of its earlier reading. */
  add(batchUid: string, pageNo: number, bkHashes: readonly BkHash[]): Promise<void>;
  /** The pages in order, each as its hashes end to end (16 bytes each). */
  listHashes(batchUid: string): AsyncIterable<Uint8Array>;
  removeAll(batchUid: string): Promise<void>;
}

export declare function createReadPageRepository(db: Queryable): ReadPageRepository;
