// What one layer makes of one value: the value, or a fault. A value is a scalar, a fault an object: no wrapper per value.

import type { RejectCode } from '../failures/codes.ts';
import type { Value } from '../record/shapes.ts';

/** Why a value was turned away; the caller adds stage and field. */
export interface Fault {
  readonly code: RejectCode;
  readonly message: string;
}
export type Outcome = Value | Fault;

export function isFault(outcome: Outcome): outcome is Fault {
  return typeof outcome === 'object' && outcome !== null;
}

export function fault(code: RejectCode, message: string): Fault {
  return { code, message };
}

const SHOWN_CHARACTERS = 60;

/** A value as messages show it: in JSON, cut after 60 characters. */
export function show(value: unknown): string {
  const text = value === undefined ? 'undefined' : JSON.stringify(value);
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}…"`;
}
