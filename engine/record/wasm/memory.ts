// Areas of the module's memory, each a power of two in size: what is given back is taken again. Texts that grow at their end.
// Promises: up to BEHIND bytes behind an area can be read, and make no difference.

const BEHIND: usize = 64;
const SMALLEST: u32 = 6;
const WASM_PAGE: usize = 65536;
/** Texts are copied in steps of 16 bytes, the last of which may write beyond their end. */
const STEP: usize = 16;

/** The first free area of each size, by its power of two; each says where the next one is. */
const FREE = memory.data(32 * 4, 16);
let top: usize = 0;

/** An area of at least so many bytes, with whatever stood there before. Memory may grow. */
export function take(bytes: usize): usize {
  const power = max(SMALLEST, 32 - clz<u32>(<u32>bytes - 1));
  const list = FREE + power * 4;
  const free = load<usize>(list);
  if (free != 0) {
    store<usize>(list, load<usize>(free));
    return free;
  }
  if (top == 0) top = (__heap_base + BEHIND) & ~(BEHIND - 1);
  const area = top;
  top += 1 << power;
  const missing = <isize>(top + BEHIND) - <isize>memory.size() * <isize>WASM_PAGE;
  if (missing > 0 && memory.grow(<i32>((missing + WASM_PAGE - 1) / WASM_PAGE)) < 0) unreachable();
  return area;
}

/** Gives back what `take` gave for so many bytes. */
export function giveBack(area: usize, bytes: usize): void {
  const list = FREE + max(SMALLEST, 32 - clz<u32>(<u32>bytes - 1)) * 4;
  store<usize>(area, load<usize>(list));
  store<usize>(list, area);
}

@unmanaged
export class Text {
  bytes: usize;
  length: usize;
  size: usize;
}

export function newText(size: usize): Text {
  const text = changetype<Text>(take(offsetof<Text>()));
  text.bytes = take(size);
  text.length = 0;
  text.size = size;
  return text;
}

/** A text that stays as it is. */
export function textOf(from: usize, to: usize): Text {
  const text = newText(to - from + STEP);
  text.length = to - from;
  copy(text.bytes, from, to - from);
  return text;
}

/** Makes room for so many bytes more: the text may move. */
export function makeRoom(text: Text, more: usize): void {
  const needed = text.length + more + STEP;
  if (needed <= text.size) return;
  const size = max(text.size * 2, needed);
  const bytes = take(size);
  memory.copy(bytes, text.bytes, text.length);
  giveBack(text.bytes, text.size);
  text.bytes = bytes;
  text.size = size;
}

/** Where there is room: copies into steps that may write up to 15 bytes more; returns where the copy ends. */
export function copy(to: usize, from: usize, bytes: usize): usize {
  for (let at: usize = 0; at < bytes; at += STEP) v128.store(to + at, v128.load(from + at));
  return to + bytes;
}

export function isSame(one: usize, other: usize, bytes: usize): bool {
  let at: usize = 0;
  for (; at + 8 <= bytes; at += 8) if (load<u64>(one + at) != load<u64>(other + at)) return false;
  return at == bytes || (load<u64>(one + at) ^ load<u64>(other + at)) << unused(bytes - at) == 0;
}

/** The bits of a word above so many bytes. */
export function unused(bytes: usize): u64 {
  return 64 - ((<u64>bytes) << 3);
}
