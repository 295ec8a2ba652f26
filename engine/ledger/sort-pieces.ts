// Sorts pieces of the log and cuts them into blocks, a slice at a time. Without the database, so that another thread can.

import { freeMemory } from '../record/free-memory.ts';
import { packBlocks, type PackedBlocks } from './pack-blocks.ts';
import { listRecords, sliceList, type RecordList } from './record-list.ts';
import { sortNewest } from './sort-records.ts';

export interface SortLimits {
  /** Of one slice. */
  readonly recordsPerStep: number;
  readonly blockBytes: number;
}

/** Blocks of a range of keys; slices come in order of key. */
export interface SortedSlice extends PackedBlocks {
  readonly isLast: boolean;
}

/** `pieces` in the order of time: of several records with one key the last one stays. They are freed with the last slice. */
export function sortPieces(pieces: readonly Buffer[], { recordsPerStep, blockBytes }: SortLimits): () => SortedSlice {
  const all = listRecords(pieces);
  const records = sortNewest(all);
  freePlaces(all);
  const count = records.starts.length;
  // Slices that are alike in size.
  const perSlice = Math.ceil(count / Math.max(1, Math.ceil(count / recordsPerStep)));
  let from = 0;
  return () => {
    const to = Math.min(count, from + perSlice);
    const packed = packBlocks(sliceList(records, from, to), blockBytes);
    from = to;
    const isLast = to === count;
    if (isLast) {
      freePlaces(records);
      for (const piece of pieces) freeMemory(piece);
    }
    return { ...packed, isLast };
  };
}

function freePlaces({ source, starts, ends }: RecordList): void {
  for (const places of [source, starts, ends]) freeMemory(places);
}

/** Whoever sorts pieces for the ledger. */
export interface PieceSorter {
  /** It sorts while its caller does something else: then it is given work ahead. */
  readonly isBeside: boolean;
  /** Takes the pieces over. The function gives one slice after the other, until the last one. */
  sort(pieces: readonly Buffer[], limits: SortLimits): () => Promise<SortedSlice>;
}

export const SORT_HERE: PieceSorter = {
  isBeside: false,
  sort: (pieces, limits) => {
    const next = sortPieces(pieces, limits);
    return () => Promise.resolve(next());
  },
};
