// The middle of several measurements. Pure.

import assert from 'node:assert/strict';

/** The item with the middle value: the lower of the two middle ones where there is an even number. */
export function medianBy<Item>(items: readonly Item[], valueOf: (item: Item) => number): Item {
  const sorted = items.toSorted((one, other) => valueOf(one) - valueOf(other));
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  assert(median !== undefined, 'there is nothing to take the median of');
  return median;
}
