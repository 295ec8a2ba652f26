// BLAKE3 with 256 bits, after the BLAKE3 paper: a chunk of 1,024 bytes is hashed block by block, chunks are joined as a
// binary tree. The state is four rows of four words, each row one vector.
// Promises: up to 63 bytes behind the input are read, and make no difference.

const BLOCK: usize = 64;
const CHUNK: usize = 1024;
const DIGEST: usize = 32;
const ROUNDS = 7;

const CHUNK_START: u32 = 1;
const CHUNK_END: u32 = 2;
const PARENT: u32 = 4;
const ROOT: u32 = 8;

const IV = memory.data<u32>(
  [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19],
  16,
);

/** Chaining values of subtrees that wait for their sibling, the largest first: 4 GB are 2^22 chunks. */
const STACK = memory.data(24 * 32, 16);

export function blake3(from: usize, to: usize, out: usize): void {
  if (to - from <= CHUNK) {
    hashChunk(from, to, 0, ROOT, out);
    return;
  }
  let at = from;
  let top = STACK;
  for (let chunks: u32 = 1; to - at > CHUNK; chunks += 1) {
    hashChunk(at, at + CHUNK, chunks - 1, 0, top);
    at += CHUNK;
    // A trailing zero of the count is a pair of subtrees of one size. More input follows: none of them is the root.
    for (let pairs = ctz(chunks); pairs > 0; pairs -= 1) {
      top -= DIGEST;
      joinPair(top, 0, top);
    }
    top += DIGEST;
  }
  hashChunk(at, to, <u32>((at - from) / CHUNK), 0, top);
  for (top -= DIGEST; top > STACK; top -= DIGEST) joinPair(top, 0, top);
  joinPair(STACK, ROOT, out);
}

function hashChunk(from: usize, to: usize, chunk: u32, root: u32, out: usize): void {
  let chaining = IV;
  let start = CHUNK_START;
  let at = from;
  for (; to - at > BLOCK; at += BLOCK) {
    compress(chaining, at, BLOCK, chunk, start, out);
    chaining = out;
    start = 0;
  }
  compress(chaining, at, to - at, chunk, start | CHUNK_END | root, out);
}

/** Two chaining values, side by side, are the block of their parent. */
function joinPair(pair: usize, root: u32, out: usize): void {
  compress(IV, pair, BLOCK, 0, PARENT | root, out);
}

function compress(chaining: usize, block: usize, bytes: usize, chunk: u32, flags: u32, out: usize): void {
  let words0 = v128.load(block);
  let words4 = v128.load(block, 16);
  let words8 = v128.load(block, 32);
  let words12 = v128.load(block, 48);
  if (bytes < BLOCK) {
    const end = i8x16.splat(<i8>bytes);
    words0 = v128.and(words0, i8x16.gt_s(end, i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)));
    words4 = v128.and(words4, i8x16.gt_s(end, i8x16(16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31)));
    words8 = v128.and(words8, i8x16.gt_s(end, i8x16(32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47)));
    words12 = v128.and(words12, i8x16.gt_s(end, i8x16(48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63)));
  }
  // The words that each half of a round mixes into columns and diagonals: 0 2 4 6, 1 3 5 7, 14 8 10 12, 15 9 11 13.
  let column0 = i32x4.shuffle(words0, words4, 0, 2, 4, 6);
  let column1 = i32x4.shuffle(words0, words4, 1, 3, 5, 7);
  let diagonal0 = i32x4.shuffle(words8, words12, 6, 0, 2, 4);
  let diagonal1 = i32x4.shuffle(words8, words12, 7, 1, 3, 5);
  let a = v128.load(chaining);
  let b = v128.load(chaining, 16);
  let c = v128.load(IV);
  let d = i64x2.replace_lane(i64x2.splat(chunk), 1, ((<u64>flags) << 32) | (<u64>bytes));
  for (let round = 1; ; round += 1) {
    // Row b is always the last to be known, and added last.
    a = i32x4.add(i32x4.add(a, column0), b);
    d = rotate16(v128.xor(d, a));
    c = i32x4.add(c, d);
    b = rotate12(v128.xor(b, c));
    a = i32x4.add(i32x4.add(a, column1), b);
    d = rotate8(v128.xor(d, a));
    c = i32x4.add(c, d);
    b = rotate7(v128.xor(b, c));
    // Diagonals become columns: the other rows are turned towards row b.
    a = i32x4.shuffle(a, a, 3, 0, 1, 2);
    c = i32x4.shuffle(c, c, 1, 2, 3, 0);
    d = i32x4.shuffle(d, d, 2, 3, 0, 1);
    a = i32x4.add(i32x4.add(a, diagonal0), b);
    d = rotate16(v128.xor(d, a));
    c = i32x4.add(c, d);
    b = rotate12(v128.xor(b, c));
    a = i32x4.add(i32x4.add(a, diagonal1), b);
    d = rotate8(v128.xor(d, a));
    c = i32x4.add(c, d);
    b = rotate7(v128.xor(b, c));
    a = i32x4.shuffle(a, a, 1, 2, 3, 0);
    c = i32x4.shuffle(c, c, 3, 0, 1, 2);
    d = i32x4.shuffle(d, d, 2, 3, 0, 1);
    if (round == ROUNDS) break;
    // Words 2 6 3 10 7 0 4 13 1 11 12 5 9 14 15 8 are the next round's 0 to 15.
    const next0 = i32x4.shuffle(column0, column1, 1, 5, 7, 2);
    const next1 = i32x4.shuffle(i32x4.shuffle(column0, diagonal0, 3, 0, 6, 6), diagonal1, 0, 2, 1, 7);
    const next2 = i32x4.shuffle(i32x4.shuffle(diagonal1, column1, 0, 1, 4, 4), diagonal0, 0, 2, 7, 1);
    const next3 = i32x4.shuffle(i32x4.shuffle(diagonal0, diagonal1, 1, 6, 0, 0), column1, 0, 1, 6, 2);
    column0 = next0;
    column1 = next1;
    diagonal0 = next2;
    diagonal1 = next3;
  }
  v128.store(out, v128.xor(a, c));
  v128.store(out, v128.xor(b, d), 16);
}

function rotate16(words: v128): v128 {
  return i8x16.shuffle(words, words, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
}

function rotate12(words: v128): v128 {
  return v128.or(i32x4.shr_u(words, 12), i32x4.shl(words, 20));
}

function rotate8(words: v128): v128 {
  return i8x16.shuffle(words, words, 1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12);
}

function rotate7(words: v128): v128 {
  return v128.or(i32x4.shr_u(words, 7), i32x4.shl(words, 25));
}
