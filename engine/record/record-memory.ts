// What is done with the bytes of records where they stand: one instance of the WebAssembly module (wasm/), and its memory.
// Places are addresses in that memory. A call takes numbers and gives one: nothing is copied, no view is made.

import { RECORD_WASM } from './record-wasm.ts';

/** What wasm/index.ts exports; the files behind it say what each does. */
export interface RecordModule {
  readonly take: (bytes: number) => number;
  readonly giveBack: (at: number, bytes: number) => void;
  readonly xxh128: (from: number, to: number, out: number) => void;
  readonly blake3: (from: number, to: number, out: number) => void;
  readonly tagRanges: (...parts: readonly number[]) => void;
  readonly scanRow: (...parts: readonly number[]) => number;
  readonly makeFields: (count: number) => void;
  readonly setField: (index: number, column: number, isHashed: boolean, from: number, to: number) => void;
  readonly findCells: (tokens: number, from: number) => number;
  readonly setCell: (index: number, tokens: number, from: number, to: number) => void;
  readonly makeKeys: (fields: number, columns: number) => void;
  readonly setKeyField: (at: number, index: number, from: number, to: number) => void;
  readonly setSourceKey: (at: number, column: number) => void;
  readonly hasKey: () => number;
  readonly hasPlainSourceKey: (tokens: number) => number;
  readonly hasPlainReference: () => number;
  readonly hashParent: (fields: number, count: number, out: number) => number;
  readonly makeRows: (from: number, to: number) => void;
  readonly makeRecords: () => void;
  readonly setPiece: (piece: number, from: number, to: number) => void;
  readonly beginPage: (places: number, rows: number) => void;
  readonly writeRow: (...parts: readonly number[]) => void;
  readonly roomForRow: (bytes: number) => number;
  readonly hashKey: () => void;
  readonly printRow: () => void;
  readonly hashData: () => void;
  readonly keepRow: (...parts: readonly number[]) => void;
  readonly endPage: () => number;
  readonly outgoingAt: () => number;
  readonly draftsAt: () => number;
  /** Where the hashes of a row are written. */
  readonly DIGESTS: { readonly value: number };
  /** Where the places of a row's parts are written. */
  readonly SPAN: { readonly value: number };
}

interface Exports extends RecordModule {
  readonly memory: { readonly buffer: ArrayBuffer };
}

export interface RecordMemory {
  readonly module: RecordModule;
  /** All of the memory. Another one after any call that takes memory: the one before is empty then. */
  readonly bytes: Buffer;
  /** The same, in words of 32 bits. */
  readonly words: Uint32Array;
}

/** Node's types leave it to the browser's. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

let compiled: object | null = null;

export function createRecordMemory(): RecordMemory {
  // Once per thread.
  compiled ??= new WebAssembly.Module(Buffer.from(RECORD_WASM, 'base64'));
  // Safe: a test compiles the module from its source.
  const module = new WebAssembly.Instance(compiled).exports as Exports;
  let bytes = Buffer.from(module.memory.buffer);
  let words = new Uint32Array(module.memory.buffer);
  const look = (): void => {
    // Memory that grew is another buffer.
    if (bytes.length > 0) return;
    bytes = Buffer.from(module.memory.buffer);
    words = new Uint32Array(module.memory.buffer);
  };
  return {
    module,
    get bytes() {
      look();
      return bytes;
    },
    get words() {
      look();
      return words;
    },
  };
}

/** An area that is written anew again and again. */
export interface Area {
  /** Where what was written last begins and ends. */
  readonly from: number;
  readonly to: number;
  /** Room for so many bytes: what was written before is gone. */
  makeRoom(bytes: number): number;
  writeText(text: string): void;
}

export function createArea(memory: RecordMemory): Area {
  let size = 0;
  let from = 0;
  let to = 0;
  const makeRoom = (bytes: number): number => {
    if (bytes > size) {
      if (size > 0) memory.module.giveBack(from, size);
      size = Math.max(bytes, 2 * size);
      from = memory.module.take(size);
    }
    to = from + bytes;
    return from;
  };
  return {
    get from() {
      return from;
    },
    get to() {
      return to;
    },
    makeRoom,
    writeText: (text) => {
      // A UTF-16 unit takes at most three bytes.
      const at = makeRoom(text.length * 3);
      to = at + memory.bytes.write(text, at);
    },
  };
}
