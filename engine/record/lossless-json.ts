// Reads JSON without losing a digit: numbers that a double does not carry exactly become exact decimal strings.
// Promises: everything else, refusals included, is what JSON.parse gives.
// A scan for long digit runs and exponents costs a quarter of the parse; a reviver on every value costs seven parses.

import { numberToPlain, parseDecimal, toPlain } from './decimal.ts';

// Fifteen significant digits without an exponent always survive a double.
const SUSPECT = /[:,[\s]-?\d(?:[\d.]{15}|[\d.]*[eE])/;
const BARE_NUMBER = /^-?\d/;
// The strict JSON grammar; a token before a colon would be an object key, which quotes must not make valid.
const NUMBER_TOKEN = /(?<![\d.eE+-])-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\d.eE])(?!\s*:)/g;
// `1e309`, the shortest token that a double cannot carry, with one character around it.
const SHORTEST_SUSPECT = 5;

/**
 * JSON.parse that keeps every digit: `9007199254740993` gives the string `"9007199254740993"`, `1e400` its 401 digits.
 * With `exactText`, every number that a double would print otherwise keeps its own text: `1.10` gives `"1.10"`.
 * Exponents beyond ±1000 keep their text as it stands. Throws SyntaxError as JSON.parse does.
 */
export function parseLossless(text: string, options?: { readonly exactText?: boolean }): unknown {
  if (options?.exactText === true) return JSON.parse(quoteNumbers(text, 1, keepText));
  if (!SUSPECT.test(text) && !BARE_NUMBER.test(text)) return JSON.parse(text);
  return JSON.parse(quoteNumbers(text, SHORTEST_SUSPECT, keepValue));
}

function keepText(token: string): string {
  return String(Number(token)) === token ? token : `"${token}"`;
}

function keepValue(token: string): string {
  const double = Number(token);
  if (String(double) === token) return token;
  const exact = parseDecimal(token);
  if (exact === null) return `"${token}"`;
  const plain = toPlain(exact);
  return Number.isFinite(double) && numberToPlain(double).replace(/^-0$/, '0') === plain ? token : `"${plain}"`;
}

/** Rewrites the number tokens between strings; segments shorter than `minLength` hold nothing to rewrite. */
function quoteNumbers(text: string, minLength: number, rewrite: (token: string) => string): string {
  let out = '';
  let copied = 0;
  let at = 0;
  while (at < text.length) {
    const quote = text.indexOf('"', at);
    const end = quote === -1 ? text.length : quote;
    if (end - at >= minLength) {
      const segment = text.slice(at, end);
      const rewritten = segment.replace(NUMBER_TOKEN, rewrite);
      if (rewritten !== segment) {
        out += text.slice(copied, at) + rewritten;
        copied = end;
      }
    }
    if (quote === -1) break;
    at = endOfString(text, quote + 1);
  }
  return copied === 0 ? text : out + text.slice(copied);
}

/** Index after the closing quote of the string that began before `from`. */
function endOfString(text: string, from: number): number {
  let at = from;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return text.length;
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === 92 && quote - backslashes > from) backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}
