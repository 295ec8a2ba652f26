// The signature that groups failed records of one cause: stage, code, field and the message without its values.

import type { Reject } from '../failures/reject.ts';

/** Longer messages are cut: the cause stands at the beginning. */
const MAX_MESSAGE_CHARS = 1000;
const MASK = '…';

/** In this order: what is quoted is a value whatever it looks like. */
const VALUES: readonly (readonly [RegExp, string])[] = [
  [/"(?:[^"\\]|\\.)*"/gs, `"${MASK}"`],
  [/“[^”]*”/g, `“${MASK}”`],
  [/«[^»]*»/g, `«${MASK}»`],
  [/`[^`]*`/g, `\`${MASK}\``],
  // Not the apostrophe inside a word.
  [/(?<![\p{L}\p{N}])'[^']*'(?![\p{L}\p{N}])/gu, `'${MASK}'`],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, MASK],
  [/\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}[\d:.,]*(?:Z|[+-]\d{2}:?\d{2})?/g, MASK],
  [/\b\d{1,2}-[A-Z]{3}-\d{2,4}\b/gi, MASK],
  // Not the end of a decimal with its exponent, 9.6865093e-317.
  [/(?<!\.)\b(?:0x)?(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{8,}\b(?![+-]\d)/gi, MASK],
  // Numbers, dates, times, versions; the 2 of VARCHAR2 is part of a name.
  [/(?<!VARCHAR)(?:(?<![\p{L}\p{N}])[+-])?\d+(?:[.,:/_-]\d+)*(?:e[+-]?\d+)?/giu, MASK],
];

/** Readable text, equal for rejects that differ only in values (quoted text, numbers, dates, hex, uuids). */
export function signatureOf({ stage, code, field, message }: Reject): string {
  let cause = message.slice(0, MAX_MESSAGE_CHARS);
  for (const [value, mask] of VALUES) cause = cause.replace(value, mask);
  return [stage, code, field ?? '-', cause].join(' | ');
}
