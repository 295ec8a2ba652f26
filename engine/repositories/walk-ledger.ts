// Reads the settled ledger from one end to the other, in order of key.
// Promises: no record comes twice, whatever others do to the blocks meanwhile.

import { joinKeys, joinPrints } from '../ledger/join-heads.ts';
import type { LedgerRow } from '../ledger/ledger-row.ts';
import { decodeRow } from '../ledger/record-codec.ts';
import {
  compareKeys,
  keyBytes,
  keyPlace,
  listRecords,
  sliceList,
  sourceOf,
  startOf,
  type RecordList,
} from '../ledger/record-list.ts';
import type { BkHash } from '../record/shapes.ts';
import { toBlob } from './hash-blob.ts';
import { readBlocksFrom } from './ledger-blocks.ts';
import type { Queryable } from './queryable.ts';

/** The first block may end with the key after which is read: the walk goes on from the second one. */
const FEWEST_BLOCKS = 2;

interface Walk {
  readonly entity: string;
  readonly blocksAtOnce: number;
}

export async function scanRows(
  db: Queryable,
  scan: Walk & { readonly afterBkHash?: BkHash | undefined; readonly limit: number },
): Promise<readonly LedgerRow[]> {
  const { afterBkHash, limit } = scan;
  const rows: LedgerRow[] = [];
  // A block has at least one record.
  const blocksAtOnce = Math.max(FEWEST_BLOCKS, Math.min(scan.blocksAtOnce, limit + 1));
  const after = afterBkHash === undefined ? null : toBlob(afterBkHash);
  for await (const list of walk(db, { entity: scan.entity, blocksAtOnce }, after)) {
    for (const index of list.starts.keys()) {
      if (rows.length === limit) return rows;
      rows.push(decodeRow(sourceOf(list, index), startOf(list, index)));
    }
  }
  return rows;
}

export async function* streamPrints(db: Queryable, stream: Walk): AsyncGenerator<Uint8Array> {
  for await (const list of walk(db, stream, null)) yield joinPrints(list);
}

export async function* streamKeys(db: Queryable, stream: Walk): AsyncGenerator<Uint8Array> {
  for await (const list of walk(db, stream, null)) yield joinKeys(list);
}

async function* walk(db: Queryable, { entity, blocksAtOnce }: Walk, from: Buffer | null): AsyncGenerator<RecordList> {
  let after = from;
  for (;;) {
    const blocks = await readBlocksFrom(db, entity, { after: after ?? NO_KEY, limit: blocksAtOnce });
    const list = listRecords(blocks.map(({ body }) => body));
    const count = list.starts.length;
    let first = 0;
    // From the last key that was given, not from the last block: blocks are split between two statements.
    while (after !== null && first < count && isUpTo(list, first, after)) first += 1;
    if (first < count) {
      yield sliceList(list, first, count);
      after = keyBytes(list, count - 1);
    }
    if (blocks.length < blocksAtOnce) return;
  }
}

const NO_KEY = new Uint8Array();

function isUpTo(list: RecordList, index: number, key: Buffer): boolean {
  return compareKeys(keyPlace(list, index), { bytes: key, at: 0 }) <= 0;
}
