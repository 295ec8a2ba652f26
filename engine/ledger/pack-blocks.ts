// Records in order as the bodies of new blocks, end to end in one piece of memory: what sorts them need not be the thread
// that stores them.

import { bodyBytes, bytesInBody, recordBytes, sliceList, writeBody, type RecordList } from './record-list.ts';

export interface PackedBlocks {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where each body ends. */
  readonly ends: Uint32Array<ArrayBuffer>;
}

export function packBlocks(records: RecordList, blockBytes: number): PackedBlocks {
  const lists = cutRecords(records, blockBytes);
  const bytes = Buffer.allocUnsafeSlow(lists.reduce((sum, list) => sum + bodyBytes(list), 0));
  const ends = new Uint32Array(lists.length);
  let at = 0;
  for (const [index, list] of lists.entries()) {
    at += writeBody(list, bytes.subarray(at));
    ends[index] = at;
  }
  return { bytes, ends };
}

export function bodiesOf({ bytes, ends }: PackedBlocks): readonly Buffer[] {
  return Array.from(ends, (end, index) => {
    const start = ends[index - 1] ?? 0;
    return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
  });
}

/** The records of bodies of about `blockBytes`, alike in size; one body where it does not have twice as many. */
export function cutRecords(records: RecordList, blockBytes: number): readonly RecordList[] {
  const count = records.starts.length;
  if (count === 0) return [];
  let total = 0;
  for (let index = 0; index < count; index += 1) total += bytesInBody(recordBytes(records, index));
  if (total <= 2 * blockBytes) return [records];
  const even = total / Math.ceil(total / blockBytes);
  const lists: RecordList[] = [];
  let from = 0;
  let size = 0;
  for (let index = 0; index < count; index += 1) {
    const bytes = bytesInBody(recordBytes(records, index));
    // A body ends before the record that would bring it over the size, or further from it than it is without.
    if (index > from && (size + bytes > blockBytes || size + bytes / 2 > even)) {
      lists.push(sliceList(records, from, index));
      from = index;
      size = 0;
    }
    size += bytes;
  }
  lists.push(sliceList(records, from, count));
  return lists;
}
