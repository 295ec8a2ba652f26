// The specs of a hash that a record names by number: a new one is added at the end, and none is ever taken away.

import assert from 'node:assert/strict';

const SPECS = ['jcs-1'];

/** Says that the spec is none of them. */
export const UNKNOWN_SPEC = 0;

export function specNumber(spec: string): number {
  return SPECS.indexOf(spec) + 1;
}

export function specAt(number: number): string {
  const spec = SPECS[number - 1];
  assert(spec !== undefined, 'A record names its hash spec by a number that was given.');
  return spec;
}
