// XXH3 with 128 bits, seed 0 and the default secret, after xxHash's specification (doc/xxhash_spec.md): names are its own.
// Promises: nothing is read but the input; the digest is in canonical (big-endian) order.

/** kSecret of the specification, 192 bytes. */
const SECRET = memory.data<u8>([
  0xb8, 0xfe, 0x6c, 0x39, 0x23, 0xa4, 0x4b, 0xbe, 0x7c, 0x01, 0x81, 0x2c, 0xf7, 0x21, 0xad, 0x1c, 0xde, 0xd4, 0x6d,
  0xe9, 0x83, 0x90, 0x97, 0xdb, 0x72, 0x40, 0xa4, 0xa4, 0xb7, 0xb3, 0x67, 0x1f, 0xcb, 0x79, 0xe6, 0x4e, 0xcc, 0xc0,
  0xe5, 0x78, 0x82, 0x5a, 0xd0, 0x7d, 0xcc, 0xff, 0x72, 0x21, 0xb8, 0x08, 0x46, 0x74, 0xf7, 0x43, 0x24, 0x8e, 0xe0,
  0x35, 0x90, 0xe6, 0x81, 0x3a, 0x26, 0x4c, 0x3c, 0x28, 0x52, 0xbb, 0x91, 0xc3, 0x00, 0xcb, 0x88, 0xd0, 0x65, 0x8b,
  0x1b, 0x53, 0x2e, 0xa3, 0x71, 0x64, 0x48, 0x97, 0xa2, 0x0d, 0xf9, 0x4e, 0x38, 0x19, 0xef, 0x46, 0xa9, 0xde, 0xac,
  0xd8, 0xa8, 0xfa, 0x76, 0x3f, 0xe3, 0x9c, 0x34, 0x3f, 0xf9, 0xdc, 0xbb, 0xc7, 0xc7, 0x0b, 0x4f, 0x1d, 0x8a, 0x51,
  0xe0, 0x4b, 0xcd, 0xb4, 0x59, 0x31, 0xc8, 0x9f, 0x7e, 0xc9, 0xd9, 0x78, 0x73, 0x64, 0xea, 0xc5, 0xac, 0x83, 0x34,
  0xd3, 0xeb, 0xc3, 0xc5, 0x81, 0xa0, 0xff, 0xfa, 0x13, 0x63, 0xeb, 0x17, 0x0d, 0xdd, 0x51, 0xb7, 0xf0, 0xda, 0x49,
  0xd3, 0x16, 0x55, 0x26, 0x29, 0xd4, 0x68, 0x9e, 0x2b, 0x16, 0xbe, 0x58, 0x7d, 0x47, 0xa1, 0xfc, 0x8f, 0xf8, 0xb8,
  0xd1, 0x7a, 0xd0, 0x31, 0xce, 0x45, 0xcb, 0x3a, 0x8f, 0x95, 0x16, 0x04, 0x28, 0xaf, 0xd7, 0xfb, 0xca, 0xbb, 0x4b,
  0x40, 0x7e,
]);

const PRIME32_1: u64 = 0x9e3779b1;
const PRIME32_2: u64 = 0x85ebca77;
const PRIME32_3: u64 = 0xc2b2ae3d;
const PRIME64_1: u64 = 0x9e3779b185ebca87;
const PRIME64_2: u64 = 0xc2b2ae3d27d4eb4f;
const PRIME64_3: u64 = 0x165667b19e3779f9;
const PRIME64_4: u64 = 0x85ebca77c2b2ae63;
const PRIME64_5: u64 = 0x27d4eb2f165667c5;
const PRIME_MX1: u64 = 0x165667919e3779f9;
const PRIME_MX2: u64 = 0x9fb21c651e98df25;

const LOW_HALF: u64 = 0xffffffff;
const STRIPE: usize = 64;
/** Stripes until the accumulators are scrambled: (192 - 64) / 8. */
const STRIPES_PER_BLOCK: usize = 16;

