// Records that were created in ScheduleHub, from their drafts and the uids they were given, as bodies of the log.

import { addToBody, beginBody, bodyOf, type BodyWriter } from './record-list.ts';
import type { BkHash } from '../record/shapes.ts';
import { keyOf } from './record-codec.ts';
import { uidBytes, writeUid } from './uid-bytes.ts';

/** Drafts that lie side by side; `starts` has one number more, where the last one ends. */
export interface CreatedRecords {
  readonly count: number;
  readonly drafts: Uint8Array;
  readonly starts: Uint32Array;
  /** In UTF-8, in the order of the drafts. */
  readonly uids: { readonly source: Buffer; readonly starts: Uint32Array; readonly ends: Uint32Array };
}

export function keysOfCreated({ count, drafts, starts }: CreatedRecords): readonly BkHash[] {
  const bytes = Buffer.from(drafts.buffer, drafts.byteOffset, drafts.byteLength);
  return Array.from({ length: count }, (_, index) => keyOf(bytes, starts[index] ?? 0));
}

export interface LogBody {
  readonly part: number;
  readonly body: Buffer;
}

/** One body for each of 2^`partBits` parts of all keys that has records. */
export function encodeCreated(records: readonly CreatedRecords[], partBits: number): readonly LogBody[] {
  const shift = 8 - partBits;
  const counts = new Uint32Array(2 ** partBits);
  const sizes = new Uint32Array(2 ** partBits);
  for (const { count, drafts, starts, uids } of records) {
    for (let index = 0; index < count; index += 1) {
      const start = starts[index] ?? 0;
      const part = (drafts[start] ?? 0) >> shift;
      const draft = (starts[index + 1] ?? 0) - start;
      const uid = { source: uids.source, from: uids.starts[index] ?? 0, to: uids.ends[index] ?? 0 };
      counts[part] = (counts[part] ?? 0) + 1;
      sizes[part] = (sizes[part] ?? 0) + draft + uidBytes(uid);
    }
  }
  const writers = Array.from(counts, (count, part) => beginBody(count, sizes[part] ?? 0));
  for (const some of records) {
    for (let index = 0; index < some.count; index += 1) {
      const part = (some.drafts[some.starts[index] ?? 0] ?? 0) >> shift;
      const writer = writers[part];
      if (writer !== undefined) add(writer, some, index);
    }
  }
  return writers.flatMap((writer, part) => ((counts[part] ?? 0) === 0 ? [] : [{ part, body: bodyOf(writer) }]));
}

function add(writer: BodyWriter, { drafts, starts, uids }: CreatedRecords, index: number): void {
  const { body } = writer;
  const end = starts[index + 1] ?? 0;
  let at = writer.end;
  // A loop: a call into native code costs more than so few bytes.
  for (let byte = starts[index] ?? 0; byte < end; byte += 1, at += 1) body[at] = drafts[byte] ?? 0;
  const uid = { source: uids.source, from: uids.starts[index] ?? 0, to: uids.ends[index] ?? 0 };
  addToBody(writer, writeUid(body, at, uid));
}
