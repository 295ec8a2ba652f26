// Bytes that are written to be hashed, where they stand: in an area of a module's memory (record-memory.ts).
// Promises: the digests that were taken from hash-wasm before, bit by bit (docs/decisions/0014).

import { createArea, createRecordMemory } from './record-memory.ts';

export interface HashMemory {
  /** Room for so many bytes; earlier views may be empty from then on. */
  readonly makeRoom: (bytes: number) => Buffer;
  /** XXH128 of the bytes from one place to another, 16 bytes that hold until the next call. */
  bkHash(from: number, to: number): Buffer;
  /** The same in another place. */
  fingerprint(from: number, to: number): Buffer;
  /** BLAKE3-256, 32 bytes that hold until the next call. */
  dataHash(from: number, to: number): Buffer;
}

export function createHashMemory(): HashMemory {
  const memory = createRecordMemory();
  const { xxh128, blake3, DIGESTS } = memory.module;
  const area = createArea(memory);
  const digest = (at: number, bytes: number): Buffer =>
    memory.bytes.subarray(DIGESTS.value + at, DIGESTS.value + at + bytes);
  return {
    makeRoom: (bytes) => {
      const at = area.makeRoom(bytes);
      return memory.bytes.subarray(at, at + bytes);
    },
    bkHash: (from, to) => {
      xxh128(area.from + from, area.from + to, DIGESTS.value);
      return digest(0, 16);
    },
    fingerprint: (from, to) => {
      xxh128(area.from + from, area.from + to, DIGESTS.value + 16);
      return digest(16, 16);
    },
    dataHash: (from, to) => {
      blake3(area.from + from, area.from + to, DIGESTS.value + 32);
      return digest(32, 32);
    },
  };
}