export function xxh128(from: usize, to: usize, out: usize): void {
  const bytes = to - from;
  if (bytes > 240) hashLong(from, bytes, out);
  else if (bytes > 128) hash129to240(from, bytes, out);
  else if (bytes > 16) hash17to128(from, bytes, out);
  else if (bytes > 8) hash9to16(from, bytes, out);
  else if (bytes > 3) hash4to8(from, bytes, out);
  else if (bytes > 0) hash1to3(from, bytes, out);
  else hashNothing(out);
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

function hashNothing(out: usize): void {
  finish(xxh64Avalanche(secret(64) ^ secret(72)), xxh64Avalanche(secret(80) ^ secret(88)), out);
}

function hash1to3(from: usize, bytes: usize, out: usize): void {
  const first = <u32>load<u8>(from);
  const middle = <u32>load<u8>(from + (bytes >> 1));
  const last = <u32>load<u8>(from + bytes - 1);
  const combined = (first << 16) | (middle << 24) | last | ((<u32>bytes) << 8);
  const low = (<u64>combined) ^ (<u64>(load<u32>(SECRET) ^ load<u32>(SECRET, 4)));
  const high = (<u64>rotl<u32>(bswap<u32>(combined), 13)) ^ (<u64>(load<u32>(SECRET, 8) ^ load<u32>(SECRET, 12)));
  finish(xxh64Avalanche(low), xxh64Avalanche(high), out);
}

function hash4to8(from: usize, bytes: usize, out: usize): void {
  const input = (<u64>load<u32>(from)) | ((<u64>load<u32>(from + bytes - 4)) << 32);
  const keyed = input ^ (secret(16) ^ secret(24));
  const factor = PRIME64_1 + ((<u64>bytes) << 2);
  let low = keyed * factor;
  const high = multiplyHigh(keyed, factor) + (low << 1);
  low ^= high >> 3;
  low ^= low >> 35;
  low *= PRIME_MX2;
  low ^= low >> 28;
  finish(low, avalanche(high), out);
}

function hash9to16(from: usize, bytes: usize, out: usize): void {
  const first = load<u64>(from);
  const last = load<u64>(from + bytes - 8);
  const mixed = first ^ last ^ (secret(32) ^ secret(40));
  const keyed = last ^ (secret(48) ^ secret(56));
  const high = multiplyHigh(mixed, PRIME64_1) + keyed + (keyed & LOW_HALF) * (PRIME32_2 - 1);
  const low = (mixed * PRIME64_1 + ((<u64>bytes - 1) << 54)) ^ bswap<u64>(high);
  finish(avalanche(low * PRIME64_2), avalanche(multiplyHigh(low, PRIME64_2) + high * PRIME64_2), out);
}

/** The accumulators of inputs of 17 to 240 bytes. */
let accLow: u64 = 0;
let accHigh: u64 = 0;

function hash17to128(from: usize, bytes: usize, out: usize): void {
  const end = from + bytes;
  accLow = <u64>bytes * PRIME64_1;
  accHigh = 0;
  if (bytes > 96) mix32(from + 48, end - 64, SECRET + 96);
  if (bytes > 64) mix32(from + 32, end - 48, SECRET + 64);
  if (bytes > 32) mix32(from + 16, end - 32, SECRET + 32);
  mix32(from, end - 16, SECRET);
  finishMixed(bytes, out);
}

function hash129to240(from: usize, bytes: usize, out: usize): void {
  const end = from + bytes;
  accLow = <u64>bytes * PRIME64_1;
  accHigh = 0;
  for (let at: usize = 0; at < 128; at += 32) mix32(from + at, from + at + 16, SECRET + at);
  accLow = avalanche(accLow);
  accHigh = avalanche(accHigh);
  for (let at: usize = 128; at + 32 <= bytes; at += 32) mix32(from + at, from + at + 16, SECRET + at - 125);
  mix32(end - 16, end - 32, SECRET + 103);
  finishMixed(bytes, out);
}

function mix32(first: usize, second: usize, key: usize): void {
  accLow = (accLow + mix16(first, key)) ^ (load<u64>(second) + load<u64>(second, 8));
  accHigh = (accHigh + mix16(second, key + 16)) ^ (load<u64>(first) + load<u64>(first, 8));
}

function finishMixed(bytes: usize, out: usize): void {
  const low = accLow + accHigh;
  const high = accLow * PRIME64_1 + accHigh * PRIME64_4 + <u64>bytes * PRIME64_2;
  finish(avalanche(low), 0 - avalanche(high), out);
}

function hashLong(from: usize, bytes: usize, out: usize): void {
  let acc0 = i64x2(PRIME32_3, PRIME64_1);
  let acc1 = i64x2(PRIME64_2, PRIME64_3);
  let acc2 = i64x2(PRIME64_4, PRIME32_2);
  let acc3 = i64x2(PRIME64_5, PRIME32_1);
  // The last stripe ends with the input, and may overlap the one before.
  const stripes = (bytes - 1) / STRIPE;
  for (let stripe: usize = 0; stripe <= stripes; stripe += 1) {
    const isLast = stripe == stripes;
    const inBlock = stripe % STRIPES_PER_BLOCK;
    const at = isLast ? from + bytes - STRIPE : from + stripe * STRIPE;
    const key = isLast ? SECRET + 121 : SECRET + inBlock * 8;
    const input0 = v128.load(at);
    const input1 = v128.load(at, 16);
    const input2 = v128.load(at, 32);
    const input3 = v128.load(at, 48);
    const keyed0 = v128.xor(input0, v128.load(key));
    const keyed1 = v128.xor(input1, v128.load(key, 16));
    const keyed2 = v128.xor(input2, v128.load(key, 32));
    const keyed3 = v128.xor(input3, v128.load(key, 48));
    const lows01 = i32x4.shuffle(keyed0, keyed1, 0, 2, 4, 6);
    const highs01 = i32x4.shuffle(keyed0, keyed1, 1, 3, 5, 7);
    const lows23 = i32x4.shuffle(keyed2, keyed3, 0, 2, 4, 6);
    const highs23 = i32x4.shuffle(keyed2, keyed3, 1, 3, 5, 7);
    acc0 = i64x2.add(i64x2.add(acc0, swapHalves(input0)), i64x2.extmul_low_i32x4_u(lows01, highs01));
    acc1 = i64x2.add(i64x2.add(acc1, swapHalves(input1)), i64x2.extmul_high_i32x4_u(lows01, highs01));
    acc2 = i64x2.add(i64x2.add(acc2, swapHalves(input2)), i64x2.extmul_low_i32x4_u(lows23, highs23));
    acc3 = i64x2.add(i64x2.add(acc3, swapHalves(input3)), i64x2.extmul_high_i32x4_u(lows23, highs23));
    if (isLast || inBlock < STRIPES_PER_BLOCK - 1) continue;
    acc0 = scramble(acc0, SECRET + 128);
    acc1 = scramble(acc1, SECRET + 144);
    acc2 = scramble(acc2, SECRET + 160);
    acc3 = scramble(acc3, SECRET + 176);
  }
  const length = <u64>bytes;
  const low = length * PRIME64_1 + merge(acc0, 11) + merge(acc1, 27) + merge(acc2, 43) + merge(acc3, 59);
  const high = ~(length * PRIME64_2) + merge(acc0, 117) + merge(acc1, 133) + merge(acc2, 149) + merge(acc3, 165);
  finish(avalanche(low), avalanche(high), out);
}

function swapHalves(lanes: v128): v128 {
  return i64x2.shuffle(lanes, lanes, 1, 0);
}

function scramble(acc: v128, key: usize): v128 {
  const mixed = v128.xor(v128.xor(acc, i64x2.shr_u(acc, 47)), v128.load(key));
  return i64x2.mul(mixed, i64x2.splat(PRIME32_1));
}

function merge(acc: v128, offset: usize): u64 {
  return fold(i64x2.extract_lane(acc, 0) ^ secret(offset), i64x2.extract_lane(acc, 1) ^ secret(offset + 8));
}

function secret(offset: usize): u64 {
  return load<u64>(SECRET + offset);
}

function mix16(at: usize, key: usize): u64 {
  return fold(load<u64>(at) ^ load<u64>(key), load<u64>(at, 8) ^ load<u64>(key, 8));
}

/** Both halves of the product of 128 bits, one over the other. */
function fold(a: u64, b: u64): u64 {
  return (a * b) ^ multiplyHigh(a, b);
}

/** The upper half of the product of 128 bits. */
function multiplyHigh(a: u64, b: u64): u64 {
  const aLow = a & LOW_HALF;
  const aHigh = a >> 32;
  const bLow = b & LOW_HALF;
  const bHigh = b >> 32;
  const highLow = aHigh * bLow;
  const cross = ((aLow * bLow) >> 32) + (highLow & LOW_HALF) + aLow * bHigh;
  return (highLow >> 32) + (cross >> 32) + aHigh * bHigh;
}

/** XXH3_avalanche. */
function avalanche(hash: u64): u64 {
  const mixed = (hash ^ (hash >> 37)) * PRIME_MX1;
  return mixed ^ (mixed >> 32);
}

/** XXH64_avalanche. */
function xxh64Avalanche(hash: u64): u64 {
  const first = (hash ^ (hash >> 33)) * PRIME64_2;
  const second = (first ^ (first >> 29)) * PRIME64_3;
  return second ^ (second >> 32);
}

function finish(low: u64, high: u64, out: usize): void {
  const digest = i64x2.replace_lane(i64x2.splat(low), 1, high);
  v128.store(out, i8x16.shuffle(digest, digest, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
}
