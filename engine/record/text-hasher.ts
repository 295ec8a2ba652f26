// Shared by all hashes of records: text in, hex digest out, through one reused buffer per thread.
// Encoding into a kept buffer and taking the digest as bytes is a third faster than handing hash-wasm the string.

import type { IHasher } from 'hash-wasm';

const START_BYTES = 16 * 1024;

/** Wraps a hash-wasm hasher as a synchronous function from text (as UTF-8) to its digest in lower-case hex. */
export function createTextHasher(hasher: IHasher): (text: string) => string {
  let input = Buffer.alloc(START_BYTES);
  const output = Buffer.alloc(hasher.digestSize);
  return (text) => {
    // A UTF-16 unit takes at most three bytes in UTF-8.
    if (text.length * 3 > input.length) input = Buffer.alloc(text.length * 4);
    const bytes = input.write(text);
    output.set(hasher.init().update(input.subarray(0, bytes)).digest('binary'));
    return output.toString('hex');
  };
}

/** The same hash of bytes that are UTF-8 already, as bytes; they hold until the next call. */
export function createByteHasher(hasher: IHasher): (bytes: Uint8Array) => Uint8Array {
  return (bytes) => hasher.init().update(bytes).digest('binary');
}
