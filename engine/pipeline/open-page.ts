// A page between its reading and its commit: what it has to write, and how many of its records are still on their way.

import type { RejectedRecord } from '../record/rejected-record.ts';
import type { WaitingRecord } from '../record/operation.ts';
import type { BkHash, DataHash, IdentifiedRow } from '../record/shapes.ts';
import type { SealedPage } from '../record/sealed-page.ts';
import type { FetchedPage, ReadPosition } from '../stages/1-fetch.ts';
import type { KnownRecord } from '../stages/6-delta.ts';
import type { ChunkItem } from '../stages/8-ingest.ts';

/** A page's rows by outcome; they add up to `fetched` when the page is complete. */
export interface PageTally {
  fetched: number;
  inserted: number;
  updated: number;
  skipped: number;
  stale: number;
  failed: number;
  waiting: number;
  duplicates: number;
}

export interface OpenPage {
  readonly pageNo: number;
  readonly next: ReadPosition | null;
  readonly tally: PageTally;
  readonly bkHashes: BkHash[];
  /** Further keys that were seen, 16 bytes each. */
  seenKeys?: Uint8Array;
  readonly rejected: RejectedRecord[];
  readonly waiting: WaitingRecord[];
  readonly refreshed: KnownRecord[];
  readonly skippedRows: IdentifiedRow[];
  /** Rows older than what was delivered. */
  readonly staleRows: IdentifiedRow[];
  /** Records in chunks that are not settled. */
  outstanding: number;
  /** Gives the page's memory back once it is committed; null where somebody may still read it. */
  reuse: (() => void) | null;
  /** All stages have run; only outstanding records keep the page from its commit. */
  isWorkedOff: boolean;
}

/** A record of a page on its way to ScheduleHub. */
export interface PageItem extends ChunkItem {
  readonly row: IdentifiedRow;
  readonly page: OpenPage;
  /** The source holds more than one row with this business key; this one won. */
  readonly hasDuplicate: boolean;
  /** `duplicate`: an older row of the same run was counted already, so this one is the row too many. */
  readonly tallyAs: 'operation' | 'duplicate';
}

type PageItemParts = Pick<PageItem, 'row' | 'page' | 'targetUid' | 'hasDuplicate' | 'tallyAs'>;

export function toPageItem(parts: PageItemParts): PageItem {
  return new SentRow(parts);
}

/** A class for its getters: a sealed row's texts are read from the page's bytes when they are needed, and not kept. */
class SentRow implements PageItem {
  readonly row: IdentifiedRow;
  readonly page: OpenPage;
  readonly targetUid: string | null;
  readonly hasDuplicate: boolean;
  readonly tallyAs: PageItem['tallyAs'];

  constructor({ row, page, targetUid, hasDuplicate, tallyAs }: PageItemParts) {
    this.row = row;
    this.page = page;
    this.targetUid = targetUid;
    this.hasDuplicate = hasDuplicate;
    this.tallyAs = tallyAs;
  }

  get bkHash(): BkHash {
    return this.row.identity.bkHash;
  }

  get dataHash(): DataHash {
    return this.row.identity.dataHash;
  }

  get rowversion(): string | null {
    return this.row.identity.rowversion;
  }

  get reference(): string {
    return this.row.identity.reference;
  }

  get dataJson(): string {
    return this.row.identity.dataJson;
  }

  get dataBytes(): Uint8Array | undefined {
    return this.row.identity.dataBytes;
  }
}

export function openPage(
  page:
    | FetchedPage
    | { readonly pageNo: number; readonly records: readonly unknown[]; readonly sealed?: SealedPage | null },
): OpenPage {
  return {
    pageNo: page.pageNo,
    next: 'next' in page ? page.next : null,
    tally: {
      fetched: page.sealed?.rowCount ?? page.records.length,
      inserted: 0,
      updated: 0,
      skipped: 0,
      stale: 0,
      failed: 0,
      waiting: 0,
      duplicates: 0,
    },
    bkHashes: [],
    rejected: [],
    waiting: [],
    refreshed: [],
    skippedRows: [],
    staleRows: [],
    outstanding: 0,
    reuse: null,
    isWorkedOff: false,
  };
}

export function isReadyToCommit(page: OpenPage): boolean {
  return page.isWorkedOff && page.outstanding === 0;
}
