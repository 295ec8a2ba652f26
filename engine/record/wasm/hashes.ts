// The hashes of records as a WebAssembly module (AssemblyScript): over its own memory, from addresses to an address.
// `npm run build:hashes` compiles it to ../hashes-wasm.ts.

import { blake3 } from './blake3';
import { xxh128 } from './xxh128';

export { blake3, xxh128 };

/** From here on memory belongs to the caller. */
export function freeFrom(): usize {
  return __heap_base;
}

/**
 * XXH128 of the ranges `starts[n]` to `ends[n]` behind `base`, 16 bytes each, of which the last four are overwritten
 * with `tag`.
 */
export function tagRanges(starts: usize, ends: usize, count: u32, base: usize, tag: u32, out: usize): void {
  const tagBytes = bswap<u32>(tag);
  for (let at: usize = 0; at < <usize>count; at += 1) {
    const digest = out + at * 16;
    xxh128(base + load<u32>(starts + at * 4), base + load<u32>(ends + at * 4), digest);
    store<u32>(digest, tagBytes, 12);
  }
}
