/** Places that are looked up together: more than memory answers for at once, and all still in the cache afterwards. */
const AT_ONCE = 64;

/**
 * Takes the numbers below `count` some at a time. Who looks many keys up in a large table first reads where each may be,
 * one after the other, so that memory answers for all of them at once, and then looks.
 */
export function inBatches(count: number, take: (from: number, to: number) => void): void {
  for (let from = 0; from < count; from += AT_ONCE) take(from, Math.min(count, from + AT_ONCE));
}
