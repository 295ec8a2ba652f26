// Keeps text by group in a file until it is wanted, so that grouping needs little memory. Text of one group is
// gathered into blocks: writing each record on its own made a report of 50,000 four times slower, measured.

import type { FileHandle } from 'node:fs/promises';

const BLOCK_BYTES = 64 * 1024;
/** With very many small groups the blocks never fill; then all are written once they reach this together. */
const MAX_PENDING_BYTES = 16 * 1024 * 1024;

interface Group {
  pending: Buffer[];
  pendingBytes: number;
  readonly blocks: { readonly offset: number; readonly bytes: number }[];
}

export interface RecordSpool {
  /** Appends text to its group. */
  add(group: string, text: string): Promise<void>;
  /** The text of the group in the order of adding, in chunks. */
  read(group: string): AsyncIterable<Uint8Array>;
}

/** Creates a spool on an open, empty file; whoever opened the file closes it. */
export function createRecordSpool(file: FileHandle): RecordSpool {
  const groups = new Map<string, Group>();
  let fileBytes = 0;
  let pendingBytes = 0;

  async function flush(group: Group): Promise<void> {
    const block = Buffer.concat(group.pending);
    await file.write(block, 0, block.length, fileBytes);
    group.blocks.push({ offset: fileBytes, bytes: block.length });
    fileBytes += block.length;
    pendingBytes -= block.length;
    group.pending = [];
    group.pendingBytes = 0;
  }

  return {
    add: async (name, text) => {
      const group = groups.get(name) ?? { pending: [], pendingBytes: 0, blocks: [] };
      groups.set(name, group);
      const bytes = Buffer.from(text, 'utf8');
      group.pending.push(bytes);
      group.pendingBytes += bytes.length;
      pendingBytes += bytes.length;
      if (group.pendingBytes >= BLOCK_BYTES) await flush(group);
      if (pendingBytes < MAX_PENDING_BYTES) return;
      for (const other of groups.values()) if (other.pendingBytes > 0) await flush(other);
    },
    read: async function* (name) {
      const group = groups.get(name);
      if (group === undefined) return;
      for (const { offset, bytes } of group.blocks) {
        const block = Buffer.alloc(bytes);
        await file.read(block, 0, bytes, offset);
        yield block;
      }
      yield* group.pending;
    },
  };
}
