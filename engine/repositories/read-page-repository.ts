// Which records a run has read, page by page: what a resumed run needs to find the absent ones.

import type { BkHash } from '../record/shapes.ts';
import type { Queryable } from './queryable.ts';
import { packHashes } from './hash-blob.ts';

/** Hashes, and further ones that are packed already. */
export interface PackedHashes {
  readonly bkHashes: readonly BkHash[];
  readonly further: Uint8Array;
}

export interface ReadPageRepository {
  /** A page that is read again takes the place of its earlier reading. */
  add(batchUid: string, pageNo: number, bkHashes: readonly BkHash[] | PackedHashes): Promise<void>;
  /** The pages up to `lastPageNo` in order, each as its hashes end to end (16 bytes each). */
  listHashes(batchUid: string, lastPageNo: number): AsyncIterable<Uint8Array>;
  removeAll(batchUid: string): Promise<void>;
}

const PAGES_AT_ONCE = 100;

export function createReadPageRepository(db: Queryable): ReadPageRepository {
  return {
    add: async (batchUid, pageNo, bkHashes) => {
      const sql = `insert into read_pages (batch_uid, page_no, bk_hashes) values (?, ?, ?)
        on conflict (batch_uid, page_no) do update set bk_hashes = excluded.bk_hashes`;
      await db.run(sql, [
        batchUid,
        pageNo,
        'further' in bkHashes ? packHashes(bkHashes.bkHashes, bkHashes.further) : packHashes(bkHashes),
      ]);
    },
    listHashes: (batchUid, lastPageNo) => listHashes(db, batchUid, lastPageNo),
    removeAll: async (batchUid) => {
      await db.run('delete from read_pages where batch_uid = ?', [batchUid]);
    },
  };
}

async function* listHashes(db: Queryable, batchUid: string, lastPageNo: number): AsyncGenerator<Uint8Array> {
  const sql = `select page_no as "pageNo", bk_hashes as "bkHashes" from read_pages
    where batch_uid = ? and page_no > ? and page_no <= ? order by page_no limit ${PAGES_AT_ONCE}`;
  let afterPageNo = -1;
  for (;;) {
    const pages = await db.all<{ pageNo: number; bkHashes: Uint8Array }>(sql, [batchUid, afterPageNo, lastPageNo]);
    for (const page of pages) yield page.bkHashes;
    const last = pages.at(-1);
    if (last === undefined || pages.length < PAGES_AT_ONCE) return;
    afterPageNo = last.pageNo;
  }
}
