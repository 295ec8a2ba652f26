// Layer 2: every string. CRLF and CR become LF; control characters go, tab and newline aside; Unicode NFC; runs of
// spaces, tabs and no-break spaces become one space; spaces around a newline go; ends are trimmed; empty becomes null.
// Promises: nothing else changes, and a second pass changes nothing.

import { fault, type Outcome } from './outcome.ts';

// Printable ASCII with single spaces inside is clean already: most values end here.
const UNCLEAN = /[^ -~]|^ | $| {2}/;
// Padded CHAR columns end here: printable ASCII, so that only spaces are to be dealt with.
const PRINTABLE = /^[ -~]*$/;
const CONTROL = /[\p{Cc}--[\t\n]]/gv;
const SPACES = /[ \t\u00a0]+/g;
const SPACES_AROUND_NEWLINE = / ?\n ?/g;
const ENDS = /^\p{White_Space}+|\p{White_Space}+$/gu;

/** The cleaned text, null where nothing is left; a fault for text that is not valid Unicode. */
export function cleanString(text: string): Outcome {
  if (text === '') return null;
  if (!UNCLEAN.test(text)) return text;
  if (PRINTABLE.test(text)) {
    const trimmed = text.trim();
    return trimmed === '' ? null : trimmed.replace(/ {2,}/g, ' ');
  }
  if (!text.isWellFormed()) {
    return fault('type', 'The text is not valid Unicode: it holds half of a surrogate pair.');
  }
  const cleaned = text
    .replace(/\r\n?/g, '\n')
    .replace(CONTROL, '')
    .normalize('NFC')
    .replace(SPACES, ' ')
    .replace(SPACES_AROUND_NEWLINE, '\n')
    .replace(ENDS, '');
  return cleaned === '' ? null : cleaned;
}
