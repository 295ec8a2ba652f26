// Exact decimals for numbers that a double cannot carry (Oracle NUMBER has up to 38 digits).
// Promises: no digit is lost or invented; equal values give equal text whatever form they came in.

/** The value `int` * 10^-`scale`; `scale` is never negative. */
export interface Decimal {
  readonly int: bigint;
  readonly scale: number;
}

/** Powers of ten beyond this are refused: no ERP number has them, and `1E999999999` in plain form would fill the memory. */
const MAX_EXPONENT = 1000;
const NUMBER_TEXT = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/;
/** Plain digits that every double carries exactly: at most 15 of them. */
const SHORT_PLAIN = /^-?\d{1,15}$/;

/** Reads `-12.50`, `.5`, `5.`, `1.5E3`; null when the text is not a number or its exponent is beyond ±1000. */
export function parseDecimal(text: string): Decimal | null {
  if (SHORT_PLAIN.test(text)) return { int: BigInt(text), scale: 0 };
  const match = NUMBER_TEXT.exec(text);
  if (match === null) return null;
  const whole = match[2] ?? '';
  const fraction = match[3] ?? '';
  if (whole === '' && fraction === '') return null;
  const exponent = match[4] === undefined ? 0 : Number(match[4]);
  if (Math.abs(exponent) > MAX_EXPONENT) return null;
  const digits = BigInt(whole + fraction);
  const signed = match[1] === '-' ? -digits : digits;
  const scale = fraction.length - exponent;
  return scale >= 0 ? { int: signed, scale } : { int: signed * 10n ** BigInt(-scale), scale: 0 };
}

/** Brings both to one scale, so that their integers compare and add as they are. */
function align(a: Decimal, b: Decimal): readonly [bigint, bigint, number] {
  if (a.scale === b.scale) return [a.int, b.int, a.scale];
  if (a.scale < b.scale) return [a.int * 10n ** BigInt(b.scale - a.scale), b.int, b.scale];
  return [a.int, b.int * 10n ** BigInt(a.scale - b.scale), a.scale];
}

export function compareDecimals(a: Decimal, b: Decimal): -1 | 0 | 1 {
  const [left, right] = align(a, b);
  return left < right ? -1 : left > right ? 1 : 0;
}

export function subtractDecimals(a: Decimal, b: Decimal): Decimal {
  const [left, right, scale] = align(a, b);
  return { int: left - right, scale };
}

export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return { int: a.int * b.int, scale: a.scale + b.scale };
}

/** Rounds half away from zero to `digits` places after the point (before it when negative). */
export function roundDecimal(value: Decimal, digits: number): Decimal {
  if (value.scale <= digits) return value;
  const unit = 10n ** BigInt(value.scale - digits);
  const half = unit / 2n;
  const quotient = (value.int < 0n ? value.int - half : value.int + half) / unit;
  return digits >= 0 ? { int: quotient, scale: digits } : { int: quotient * 10n ** BigInt(-digits), scale: 0 };
}

/** Plain digits with exactly `scale` of them after the point: `-0.50` for -50 at scale 2. */
export function toPlainAtScale(value: Decimal): string {
  const negative = value.int < 0n;
  const digits = (negative ? -value.int : value.int).toString();
  const sign = negative ? '-' : '';
  if (value.scale === 0) return sign + digits;
  const padded = digits.padStart(value.scale + 1, '0');
  const point = padded.length - value.scale;
  return `${sign}${padded.slice(0, point)}.${padded.slice(point)}`;
}

/** Plain digits without exponent or needless zeros: `1500`, `-0.5`, `0`. */
export function toPlain(value: Decimal): string {
  if (value.scale === 0) return value.int.toString();
  return toPlainAtScale(value).replace(/\.?0+$/, '');
}

/** Plain digits of a finite double: the shortest that give the double back, `100000000000000000000000` for 1e23. */
export function numberToPlain(value: number): string {
  const text = String(value);
  if (!text.includes('e')) return text;
  const decimal = parseDecimal(text);
  return decimal === null ? text : toPlain(decimal);
}

/** A JSON number when a double carries the value exactly (its shortest digits are the digits that came), else plain digits. */
export function toValue(value: Decimal): number | string {
  const plain = toPlain(value);
  const double = Number(plain);
  // Fifteen digits always survive the way through a double and back.
  if (plain.length <= 15) return double;
  return Number.isFinite(double) && numberToPlain(double) === plain ? double : plain;
}
