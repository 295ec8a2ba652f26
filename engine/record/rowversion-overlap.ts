// Where an incremental read begins: a little below the watermark, in the source's own way of writing versions.
// Promises: what the text's shape cannot hold (seconds, a time of day) is rounded down, never up.

import { abbreviationOf, dateFromDays } from './calendar.ts';
import { locateDateForm, readDateForm } from './datetime-forms.ts';
import { parseDecimal, subtractDecimals, toPlainAtScale } from './decimal.ts';
import { secondsOf, type RowversionKind } from './rowversion.ts';

/** How far back to read again: seconds for timestamps, versions for numbers and hex. */
export interface Overlap {
  readonly seconds: number;
  readonly versions: number;
}

/** `text` less the overlap, in the same shape (width, separators, month names, AM and PM, fraction, offset). */
export function subtractOverlap(kind: RowversionKind, text: string, overlap: Overlap): string {
  if (kind === 'number') return overlap.versions === 0 ? text : subtractFromNumber(text, overlap.versions);
  if (kind === 'hex') return overlap.versions === 0 ? text : subtractFromHex(text, overlap.versions);
  return overlap.seconds === 0 ? text : subtractFromTimestamp(text, Math.ceil(overlap.seconds));
}

function subtractFromNumber(text: string, versions: number): string {
  const value = parseDecimal(text);
  if (value === null) return text;
  const less = subtractDecimals(value, { int: BigInt(versions), scale: 0 });
  const floored = less.int < 0n && value.int >= 0n ? { int: 0n, scale: value.scale } : less;
  const plain = toPlainAtScale(floored);
  return /^0\d/.test(text) ? plain.padStart(text.length, '0') : plain;
}

function subtractFromHex(text: string, versions: number): string {
  const prefix = /^0x/i.exec(text)?.[0] ?? '';
  const digits = text.slice(prefix.length);
  const less = BigInt(`0x${digits}`) - BigInt(versions);
  const hex = (less < 0n ? 0n : less).toString(16).padStart(digits.length, '0');
  return prefix + (/[a-f]/.test(digits) ? hex : hex.toUpperCase());
}

function subtractFromTimestamp(text: string, seconds: number): string {
  const reading = readDateForm(text, false);
  const places = locateDateForm(text);
  if (reading.kind !== 'read' || places === null) return text;
  // Seconds by the text's own clock: the offset stays as it is written.
  const local = secondsOf({ ...reading.parts, offsetMinutes: null }) - seconds;
  const days = Math.floor(local / 86400);
  const secondOfDay = local - days * 86400;
  const { year, month, day } = dateFromDays(days);
  if (year < 1) return text;
  const hour = Math.floor(secondOfDay / 3600);
  const values: Readonly<Record<string, number>> = {
    y: year,
    m: month,
    d: day,
    a: reading.order === 'month_first' ? month : day,
    b: reading.order === 'month_first' ? day : month,
    h: places.has('ap') ? hour % 12 || 12 : hour,
    mi: Math.floor((secondOfDay % 3600) / 60),
    s: secondOfDay % 60,
  };
  let result = text;
  for (const [name, [from, to]] of [...places].sort(([, a], [, b]) => b[0] - a[0])) {
    const old = text.slice(from, to);
    const value = values[name];
    let fresh = old;
    if (value !== undefined)
      fresh = String(name === 'y' && old.length === 2 ? value % 100 : value).padStart(old.length, '0');
    else if (name === 'mon') fresh = matchCase(old, abbreviationOf(month));
    else if (name === 'ap') fresh = matchCase(old, hour < 12 ? 'AM' : 'PM');
    result = result.slice(0, from) + fresh + result.slice(to);
  }
  return result;
}

function matchCase(pattern: string, text: string): string {
  if (pattern === pattern.toUpperCase()) return text;
  return pattern === pattern.toLowerCase() ? text.toLowerCase() : text.charAt(0) + text.slice(1).toLowerCase();
}
