// Memory whose bytes are hashed where they stand: that of one instance of the WebAssembly module (wasm/hashes.ts).
// A call into it takes three numbers, and its digest is read from a fixed place: nothing is copied, no view is made.
// Promises: the digests that were taken from hash-wasm before, bit by bit (docs/decisions/0014).

import { HASHES_WASM } from './hashes-wasm.ts';

export interface HashMemory {
  /** At least so many bytes, beginning with what was written before; earlier views may be empty from then on. */
  readonly makeRoom: (bytes: number) => Buffer;
  /** XXH128 of the bytes from one place to another, 16 bytes that hold until the next call. */
  bkHash(from: number, to: number): Buffer;
  /** The same in another place. */
  fingerprint(from: number, to: number): Buffer;
  /** BLAKE3-256, 32 bytes that hold until the next call. */
  dataHash(from: number, to: number): Buffer;
  /** Writes the XXH128 of many ranges at once. */
  fingerprintRanges(ranges: HashRanges): void;
}

/** Places in the memory, but for `count` and `tag`. */
export interface HashRanges {
  readonly count: number;
  /** Where the ranges' starts and ends stand, 32 bits each, counted from `base`. */
  readonly starts: number;
  readonly ends: number;
  readonly base: number;
  /** What the last four of a range's 16 bytes are overwritten with. */
  readonly tag: number;
  readonly out: number;
}

/** What wasm/hashes.ts exports; places are addresses. */
interface HashModule {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly freeFrom: () => number;
  readonly xxh128: (from: number, to: number, out: number) => void;
  readonly blake3: (from: number, to: number, out: number) => void;
  // The module's own order.
  readonly tagRanges: (...parts: readonly number[]) => void;
}

/** Node's types leave it to the browser's. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

const WASM_PAGE = 65_536;
const KEY_AT = 0;
const PRINT_AT = 16;
const DATA_AT = 32;
const DIGESTS = 64;
/** BLAKE3 reads whole blocks. */
const BEHIND = 64;

let compiled: object | null = null;

export function createHashMemory(): HashMemory {
  // Once per thread.
  compiled ??= new WebAssembly.Module(Buffer.from(HASHES_WASM, 'base64'));
  // Safe: a test compiles the module from its source.
  const { memory, freeFrom, xxh128, blake3, tagRanges } = new WebAssembly.Instance(compiled).exports as HashModule;
  const digests = freeFrom();
  const start = digests + DIGESTS;
  let views = viewMemory(memory.buffer, digests);

  return {
    makeRoom: (bytes) => {
      const missing = start + bytes + BEHIND - memory.buffer.byteLength;
      if (missing > 0) {
        memory.grow(Math.ceil(missing / WASM_PAGE));
        // Memory that grows is another buffer: views of the one before are empty.
        views = viewMemory(memory.buffer, digests);
      }
      return views.text;
    },
    bkHash: (from, to) => {
      xxh128(start + from, start + to, digests + KEY_AT);
      return views.key;
    },
    fingerprint: (from, to) => {
      xxh128(start + from, start + to, digests + PRINT_AT);
      return views.print;
    },
    dataHash: (from, to) => {
      blake3(start + from, start + to, digests + DATA_AT);
      return views.data;
    },
    fingerprintRanges: ({ starts, ends, count, base, tag, out }) =>
      tagRanges(start + starts, start + ends, count, start + base, tag, start + out),
  };
}

function viewMemory(memory: ArrayBuffer, digests: number) {
  const textAt = digests + DIGESTS;
  return {
    key: Buffer.from(memory, digests + KEY_AT, PRINT_AT - KEY_AT),
    print: Buffer.from(memory, digests + PRINT_AT, DATA_AT - PRINT_AT),
    data: Buffer.from(memory, digests + DATA_AT, DIGESTS - DATA_AT),
    text: Buffer.from(memory, textAt, memory.byteLength - textAt - BEHIND),
  };
}
