// Decimals as text: compared and tidied digit by digit, because a double loses what Oracle's NUMBER keeps.

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;
const EXPONENT_OFFSET = 50_000;

interface Parts {
  readonly isNegative: boolean;
  /** Significant digits, no zeros at either end; empty for zero. */
  readonly digits: string;
  /** Digits before the decimal point; may be negative (0.001) or larger than the number of digits. */
  readonly pointAt: number;
}

function parseDecimal(text: string): Parts | null {
  const match = DECIMAL.exec(text);
  if (match === null) return null;
  const whole = match[2] ?? '';
  const fraction = match[3] ?? '';
  if (whole === '' && fraction === '') return null;
  const all = whole + fraction;
  const stripped = all.replace(/^0+/, '');
  const digits = stripped.replace(/0+$/, '');
  const pointAt = whole.length + Number(match[4] ?? 0) - (all.length - stripped.length);
  return { isNegative: match[1] === '-' && digits !== '', digits, pointAt };
}

/** Whether the text is a decimal number: sign, digits, point and exponent. */
export function isDecimal(text: string): boolean {
  return parseDecimal(text) !== null;
}

/** A text that sorts, byte by byte, as the number does; null when the text is no number. */
export function toDecimalSortKey(text: string): string | null {
  const parts = parseDecimal(text);
  if (parts === null) return null;
  if (parts.digits === '') return '1';
  const exponent = parts.pointAt + EXPONENT_OFFSET;
  if (!parts.isNegative) return `2${String(exponent).padStart(5, '0')}${parts.digits}`;
  const complement = parts.digits.replace(/\d/g, (digit) => String(9 - Number(digit)));
  return `0${String(99_999 - exponent).padStart(5, '0')}${complement}~`;
}

/** The shortest plain text of the same number (`-0012.50E1` is `-125`); null when the text is no number. */
export function toPlainDecimal(text: string): string | null {
  const parts = parseDecimal(text);
  if (parts === null) return null;
  if (parts.digits === '') return '0';
  const { digits, pointAt } = parts;
  const sign = parts.isNegative ? '-' : '';
  if (pointAt <= 0) return `${sign}0.${'0'.repeat(-pointAt)}${digits}`;
  if (pointAt >= digits.length) return sign + digits + '0'.repeat(pointAt - digits.length);
  return `${sign}${digits.slice(0, pointAt)}.${digits.slice(pointAt)}`;
}

/** The digits before the point of a plain decimal. */
export function wholePart(plain: string): number {
  return Number(plain.split('.')[0]);
}

/** Rounds to so many digits after the point, half away from zero; the text must be a plain decimal. */
export function roundDecimal(text: string, fractionDigits: number): string {
  const plain = toPlainDecimal(text);
  if (plain === null) throw new TypeError(`"${text}" is no decimal`);
  const [whole = '0', fraction = ''] = plain.replace('-', '').split('.');
  const kept = BigInt(whole + fraction.slice(0, fractionDigits).padEnd(fractionDigits, '0'));
  const isUp = (fraction[fractionDigits] ?? '0') >= '5';
  const digits = String(isUp ? kept + 1n : kept).padStart(fractionDigits + 1, '0');
  const at = digits.length - fractionDigits;
  const sign = plain.startsWith('-') ? '-' : '';
  return toPlainDecimal(`${sign}${digits.slice(0, at)}.${digits.slice(at)}`) ?? '0';
}
