// Numbers with all their digits, as an Oracle gateway writes them, and how they compare.

/** A number by its own text: `numberOf('9007199254740993')` leaves the server as those digits, not as a double. */
export interface NumberToken {
  readonly number: string;
}

export type Cell = string | number | boolean | null | NumberToken;

export function numberOf(text: string): NumberToken {
  return { number: text };
}

export function isNumberToken(value: unknown): value is NumberToken {
  return typeof value === 'object' && value !== null && 'number' in value && typeof value.number === 'string';
}

/** JSON in which number tokens keep their text. */
export function writeJson(value: unknown): string {
  if (isNumberToken(value)) return value.number;
  if (Array.isArray(value)) return `[${value.map(writeJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${writeJson(member)}`).join(',')}}`;
}

/** JSON.parse whose numbers keep their digits. */
export function readJson(text: string): unknown {
  return JSON.parse(text, (_name, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && context?.source !== undefined ? numberOf(context.source) : value,
  );
}

/** The text of a cell; numbers in whatever notation they came. */
export function textOf(cell: Cell): string {
  return isNumberToken(cell) ? cell.number : String(cell);
}

/** Negative, zero or positive, digit for digit. */
export function compareNumbers(a: string, b: string): number {
  const [left, right] = [toScaled(a), toScaled(b)];
  const scale = Math.max(left.scale, right.scale);
  const [x, y] = [left.int * 10n ** BigInt(scale - left.scale), right.int * 10n ** BigInt(scale - right.scale)];
  return x < y ? -1 : x > y ? 1 : 0;
}

function toScaled(text: string): { readonly int: bigint; readonly scale: number } {
  const [mantissa = '0', exponent = '0'] = text.toLowerCase().split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const scale = fraction.length - Number(exponent);
  const int = BigInt(whole + fraction);
  return scale >= 0 ? { int, scale } : { int: int * 10n ** BigInt(-scale), scale: 0 };
}
