// The specs of a hash that a record names by number: a new one is added at the end, and none is ever taken away.

import assert from 'node:assert/strict';

const SPECS = ['jcs-1'];
const SPEC_BYTES = SPECS.map((spec) => Buffer.from(spec));

/** Says that the spec is none of them. */
export const UNKNOWN_SPEC = 0;

export function specNumber(spec: string): number {
  return SPECS.indexOf(spec) + 1;
}

/** The same of its bytes: a loop, since a call into native code costs more than so few bytes. */
export function specNumberOf(spec: Uint8Array): number {
  for (let which = 0; which < SPEC_BYTES.length; which += 1) {
    const known = SPEC_BYTES[which];
    let same = 0;
    while (same < spec.length && known?.[same] === spec[same]) same += 1;
    if (same === spec.length && same === known?.length) return which + 1;
  }
  return UNKNOWN_SPEC;
}

export function specAt(number: number): string {
  const spec = SPECS[number - 1];
  assert(spec !== undefined, 'A record names its hash spec by a number that was given.');
  return spec;
}
